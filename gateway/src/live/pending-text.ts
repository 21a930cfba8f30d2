import { rootsOf } from '../access/permissions.ts';
import type { PlaceId } from '../base/ids.ts';
import type { PendingPress } from '../contract/feed.ts';
import type { Policy } from '../domain/policy.ts';
import { pendingView, pressesOf } from '../domain/views/pending-view.ts';
import type { Core } from '../engine/ports/core.ts';
import { AlarmTexts } from './alarm-texts.ts';
import { nameOfCovered } from './covered.ts';
import { mayAt, type Viewer } from './rights-at.ts';

type Told = Pick<Core, 'committed' | 'pending' | 'foreseen' | 'now'>;

/** One press that waits, in the three ways in which it is told; undefined where there is nothing to tell. */
interface Waiting {
  readonly place: PlaceId | undefined;
  readonly worker: string | undefined;
  /** With all that is known; without the duress PIN, for its worker; and nameless besides, for a screen that the public can read. */
  readonly texts: Readonly<Record<'whole' | 'own' | 'nameless', string | undefined>>;
}

/**
 * What is on no disk yet, as JSON text for one viewer after the other: the same rights as for what is recorded. Of one moment. In an
 * outage hundreds of presses are told to a thousand consoles again and again: consoles with the same rights cost one text.
 */
export class PendingTexts {
  readonly #core: Told;
  readonly #waiting: readonly Waiting[];
  readonly #workers: ReadonlySet<string | undefined>;
  readonly #foreseen: ReturnType<Told['foreseen']>;
  readonly #alarmTexts: AlarmTexts;
  /** The presses of viewers who have the same rights, and none of their own among them. */
  readonly #known = new Map<string, string>();

  constructor(core: Told, policy: Policy) {
    this.#core = core;
    this.#waiting = core.pending().flatMap((press) => {
      const whole = pendingView(core.committed, press);
      if (whole === undefined) return [];
      const own = pendingView(core.committed, pressesOf(press));
      const texts = { whole: JSON.stringify(whole), own: textOf(own), nameless: textOf(own === undefined ? undefined : nameless(own)) };
      // as: the view names places by their ids.
      return [{ place: whole.where.place as PlaceId | undefined, worker: whole.who?.person, texts }];
    });
    this.#workers = new Set(this.#waiting.map(({ worker }) => worker));
    this.#foreseen = core.foreseen();
    this.#alarmTexts = new AlarmTexts({ state: core.committed, policy, now: core.now() }, false);
  }

  of(viewer: Viewer): string {
    return `{"type":"pending","presses":[${this.#presses(viewer)}]${this.#alarms(viewer)}}`;
  }

  #presses(viewer: Viewer): string {
    const { principal, place } = viewer;
    const state = this.#core.committed;
    if (principal.kind === 'person' && this.#workers.has(principal.person)) return this.#made(viewer);
    const rights = (['see-alarms', 'see-names'] as const).map((verb) => {
      // What lies at no known place is asked for apart: it may be told to who may see nothing at any known one.
      return `${nameOfCovered(rootsOf(state, principal, verb))} ${String(mayAt(state, viewer, { verb, place: undefined }))}`;
    });
    const name = [place ?? '', ...rights].join('|');
    const known = this.#known.get(name) ?? this.#made(viewer);
    this.#known.set(name, known);
    return known;
  }

  #made(viewer: Viewer): string {
    return this.#waiting.flatMap((press) => this.#textFor(viewer, press) ?? []).join();
  }

  #textFor(viewer: Viewer, { place, worker, texts }: Waiting): string | undefined {
    const state = this.#core.committed;
    if (!mayAt(state, viewer, { verb: 'see-alarms', place })) return undefined;
    if (!mayAt(state, viewer, { verb: 'see-names', place })) return texts.nameless;
    return viewer.principal.kind === 'person' && viewer.principal.person === worker ? texts.own : texts.whole;
  }

  #alarms(viewer: Viewer): string {
    const texts = this.#foreseen.flatMap((alarm) => this.#alarmTexts.of(alarm, viewer) ?? []);
    return texts.length === 0 ? '' : `,"alarms":[${texts.join()}]`;
  }
}

function nameless({ who: _who, taken: _taken, ...rest }: PendingPress): PendingPress {
  return { ...rest, device: { device: '', label: '' } };
}

function textOf(view: PendingPress | undefined): string | undefined {
  return view === undefined ? undefined : JSON.stringify(view);
}
