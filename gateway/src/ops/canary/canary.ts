import type { Cancel, Clock } from '../../base/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../base/durations.ts';
import { FaultError, messageOf } from '../../base/errors.ts';
import { inputIdFrom } from '../../base/ids.ts';
import type { EventLog } from '../../base/log.ts';
import { within } from '../../base/within.ts';
import type { CanaryPart, CanaryView } from '../../contract/canary.ts';
import type { Reply, Signal } from '../../domain/input.ts';
import type { CanaryPress, ProbeFeed } from '../../engine/ports/canary.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { FaultSink } from '../../engine/ports/devices.ts';
import { CanaryHour, spreadOf } from './canary-hour.ts';
import type { CanaryIntake } from './canary-intake.ts';
import { LATE_AFTER_MS, outcomeOf, type CanaryOutcome, type Marks } from './canary-run.ts';
import type { CanaryIdentity } from './identity.ts';

const FAULT = 'canary-late';
/** The design's minute: a broken way in is known within it, and nothing is paid for it. */
export const CANARY_EVERY_MS = MINUTE_MS;
/** After the start: consoles have come back by then, and a listener that does not listen is known at once. */
export const FIRST_AFTER_MS = 5 * SECOND_MS;
/** A run that has not come through by then is over. Above what a console is given to answer in. */
export const GIVE_UP_AFTER_MS = 10 * SECOND_MS;
/** Runs that the percentiles on the consoles are of: the last hour's. */
const REMEMBERED_RUNS = HOUR_MS / CANARY_EVERY_MS;
/** A stop waits for its last count no longer than this. */
const STOP_WITHIN_MS = 2 * SECOND_MS;

/** What people read on the list of faults, beside *self-test*. What the consoles do is a fault of its own, of each (live/probes.ts). */
const WORDS: Readonly<Record<Exclude<CanaryPart, 'console'>, string>> = {
  connect: 'the gateway’s own test button is not let in: real ones may not be either',
  ingest: 'the gateway’s own test press was sent and did not arrive',
  log: 'the log did not take the gateway’s own test press',
  ack: 'the gateway’s own test press was recorded and not acknowledged',
};

export interface CanaryDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly intake: CanaryIntake;
  readonly identity: CanaryIdentity;
  readonly press: CanaryPress;
  readonly feed: ProbeFeed;
  /** Told of each run that has ended; for the metrics and the traces. */
  readonly onRun?: ((marks: Marks, outcome: CanaryOutcome) => void) | undefined;
}

interface Run {
  readonly seq: number;
  readonly marks: Marks;
  /** The disk has written for it and the screens have had their time. */
  readonly through: PromiseWithResolvers<void>;
}

/**
 * Presses once a minute by the whole way that a real press goes: a connection of its own, the way in, the loop, the disk, the feed, and
 * what each watching console draws. It opens nothing. The log keeps a count of each hour; one that is late or lost is a fault at once.
 */
export class Canary {
  readonly #deps: CanaryDeps;
  readonly #outcomes: CanaryOutcome[] = [];
  #hour: CanaryHour;
  #stops: Cancel[] = [];
  #run: Run | undefined;
  #runs = 0;
  #ended = 0;
  /** When one last went all the way (`mono`): the wall clock may be set, and what is old must not look young by that. */
  #wellSince: number | undefined;
  /** What the log was asked and has not answered: one question is enough, however long it is away. */
  #asked: Promise<Reply> | undefined;
  #counting = false;

  constructor(deps: CanaryDeps) {
    this.#deps = deps;
    this.#hour = new CanaryHour(deps.clock.wall());
  }

  start(): void {
    if (this.#stops.length > 0) return;
    const { clock, intake } = this.#deps;
    this.#hour = new CanaryHour(clock.wall());
    intake.listen((signal) => this.#heard(signal));
    const run = (): void => {
      if (this.#run === undefined) this.#once().catch(this.#notRun);
    };
    this.#stops = [
      clock.after(FIRST_AFTER_MS, run),
      clock.every(CANARY_EVERY_MS, run),
      clock.every(HOUR_MS, () => {
        if (!this.#counting) this.#count().catch(this.#notCounted);
      }),
      () => {
        intake.listen(undefined);
      },
    ];
  }

  /** What there was of the hour is counted, if the log is well. */
  async stop(): Promise<void> {
    if (this.#stops.length === 0) return;
    const { press, core, clock } = this.#deps;
    for (const stop of this.#stops) stop();
    this.#stops = [];
    press.giveUp();
    if (core.health.state !== 'ok') return;
    await within(this.#count().catch(this.#notCounted), { clock, limitMs: STOP_WITHIN_MS, late: this.#notCounted });
  }

  /** Runs that have ended. */
  get ended(): number {
    return this.#ended;
  }

  /** As the consoles say it; undefined before the first run has ended. */
  get view(): CanaryView | undefined {
    const last = this.#outcomes.at(-1);
    if (last === undefined) return undefined;
    const { state, part } = last;
    const well = this.#outcomes.findLast((one) => one.state !== 'failed');
    const ms = well === undefined ? undefined : msOf(well);
    const spread = spreadOf(this.#outcomes.flatMap((one) => (one.state === 'failed' ? [] : (msOf(one) ?? []))));
    return {
      state,
      ...(part === undefined ? {} : { part }),
      ...(this.#wellSince === undefined ? {} : { wellAt: this.#wallOf(this.#wellSince) }),
      ...(ms === undefined ? {} : { ms: Math.round(ms) }),
      ...(spread === undefined ? {} : { p50: Math.round(spread.p50), p99: Math.round(spread.p99) }),
    };
  }

  /** By the wall clock as it stands now. */
  #wallOf(mono: number): number {
    const { core, clock } = this.#deps;
    return Math.round(core.now().at - (clock.mono() - mono));
  }

  async #once(): Promise<void> {
    const { clock, press, intake, events } = this.#deps;
    this.#runs += 1;
    const run: Run = { seq: this.#runs, marks: { startedAt: clock.mono(), asked: 0, silent: 0 }, through: Promise.withResolvers() };
    this.#run = run;
    try {
      if (intake.isTaken) throw new FaultError('usage', 'a device has the canary’s name', { retryable: true });
      await this.#wholeWay(run, press);
    } catch (error) {
      events.warn('canary-failed', { error: messageOf(error) });
    }
    this.#run = undefined;
    if (this.#stops.length > 0) this.#judge(run);
  }

  /** Resolves when both ends are reached, the hand that pressed and the screens, or when that has taken too long. */
  async #wholeWay({ seq, marks, through }: Run, press: CanaryPress): Promise<void> {
    const { clock, identity } = this.#deps;
    const body = JSON.stringify({ v: 1, boot: identity.boot, seq, kind: 'test', age: 0 });
    const pressed = press
      .press(body, () => (marks.connectedAt = clock.mono()))
      .then(() => {
        marks.ackedAt = clock.mono();
      });
    const { inTime } = await within(Promise.all([pressed, through.promise]), { clock, limitMs: GIVE_UP_AFTER_MS, late: ignored });
    if (!inTime) press.giveUp();
  }

  /** It has come in. Answered when the disk has taken a write for it: then the way in acknowledges it, as it would a real one. */
  async #heard({ boot, seq }: Signal): Promise<Reply> {
    const run = this.#run;
    if (run?.seq !== seq || boot !== this.#deps.identity.boot || run.marks.heardAt !== undefined) return { outcome: 'duplicate' };
    const { clock } = this.#deps;
    run.marks.heardAt = clock.mono();
    const asked = this.#ask().then((reply) => {
      run.marks.committedAt = clock.mono();
      return reply;
    });
    Promise.all([asked, this.#show(run, asked)]).then(() => {
      run.through.resolve();
    }, run.through.reject);
    return await asked;
  }

  #ask(): Promise<Reply> {
    const { core } = this.#deps;
    this.#asked ??= core.submit({ id: inputIdFrom(core.ids), type: 'canary' }).finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }

  /** After the commit, as with a real press; and also when the disk lets it wait, for the screens must do their part all the same. */
  async #show({ seq, marks }: Run, asked: Promise<Reply>): Promise<void> {
    const { clock, feed } = this.#deps;
    await within(asked.catch(ignored), { clock, limitMs: LATE_AFTER_MS, late: ignored });
    const { asked: consoles, silent } = await feed.probe(String(seq));
    marks.shownAt = clock.mono();
    marks.asked = consoles;
    marks.silent = silent;
  }

  #judge({ marks }: Run): void {
    const { clock, events, faults, onRun } = this.#deps;
    const outcome = outcomeOf(marks);
    this.#ended += 1;
    const before = this.#outcomes.at(-1);
    this.#outcomes.push(outcome);
    if (this.#outcomes.length > REMEMBERED_RUNS) this.#outcomes.shift();
    this.#hour.add(outcome);
    if (outcome.state !== 'failed') this.#wellSince = marks.ackedAt ?? clock.mono();
    onRun?.(marks, outcome);
    const { state, part } = outcome;
    if (state !== 'well') events.warn('canary-not-well', { state, part });
    // Pages that draw nothing are named each by a fault of their own.
    if (state === 'well' || part === undefined || part === 'console') {
      faults.close(FAULT, 'gateway');
      return;
    }
    // What stands on the list must say what is so now: another part is another matter.
    if (before !== undefined && before.part !== part) faults.close(FAULT, 'gateway');
    const detail = state === 'late' ? `the gateway’s own test press was slow: ${String(Math.round(msOf(outcome) ?? 0))} ms` : WORDS[part];
    faults.open(FAULT, 'gateway', { label: 'self-test', detail });
  }

  /** An hour that the log has not taken is counted with the next. */
  async #count(): Promise<void> {
    const { core, clock } = this.#deps;
    const hour = this.#hour;
    if (hour.isEmpty) return;
    this.#counting = true;
    try {
      this.#hour = new CanaryHour(clock.wall());
      await core.submit({ id: inputIdFrom(core.ids), type: 'canary-hour', count: hour.count(clock.wall()) });
    } finally {
      this.#counting = false;
    }
  }

  readonly #notRun = (error: unknown): void => {
    this.#deps.events.error('canary-broken', { error: messageOf(error) });
  };

  readonly #notCounted = (error: unknown): void => {
    this.#deps.events.warn('canary-not-counted', { error: messageOf(error) });
  };
}

/** Whoever asked has the error. */
function ignored(): void {
  // Said where it was waited for.
}

/** What a person would have waited: to the last screen, or to the disk where nobody watched. */
function msOf({ shownMs, committedMs }: CanaryOutcome): number | undefined {
  return shownMs ?? committedMs;
}
