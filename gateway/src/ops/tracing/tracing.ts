import type { Cancel, Clock } from '../../base/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../../base/durations.ts';
import { messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import { within } from '../../base/within.ts';
import type { Fact } from '../../domain/facts/catalogue.ts';
import type { Commit, Core, Underway } from '../../engine/ports/core.ts';
import type { CanaryOutcome, Marks } from '../canary/canary-run.ts';
import type { SpanSink, TracedSpan } from './spans.ts';

/** An alarm that no screen has shown by then: its trace ends, and says so. */
const SHOWN_WITHIN_MS = MINUTE_MS;
/** Traces that wait for their screen; the oldest ends for a newer one. */
const WAITING_MAX = 1_000;
/** A stop waits no longer than this for what is not sent yet. */
const STOP_WITHIN_MS = 3 * SECOND_MS;

interface TracingDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly build: string;
  readonly url: string;
  /** Opens the way out; loads the packages for it. */
  readonly open?: (() => Promise<SpanSink>) | undefined;
}

/** A press on its way to the first screen. */
interface Waiting {
  readonly receivedAt: number;
  readonly decidedAt: number;
  readonly committedAt: number;
  readonly seq: number;
}

/**
 * Traces from press to screen: how long a press waited for the loop, how long the disk took, how long until a watching console showed
 * it. Made from what was committed, so that nothing on the way of a press does anything for them. An entry of the log is named by its
 * number; who, where and which device stay there.
 */
export class Tracing {
  readonly #deps: TracingDeps;
  /** When a batch went to the disk (epoch ms), by its own facts. */
  readonly #decided = new WeakMap<Underway['facts'], number>();
  readonly #waiting = new Map<string, Waiting>();
  #sink: SpanSink | undefined;
  #stops: Cancel[] = [];

  constructor(deps: TracingDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    if (this.#sink !== undefined) return;
    const { core, clock, build, url } = this.#deps;
    const open = this.#deps.open ?? (async (): Promise<SpanSink> => (await import('./otlp.ts')).openOtlp({ url, build }));
    this.#sink = await open();
    this.#stops = [
      core.onUnderway(({ facts }) => this.#decided.set(facts, core.now().at)),
      core.follow((commit) => {
        this.#committed(commit);
      }),
      clock.every(SECOND_MS, () => {
        this.#sweep();
      }),
    ];
  }

  async stop(): Promise<void> {
    const { clock, events } = this.#deps;
    for (const stop of this.#stops) stop();
    this.#stops = [];
    for (const alarm of this.#waiting.keys()) this.#end(alarm, undefined);
    const closing = this.#sink?.close();
    this.#sink = undefined;
    const late = (error: unknown): void => {
      events.warn('traces-not-sent', { error: messageOf(error) });
    };
    if (closing !== undefined) await within(closing.catch(late), { clock, limitMs: STOP_WITHIN_MS, late });
  }

  canaryRan(marks: Marks, { state, part }: CanaryOutcome): void {
    const { clock } = this.#deps;
    const offset = clock.wall() - clock.mono();
    const { startedAt, connectedAt, heardAt, committedAt, ackedAt, shownAt } = marks;
    const children = [
      spanOf('connect', startedAt, connectedAt),
      spanOf('ingest', connectedAt, heardAt),
      spanOf('log', heardAt, committedAt),
      spanOf('ack', committedAt, ackedAt),
      spanOf('show', committedAt, shownAt),
    ].flatMap((span) => (span === undefined ? [] : [{ ...span, startAt: span.startAt + offset, endAt: span.endAt + offset }]));
    const endAt = Math.max(startedAt + offset, ...children.map((child) => child.endAt));
    const attributes = { 'duress.state': state, ...(part === undefined ? {} : { 'duress.part': part }), 'duress.consoles': marks.asked };
    this.#sink?.write({ name: 'canary', startAt: startedAt + offset, endAt, attributes, failed: state === 'failed', children });
  }

  #committed({ facts }: Commit): void {
    const { at } = this.#deps.core.now();
    const decidedAt = this.#decided.get(facts) ?? at;
    for (const one of facts) {
      const fact = one as unknown as Fact; // as: the engine checks each fact against the catalogue that Fact is made from.
      if (fact.kind === 'SignalReceived' && fact.data.alarm !== undefined) {
        const { receivedAt, meaning, alarm } = fact.data;
        const press = { receivedAt, decidedAt: Math.max(receivedAt, decidedAt), committedAt: Math.max(receivedAt, at), seq: fact.seq };
        if (meaning === 'raised') this.#await(alarm, press);
        else if (meaning === 'joined') this.#sink?.write(pressSpan(press, undefined));
      } else if (fact.kind === 'AlarmShown') {
        this.#end(fact.data.alarm, Math.max(fact.data.shownAt, this.#waiting.get(fact.data.alarm)?.committedAt ?? 0));
      }
    }
  }

  #await(alarm: string, press: Waiting): void {
    this.#waiting.set(alarm, press);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > WAITING_MAX && oldest !== undefined) this.#end(oldest, undefined);
  }

  #sweep(): void {
    const { at } = this.#deps.core.now();
    for (const [alarm, { committedAt }] of this.#waiting) if (at - committedAt > SHOWN_WITHIN_MS) this.#end(alarm, undefined);
  }

  #end(alarm: string, shownAt: number | undefined): void {
    const press = this.#waiting.get(alarm);
    if (press === undefined) return;
    this.#waiting.delete(alarm);
    this.#sink?.write(pressSpan(press, { shownAt }));
  }
}

/** @param screen there for a press that raised an alarm; without a time no screen has shown it. */
function pressSpan(
  { receivedAt, decidedAt, committedAt, seq }: Waiting,
  screen: { readonly shownAt: number | undefined } | undefined,
): TracedSpan {
  const shownAt = screen?.shownAt;
  const children = [
    { name: 'queue', startAt: receivedAt, endAt: decidedAt },
    { name: 'log', startAt: decidedAt, endAt: committedAt },
    ...(shownAt === undefined ? [] : [{ name: 'show', startAt: committedAt, endAt: shownAt }]),
  ];
  const attributes = { 'duress.fact': seq, ...(screen === undefined ? {} : { 'duress.shown': shownAt !== undefined }) };
  return { name: 'press', startAt: receivedAt, endAt: shownAt ?? committedAt, attributes, children };
}

function spanOf(name: string, startAt: number | undefined, endAt: number | undefined): TracedSpan | undefined {
  return startAt === undefined || endAt === undefined ? undefined : { name, startAt, endAt };
}
