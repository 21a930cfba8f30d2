import type { AlarmId, DebriefId, PersonId } from '../../gateway/src/base/ids.ts';
import type { AlarmView } from '../../gateway/src/contract/alarm.ts';
import type { Reply } from '../../gateway/src/domain/input.ts';
import type { DebriefCommand } from '../../gateway/src/domain/debrief.ts';
import type { Cue } from '../../gateway/src/domain/testing/stage.ts';
import type { Deed } from './plan.ts';
import type { World } from './world.ts';

type PeoplesDeed = Extract<Deed, { readonly do: 'act' | 'have' | 'debrief' | 'leave' }>;

/** A request of a page takes so long to the gateway, at most. */
const REQUEST_MS = 80;

/** Those who answer alarms and own debriefs. They know what their screens show, and nothing else. */
export class People {
  readonly #world: World;
  #requests = 0;

  constructor(world: World) {
    this.#world = world;
  }

  do(deed: PeoplesDeed): void {
    switch (deed.do) {
      case 'act':
        this.#act(deed.who, deed.dice);
        return;
      case 'have':
        this.#have(deed.who);
        return;
      case 'debrief':
        this.#debrief(deed.who, deed.dice);
        return;
      case 'leave':
        this.#leave(deed.who, deed.forMs);
    }
  }

  /** Does something that their screen offers with one of the alarms on it. */
  #act(who: string, dice: number): void {
    const page = this.#world.pages.find(({ person }) => person === who);
    const views = [...(page?.alarms.values() ?? [])];
    const view = views[Math.floor(dice * views.length)];
    const rest = (dice * views.length) % 1;
    if (page === undefined) return;
    page.isArmed = true;
    const action = view?.actions[Math.floor(rest * view.actions.length)];
    if (view === undefined || action === undefined) return;
    const body = action === 'close' ? { outcome: 'genuine' as const, reason: 'they are safe' } : {};
    if (action === 'close') this.#world.alarms.does('close', view.alarm, who);
    this.#ask(`${who}: ${action} ${view.alarm}`, { type: 'act', actor: id(who), alarm: alarmOf(view), action, body });
  }

  #have(who: string): void {
    const page = this.#world.pages.find(({ person }) => person === who);
    const press = page?.pending.find(({ taken }) => taken === undefined)?.press;
    if (page === undefined || press === undefined) return;
    this.#world.story.tell(who, `says: I have it, of ${press}`);
    page.say({ type: 'have', press });
  }

  #debrief(who: string, dice: number): void {
    const mine = [...this.#world.ledger.debriefs.values()].filter(({ owner, completed }) => owner === who && !completed);
    const one = mine[Math.floor(dice * mine.length)];
    if (one === undefined) return;
    const commands: readonly DebriefCommand[] = [
      { do: 'accept' },
      { do: 'hand-over', to: id(who === 'ruth' ? 'sam' : 'ruth'), reason: 'they know her better' },
      { do: 'complete', answer: 'a second door' },
    ];
    const command = commands[Math.floor(((dice * mine.length) % 1) * commands.length)];
    if (command === undefined) return;
    if (command.do === 'complete') this.#world.alarms.does('complete', one.debrief, who);
    const debrief = one.debrief as DebriefId; // as: from the log.
    this.#ask(`${who}: ${command.do} ${one.debrief}`, { type: 'debrief', actor: id(who), debrief, command });
  }

  #leave(who: string, forMs: number): void {
    const { gateway } = this.#world;
    const person = gateway?.core.committed.people.get(id(who));
    if (gateway === undefined || person === undefined) return;
    const from = gateway.clock.wall();
    const value = { ...person, leave: [{ from, to: from + forMs }] };
    this.#ask(`${who}: leave`, { type: 'save', actor: `person:${who}`, changes: [{ put: 'person', value }] });
  }

  #ask(what: string, cue: Cue): void {
    const { timeline, story, lifeboat } = this.#world;
    this.#requests += 1;
    const name = `${what} (request ${String(this.#requests)})`;
    story.tell('people', name);
    timeline.after(REQUEST_MS, () => {
      const { gateway } = this.#world;
      if (gateway?.isReady !== true) return;
      lifeboat.asked(name);
      const answered = (reply: Reply | string): void => {
        if (gateway.isDead) return;
        lifeboat.answered(name);
        story.tell('people', `${name}: ${JSON.stringify(reply)}`);
      };
      gateway.give(cue).then(answered, (error: unknown) => {
        answered(String(error));
      });
    });
  }
}

function id(person: string): PersonId {
  return person as PersonId; // as: ids of a story are written by hand.
}

function alarmOf(view: AlarmView): AlarmId {
  return view.alarm as AlarmId; // as: from the feed.
}
