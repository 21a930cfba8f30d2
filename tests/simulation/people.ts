import type { AlarmId, DebriefId, DeviceId, PersonId, PlaceId } from '../../gateway/src/base/ids.ts';
import type { AlarmAction, AlarmActionBody, AlarmView } from '../../gateway/src/contract/alarm.ts';
import type { Debrief, DebriefCommand } from '../../gateway/src/domain/debrief.ts';
import type { Change, Reply } from '../../gateway/src/domain/input.ts';
import type { Cue } from '../../gateway/src/domain/testing/stage.ts';
import { debriefDetail } from '../../gateway/src/domain/views/debrief-view.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { BEGIN, imported, OPERATORS, receptionOf, signIn, signOut, WALL, WRITTEN_WORD } from './house.ts';
import type { DebriefEntry } from './ledger.ts';
import type { Deed } from './plan.ts';
import type { World } from './world.ts';

type PeoplesDeed = Extract<
  Deed,
  {
    readonly do:
      | 'act'
      | 'called'
      | 'have'
      | 'hand-over'
      | 'debrief'
      | 'debrief-after'
      | 'join'
      | 'read'
      | 'leave'
      | 'import'
      | 'rights'
      | 'erase'
      | 'drill';
  }
>;

/** A request of a page takes so long to the gateway, at most. */
const REQUEST_MS = 80;
/** Whoever finds a page signed out signs in again so much later. */
const SIGN_IN_MS = 5_000;
/** What may be the last thing that a debrief waits for. */
const ENDING: readonly DebriefCommand['do'][] = ['complete', 'follow-up', 'accept'];
const TASK_WEEK_MS = 7 * 86_400_000;

/** Those who answer alarms, own debriefs and set the house up. They know what their screens show, and nothing else. */
export class People {
  readonly #world: World;
  #requests = 0;
  /** Until then nobody is at the consoles. */
  #goneUntil = -Infinity;
  /** Out on purpose, for a while. */
  readonly #signedOut = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Nobody is at the consoles for so long. */
  leaveHouse(forMs: number): void {
    this.#goneUntil = Math.max(this.#goneUntil, this.#world.timeline.now + forMs);
  }

  do(deed: PeoplesDeed): void {
    if ((deed.do === 'act' || deed.do === 'have' || deed.do === 'hand-over') && this.#world.timeline.now < this.#goneUntil) return;
    switch (deed.do) {
      case 'act':
        this.#act(deed.who, deed.dice);
        return;
      case 'called':
        this.#called(deed.who, deed.dice);
        return;
      case 'have':
        this.#have(deed.who);
        return;
      case 'hand-over':
        this.#handOver(deed.who, deed.dice);
        return;
      case 'debrief':
        this.#debrief(deed.who, deed.dice, commandsOf);
        return;
      case 'debrief-after':
        this.#debrief(deed.who, deed.dice, commandsAfter);
        return;
      case 'join':
        this.#join(deed.dice);
        return;
      case 'read':
        this.#read(deed.who, deed.dice);
        return;
      case 'leave':
        this.#leave(deed);
        return;
      case 'import':
        this.#save('import', imported(deed.people));
        return;
      case 'rights':
        this.#rights(deed);
        return;
      case 'drill':
        this.#drill(deed);
        return;
      case 'erase':
        this.#save(`erase ${deed.who}`, [{ erase: 'person', key: id(deed.who) }]);
    }
  }

  /** Their page was not let in: unless they are out on purpose they sign in anew. */
  wasRefused(person: string): void {
    if (this.#signedOut.has(person) || person === WALL) return;
    this.#signedOut.add(person);
    this.#world.timeline.after(SIGN_IN_MS, () => {
      this.#signInAgain(person);
    });
  }

  /** The worker starts test mode of their button. */
  test(button: string): void {
    const device = button as DeviceId; // as: ids of a story are written by hand.
    this.#ask(`test mode of ${button}`, { type: 'test-start', actor: id(button.slice(0, button.indexOf('-'))), device });
  }

  /** Does something that their screen offers with one of the alarms on it. */
  #act(who: string, dice: number): void {
    const page = this.#world.pages.find(({ person }) => person === who);
    const views = [...(page?.alarms.values() ?? [])];
    const view = views[Math.floor(dice * views.length)];
    const rest = (dice * views.length) % 1;
    if (page === undefined) return;
    page.isArmed = true;
    page.touchedAt = this.#world.timeline.now;
    const action = view?.actions[Math.floor(rest * view.actions.length)];
    if (view === undefined || action === undefined) return;
    if (action === 'close') this.#world.checks.alarms.does('close', view.alarm, who);
    this.#ask(`${who}: ${action} ${view.alarm}`, {
      type: 'act',
      actor: id(who),
      alarm: alarmOf(view),
      action,
      body: bodyOf(action, view.drill),
    });
  }

  /** Has been sent a message, opens the page and takes the alarm over, or goes there. */
  #called(who: string, dice: number): void {
    const open = [...this.#world.ledger.alarms.values()].filter(({ state }) => state !== 'closed' && state !== 'cleared');
    const one = open[Math.floor(dice * open.length)];
    if (one === undefined) return;
    const action = one.state === 'open' ? 'take' : (dice * open.length) % 1 < 0.5 ? 'take-over' : 'coming';
    const alarm = one.alarm as AlarmId; // as: from the log.
    this.#ask(`${who}: ${action} ${alarm}`, { type: 'act', actor: id(who), alarm, action, body: {} });
  }

  #have(who: string): void {
    const page = this.#world.pages.find(({ person }) => person === who);
    const press = page?.pending.find(({ taken }) => taken === undefined)?.press;
    if (page === undefined || press === undefined) return;
    this.#world.story.tell(who, `says: I have it, of ${press}`);
    this.#world.checks.replies.have(who);
    page.say({ type: 'have', press });
  }

  /** Takes the watch where it is offered, and else offers their own, or keeps it after all. Whoever is not let in finds out. */
  #handOver(who: string, dice: number): void {
    const page = this.#world.pages.find(({ person }) => person === who);
    if (page === undefined) return;
    page.touchedAt = this.#world.timeline.now;
    const offered = page.handOvers.find(({ state, from, to }) => state === 'offered' && from.person !== who && (to?.person ?? who) === who);
    if (offered !== undefined && dice < 0.8) {
      this.#world.story.tell(who, `has the watch of ${offered.from.person}`);
      page.say({ type: 'hand-over', do: 'accept', from: offered.from.person });
      // An impatient hand clicks twice.
      if (dice < 0.3) page.say({ type: 'hand-over', do: 'accept', from: offered.from.person });
      return;
    }
    const other = OPERATORS.find((person) => person !== who);
    this.#world.story.tell(who, dice < 0.15 ? 'keeps the watch' : `offers the watch, ${dice < 0.5 ? 'to whoever comes' : (other ?? '')}`);
    if (dice < 0.15) page.say({ type: 'hand-over', do: 'withdraw' });
    else page.say({ type: 'hand-over', do: 'offer', ...(dice < 0.5 || other === undefined ? {} : { to: other }) });
  }

  /** Somebody who has several holds two of them together, or takes them apart again. */
  #join(dice: number): void {
    const open = [...this.#world.ledger.debriefs.values()].filter(({ completed }) => !completed);
    const several = open.filter(({ owner }) => open.filter((each) => each.owner === owner).length > 1);
    const one = several[Math.floor(dice * several.length)];
    const mine = several.filter((each) => each !== one && each.owner === one?.owner);
    const other = mine[Math.floor(((dice * 7) % 1) * mine.length)];
    if (one === undefined || other === undefined) return;
    const who = one.owner;
    // as (both): from the log.
    const command: DebriefCommand = dice < 0.7 ? { do: 'join', other: other.debrief as DebriefId } : { do: 'separate' };
    this.#ask(`${who}: ${command.do} ${one.debrief}`, { type: 'debrief', actor: id(who), debrief: one.debrief as DebriefId, command });
  }

  #debrief(who: string, dice: number, commandsFor: typeof commandsOf): void {
    const { ledger, checks } = this.#world;
    const all = [...ledger.debriefs.values()].filter(({ completed }) => !completed);
    const mine = all.filter(({ owner, worker }) => owner === who || worker === who);
    const one = mine[Math.floor(dice * mine.length)];
    if (one === undefined) return;
    const commands = commandsFor(who, one);
    const command = commands[Math.floor(((dice * mine.length) % 1) * commands.length)];
    if (command === undefined) return;
    // What is done last ends it, whatever that is.
    if (ENDING.includes(command.do))
      for (const each of [one.debrief, one.into]) if (each !== undefined) checks.alarms.does('complete', each, who);
    const debrief = one.debrief as DebriefId; // as: from the log.
    this.#ask(`${who}: ${command.do} ${one.debrief}`, { type: 'debrief', actor: id(who), debrief, command });
  }

  /** Opens a debrief, their own or another's, as the page's address lets anybody try. */
  #read(who: string, dice: number): void {
    const { gateway, ledger, disk, checks, story } = this.#world;
    const all = [...ledger.debriefs.keys()];
    const name = all[Math.floor(dice * all.length)];
    if (gateway?.isReady !== true || name === undefined) return;
    const { committed } = gateway.core;
    const debrief =
      committed.debriefs.get(name as DebriefId) ?? (disk.rows.get(`debrief ${name}`)?.row.value as unknown as Debrief | undefined); // as (both): from the log.
    if (debrief === undefined) return;
    const facts = disk.factsAfter(0, Infinity).filter(({ about }) => about === name);
    const alarms = debrief.alarms.flatMap((alarm) => committed.alarms.get(alarm) ?? []);
    const reader = { person: id(who), at: gateway.clock.wall(), holidays: undefined };
    const detail = debriefDetail(committed, { debrief, alarms, facts, drafts: {} }, reader);
    story.tell(who, `${detail === undefined ? 'finds no' : 'reads'} ${name}`);
    if (detail !== undefined) checks.privacy.read(who, name);
  }

  #leave({ who, inMs = 0, forMs }: Extract<Deed, { readonly do: 'leave' }>): void {
    const { gateway } = this.#world;
    const person = gateway?.core.committed.people.get(id(who));
    if (gateway === undefined || person === undefined) return;
    const from = gateway.clock.wall() + inMs;
    this.#save(`${who}: leave`, [{ put: 'person', value: { ...person, leave: [{ from, to: from + forMs }] } }]);
  }

  /** Somebody's grant is withdrawn, or they sign out; after a while it is undone. */
  #rights({ what, who, forMs }: Extract<Deed, { readonly do: 'rights' }>): void {
    const { timeline } = this.#world;
    const { given, withdrawn } = receptionOf(who);
    if (what === 'grant') {
      this.#save(`${who} is no reception`, [withdrawn]);
      timeline.after(forMs, () => {
        this.#untilTaken(`${who} is reception again`, () => [given]);
      });
      return;
    }
    this.#signedOut.add(who);
    this.#save(`${who} signs out`, [signOut(who)]);
    timeline.after(forMs, () => {
      this.#signInAgain(who);
    });
  }

  /** Those who are on leave are not listed: the gateway refuses that. */
  #drill({ who, participants, forMs }: Extract<Deed, { readonly do: 'drill' }>): void {
    const { timeline } = this.#world;
    const place = 'site' as PlaceId; // as: ids of a story are written by hand.
    this.#ask(`${who}: drill`, { type: 'drill-start', actor: id(who), place, participants: participants.map(id), announced: true });
    if (forMs === undefined) return;
    timeline.after(forMs, () => {
      const [drill] = [...(this.#world.gateway?.core.committed.drills.values() ?? [])].map((one) => one.drill);
      if (drill !== undefined) this.#ask(`${who}: ends ${drill}`, { type: 'drill-end', actor: id(who), drill });
    });
  }

  #signInAgain(who: string): void {
    this.#untilTaken(`${who} signs in`, ({ clock }) => [signIn(who, clock.wall())]);
    this.#signedOut.delete(who);
  }

  /** Whoever sets the house up looks whether it was done. */
  #untilTaken(what: string, changes: (gateway: GatewayProcess) => readonly Change[]): void {
    const { gateway, timeline } = this.#world;
    const again = (): void => {
      timeline.after(SIGN_IN_MS, () => {
        this.#untilTaken(what, changes);
      });
    };
    if (gateway?.isReady !== true) again();
    else this.#save(what, changes(gateway), again);
  }

  #save(what: string, changes: readonly Change[], lost?: () => void): void {
    this.#ask(what, { type: 'save', actor: 'person:sam', changes }, lost);
  }

  /** `lost`: the gateway died before it answered. */
  #ask(what: string, cue: Cue, lost?: () => void): void {
    const { timeline, story, checks } = this.#world;
    this.#requests += 1;
    const name = `${what} (request ${String(this.#requests)})`;
    story.tell('people', name);
    timeline.after(REQUEST_MS, () => {
      const { gateway } = this.#world;
      if (gateway?.isReady !== true) {
        lost?.();
        return;
      }
      checks.lifeboat.asked(name);
      checks.replies.asked(cue);
      let isAnswered = false;
      if (lost !== undefined) this.#whenLost(gateway, () => isAnswered, lost);
      const answered = (reply: Reply | string): void => {
        if (gateway.isDead) return;
        isAnswered = true;
        checks.lifeboat.answered(name);
        checks.replies.answered(cue, typeof reply === 'string' ? undefined : reply);
        story.tell('people', `${name}: ${JSON.stringify(reply)}`);
      };
      gateway.give(cue).then(answered, (error: unknown) => {
        answered(String(error));
      });
    });
  }

  /** Calls it when this gateway has died without an answer. */
  #whenLost(gateway: GatewayProcess, isAnswered: () => boolean, lost: () => void): void {
    this.#world.timeline.after(SIGN_IN_MS, () => {
      if (isAnswered()) return;
      if (gateway.isDead) lost();
      else this.#whenLost(gateway, isAnswered, lost);
    });
  }
}

function bodyOf(action: AlarmAction, drill: boolean): AlarmActionBody {
  if (action === 'close') return { outcome: drill ? 'drill' : 'genuine', reason: `they are safe, ${WRITTEN_WORD}` };
  return action === 'progress' || action === 'all-clear' ? { note: `said ${WRITTEN_WORD}` } : {};
}

/** What somebody may want to do with a debrief, as its worker or as its owner; the gateway knows whether they may. */
function commandsOf(who: string, { worker }: DebriefEntry): readonly DebriefCommand[] {
  const account: DebriefCommand = { do: 'account', body: { account: `it came out of nowhere, ${WRITTEN_WORD}` } };
  if (who === worker) return [account, { do: 'ask-other', reason: `not with them, ${WRITTEN_WORD}` }];
  const what = `a second door, ${WRITTEN_WORD}`;
  return [
    { do: 'accept' },
    { do: 'hand-over', to: id(who === 'ruth' ? 'sam' : 'ruth'), reason: `they know her better, ${WRITTEN_WORD}` },
    { do: 'welfare', body: { safe: true, support: `a call at night, ${WRITTEN_WORD}` } },
    account,
    { do: 'review', body: { alarmWorked: `at once, ${WRITTEN_WORD}` } },
    { do: 'action', body: { kind: 'place', what, owner: 'sam', due: BEGIN + TASK_WEEK_MS } },
    { do: 'complete', answer: what },
  ];
}

/** … and once it is answered, or whenever somebody thinks of it. */
function commandsAfter(who: string, { worker }: DebriefEntry): readonly DebriefCommand[] {
  const name: DebriefCommand = { do: 'name-involved', person: id(who === 'ruth' ? 'lee' : 'ruth') };
  if (who === worker) return [name];
  const how = `sleeps again, ${WRITTEN_WORD}`;
  return [
    { do: 'follow-up', body: { which: 'week', how } },
    { do: 'follow-up', body: { which: 'month', declined: how } },
    name,
    { do: 'welfare', body: { safe: true } },
    { do: 'complete', answer: how },
  ];
}

function id(person: string): PersonId {
  return person as PersonId; // as: ids of a story are written by hand.
}

function alarmOf(view: AlarmView): AlarmId {
  return view.alarm as AlarmId; // as: from the feed.
}
