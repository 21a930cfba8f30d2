import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { PendingPress } from '@duress/gateway/contract/feed.ts';
import type { Clock } from '../../shared/clock.ts';
import { arrange } from './slots.ts';

/** Nothing moves while the pointer was over the cards and moved, or a finger or a key was used there, within this time. */
const HOLD_MS = 1_000;
/** What ended stays at least so long, so that everybody sees that and how it ended. */
const ENDED_STAYS_MS = 8_000;

/** What the feed says is open. */
interface Open {
  readonly alarms: ReadonlyMap<string, AlarmView>;
  readonly pending: readonly PendingPress[];
}

/** The cards in their places: what is not recorded yet, what is open, and for a while what has just ended. */
export class CardOrder {
  /** Alarms and presses, as they stand. */
  places = $state.raw<readonly string[]>([]);
  /** The alarms alone. */
  order = $state.raw<readonly string[]>([]);
  /** The last word of each press that has a card. */
  presses = $state.raw<ReadonlyMap<string, PendingPress>>(new Map());
  /** Those that are recorded or gone, and only keep their place until nobody aims at anything. */
  over = $state.raw<ReadonlySet<string>>(new Set());
  /** The last view of each card, also of those that left the feed. */
  views = $state.raw<ReadonlyMap<string, AlarmView>>(new Map());
  ended = $state.raw<ReadonlySet<string>>(new Set());

  readonly #clock: Clock;
  readonly #endedAt = new Map<string, number>();
  #touched = -Infinity;
  #over = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The pointer is over the cards (or has left them). */
  pointer(over: boolean): void {
    this.#over = over;
    this.#touched = this.#clock.mono();
  }

  touched(): void {
    this.#touched = this.#clock.mono();
  }

  /** How one ended that left the feed, as the log has it. */
  tell(view: AlarmView): void {
    if (this.#endedAt.has(view.alarm)) this.views = new Map(this.views).set(view.alarm, view);
  }

  /** To be called with each word of the feed and each second; gives what has just left it. */
  look({ alarms, pending }: Open): readonly string[] {
    const now = this.#clock.mono();
    const left = [...this.views.keys()].filter((id) => !alarms.has(id) && !this.#endedAt.has(id));
    for (const id of left) this.#endedAt.set(id, now);
    const held = this.#over || now - this.#touched < HOLD_MS;
    for (const [id, at] of this.#endedAt) if (alarms.has(id) || (!held && now - at >= ENDED_STAYS_MS)) this.#endedAt.delete(id);
    const views = new Map([...this.views].filter(([id]) => this.#endedAt.has(id)));
    for (const [id, view] of alarms) views.set(id, view);
    const { presses, over } = this.#pressesAt(pending, held);
    const before = this.places.filter((id) => views.has(id) || presses.has(id));
    const next = arrange(before, { alarms: views, presses, over }, held || this.#endedAt.size > 0);
    if (next.join() !== this.places.join()) {
      this.places = next;
      this.order = next.filter((id) => views.has(id));
    }
    this.presses = new Map([...presses].filter(([id]) => next.includes(id)));
    this.over = over;
    this.views = views;
    this.ended = new Set(this.#endedAt.keys());
    return left;
  }

  #pressesAt(pending: readonly PendingPress[], held: boolean): { presses: ReadonlyMap<string, PendingPress>; over: ReadonlySet<string> } {
    const waiting = new Set(pending.map(({ press }) => press));
    const presses = new Map(held ? this.presses : []);
    for (const press of pending) presses.set(press.press, press);
    return { presses, over: new Set([...presses.keys()].filter((id) => !waiting.has(id))) };
  }
}
