import type { Cancel, Clock } from '../base/clock.ts';
import { TimeHeap } from '../base/heap.ts';
import { DEADLINE_TABLES, nextDue, type Due } from '../domain/decide.ts';
import type { DeadlineTable } from '../domain/input.ts';
import type { Policy } from '../domain/policy.ts';
import type { StateView } from '../domain/state.ts';
import type { EngineTime } from './engine-time.ts';

export interface DeadlineKey {
  readonly table: DeadlineTable;
  readonly key: string;
}

/** The wall clock may step; a deadline by it is looked at no later than this. */
const LOOK_AT_LEAST_EVERY_MS = 10_000;
/** All of them are derived anew this often, whatever the heap says. */
const AUDIT_EVERY_MS = 5_000;
/** Three rounds missed, and one more for a busy moment: the auditor has stopped. */
export const AUDIT_LATE_MS = 4 * AUDIT_EVERY_MS;
/** A deadline that the rules failed on is tried again after this long (design.md). */
export const RETRY_FAILED_AFTER_MS = 30_000;

/**
 * What is due by itself, derived from the committed state and never stored. A heap for each of the two times, changed only
 * for what a commit touched; the auditor computes everything anew and says what was missing.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #time: EngineTime;
  readonly #policy: Policy;
  readonly #onDue: (due: DeadlineKey) => void;
  readonly #onOver: (due: DeadlineKey) => void;
  readonly #heaps = { t: new TimeHeap(), at: new TimeHeap() };
  /** Taken out of the heap and on their way through the loop. */
  readonly #deciding = new Set<string>();
  /** The rules failed on these; their next try is in the heap of engine time. */
  readonly #failed = new Set<string>();
  #timer: Cancel | undefined;
  #stopAuditing: Cancel | undefined;
  #auditedMono = 0;
  #stopped = false;

  /** `onOver`: the rules had failed on it, and it is due no more: nobody will try it again. */
  constructor(deps: {
    clock: Clock;
    time: EngineTime;
    policy: Policy;
    onDue: (due: DeadlineKey) => void;
    onOver: (due: DeadlineKey) => void;
  }) {
    this.#clock = deps.clock;
    this.#time = deps.time;
    this.#policy = deps.policy;
    this.#onDue = deps.onDue;
    this.#onOver = deps.onOver;
  }

  /** From now on what is missing is found, and told: there is a bug then, and nobody waits for it all the same. */
  keepAuditing(state: StateView, onMissing: (due: DeadlineKey) => void): void {
    this.#auditedMono = this.#clock.mono();
    this.#stopAuditing = this.#clock.every(AUDIT_EVERY_MS, () => {
      for (const due of this.audit(state)) onMissing(due);
      this.#auditedMono = this.#clock.mono();
    });
  }

  /** Milliseconds since the auditor has last been through; whoever watches it is told nothing by one that has stopped. */
  get auditAgeMs(): number {
    return this.#clock.mono() - this.#auditedMono;
  }

  /** Looks at the rows that a commit touched; `changed` is by the tables' names on disk. */
  touched(state: StateView, changed: ReadonlyMap<string, readonly string[]>): void {
    for (const [name, keys] of changed) {
      const table = DEADLINE_TABLES[name];
      if (table === undefined) continue;
      for (const key of keys) this.#place(state, { table, key });
    }
    this.#arm();
  }

  /**
   * A deadline was looked at: it is derived anew, or after a failure tried again later. Returns whether that is news: it failed
   * and had not before, or the other way round.
   */
  again(state: StateView, due: DeadlineKey, failed: boolean): boolean {
    const name = nameOf(due);
    const isNews = this.#failed.has(name) !== failed;
    this.#deciding.delete(name);
    if (failed) {
      this.#failed.add(name);
      this.#heaps.at.set(name, undefined);
      this.#heaps.t.set(name, this.#time.now().t + RETRY_FAILED_AFTER_MS);
    } else {
      this.#failed.delete(name);
      this.#place(state, due);
    }
    this.#arm();
    return isNews;
  }

  /** Derives all deadlines from the state that was loaded. What became due while the gateway was off is due now. */
  plan(state: StateView): number {
    this.#deciding.clear();
    this.#failed.clear();
    this.#heaps.t.clear();
    this.#heaps.at.clear();
    return this.audit(state).length;
  }

  /** Computes all deadlines anew. Returns those that were missing or wrong; none, unless there is a bug. */
  audit(state: StateView): DeadlineKey[] {
    const wrong: DeadlineKey[] = [];
    for (const table of Object.values(DEADLINE_TABLES)) {
      for (const key of keysOf(state, table)) {
        const name = nameOf({ table, key });
        if (this.#deciding.has(name) || this.#failed.has(name)) continue;
        const due = nextDue(state, { table, key }, this.#policy);
        if (due === undefined || this.#isPlanned(name, due)) continue;
        wrong.push({ table, key });
        this.#place(state, { table, key });
      }
    }
    this.#arm();
    return wrong;
  }

  stop(): void {
    this.#stopped = true;
    this.#stopAuditing?.();
    this.#timer?.();
    this.#timer = undefined;
  }

  #place(state: StateView, row: DeadlineKey): void {
    const name = nameOf(row);
    // It is placed again when it has been decided, by what the state is then.
    if (this.#deciding.has(name)) return;
    const due = nextDue(state, row, this.#policy);
    // What failed waits for its next try; what is not due any more is tried no more.
    if (this.#failed.has(name) && due !== undefined) return;
    if (this.#failed.delete(name)) this.#onOver(row);
    this.#heaps.t.set(name, engineTimeIn(due));
    this.#heaps.at.set(name, due?.clock === 'at' ? due.value : undefined);
  }

  #isPlanned(name: string, due: Due): boolean {
    return this.#heaps[due.clock].timeOf(name) === due.value && this.#heaps.t.timeOf(name) === engineTimeIn(due);
  }

  #arm(): void {
    this.#timer?.();
    if (this.#stopped) return;
    const { at, t } = this.#time.now();
    const waits = [LOOK_AT_LEAST_EVERY_MS];
    if (this.#heaps.t.next !== undefined) waits.push(this.#heaps.t.next - t);
    if (this.#heaps.at.next !== undefined) waits.push(this.#heaps.at.next - at);
    this.#timer = this.#clock.after(Math.max(0, Math.min(...waits)), () => {
      this.#fire();
    });
  }

  #fire(): void {
    const { at, t } = this.#time.now();
    for (const name of new Set([...this.#heaps.t.take(t), ...this.#heaps.at.take(at)])) {
      // Taken by one clock, it waits for the other no more.
      this.#heaps.t.set(name, undefined);
      this.#heaps.at.set(name, undefined);
      this.#deciding.add(name);
      this.#onDue(keyOf(name));
    }
    this.#arm();
  }
}

function engineTimeIn(due: Due | undefined): number | undefined {
  return due?.clock === 't' ? due.value : due?.orT;
}

function nameOf(due: DeadlineKey): string {
  return `${due.table} ${due.key}`;
}

function keyOf(name: string): DeadlineKey {
  const space = name.indexOf(' ');
  // as: nameOf put a table's name there.
  return { table: name.slice(0, space) as DeadlineTable, key: name.slice(space + 1) };
}

function keysOf(state: StateView, table: DeadlineTable): string[] {
  switch (table) {
    case 'alarms':
      return [...state.alarms.values()].map((alarm) => alarm.alarm);
    case 'debriefs':
      return [...state.debriefs.values()].map((debrief) => debrief.debrief);
    case 'drills':
      return [...state.drills.values()].map((drill) => drill.drill);
    case 'tests':
      return [...state.tests.values()].filter((test) => test.until !== undefined).map((test) => test.device);
    case 'sessions':
      return [...state.sessions.values()].map((session) => session.session);
    case 'faults':
      return [...state.faults.values()].filter((fault) => fault.shelved !== undefined).map((fault) => fault.fault);
    case 'handOvers':
      return [...state.handOvers.values()].map((open) => open.from);
    case 'retentions':
      return [...state.retentions.values()].map((row) => row.debrief);
    case 'monthNotices':
      return [...state.monthNotices.values()].map((row) => row.site);
  }
}
