/**
 * How long long work holds the loop at a time, in a house of 19,000 (docs/performance.md): what a press that comes meanwhile waits for.
 *
 *   node_modules/.bin/node tests/bench/held.ts
 */
import { gapsOf, subjectsOf } from '../../gateway/src/access/coverage.ts';
import { reportOf } from '../../gateway/src/api/reports/report.ts';
import { PaperThread } from '../../gateway/src/api/papers/paper-thread.ts';
import { paperOf, type PaperReport } from '../../gateway/src/api/reports/pdf.ts';
import { SystemClock } from '../../gateway/src/base/clock.ts';
import { DAY_MS, HOUR_MS } from '../../gateway/src/base/durations.ts';
import type { GrantId, PolicyId } from '../../gateway/src/base/ids.ts';
import type { Alarm } from '../../gateway/src/domain/alarm.ts';
import { DEFAULT_POLICY } from '../../gateway/src/domain/policy.ts';
import { button, MONDAY_NINE, person, place, somebody, somewhere, Stage } from '../../gateway/src/domain/testing/stage.ts';
import { TestRounds } from '../../gateway/src/ops/test-rounds.ts';
import { ManualClock } from '../harness/clock.ts';

const PEOPLE = 19_000;
const ROOMS = 200;
const ALARMS = 20_000;
const PAGE_ROWS = 200;
const ROUNDS = 5;

const clock = new SystemClock();

/** Processor time (ms) of this thread: what others do on the machine meanwhile is not in it. */
function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Runs it some times, the first not counted, and tells how long it took and the longest time without a turn for anything else. */
async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  const whole: number[] = [];
  const held: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    let longest = 0;
    let isOn = true;
    let last = used();
    const turn = (): void => {
      longest = Math.max(longest, used() - last);
      last = used();
      if (isOn) setImmediate(turn);
    };
    setImmediate(turn);
    const startedAt = used();
    await work();
    whole.push(used() - startedAt);
    await new Promise(setImmediate);
    isOn = false;
    held.push(longest);
  }
  const middle = (all: readonly number[]): string => (all.slice(1).toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0).toFixed(1);
  console.log(`${name}: ${middle(whole)} ms in all, held for ${middle(held)} ms at most (median of ${String(ROUNDS)})`);
}

/** Everybody carries a button and is a responder of the whole site; one in fifty is on leave for some hours. */
function house(): Stage {
  const stage = new Stage();
  stage.put(somewhere('site', { kind: 'site', zone: 'Australia/Sydney' }));
  for (let i = 0; i < ROOMS; i += 1) stage.put(somewhere(`room-${String(i)}`, { parent: place('site') }));
  for (let i = 0; i < PEOPLE; i += 1) {
    const id = `p-${String(i)}`;
    const from = MONDAY_NINE + (i % 300) * HOUR_MS;
    stage.put(
      somebody(id, { leave: i % 50 === 0 ? [{ from, to: from + 8 * HOUR_MS }] : [] }),
      button(`b-${String(i)}`, { worker: person(id), place: place(`room-${String(i % ROOMS)}`) }),
    );
    // as: an id by hand.
    stage.state.grants.set(id as GrantId, { grant: id as GrantId, person: person(id), role: 'responder', place: place('site') });
  }
  const steps = [1, 2, 3].map(() => ({ afterMs: 30_000, targets: [{ to: 'role' as const, role: 'responder' as const }] }));
  // as: an id by hand.
  stage.state.policies.set('pol' as PolicyId, { policy: 'pol' as PolicyId, name: 'Everybody', steps, repeatMs: 60_000 });
  stage.state.settle();
  return stage;
}

/** Closed alarms as the reader thread hands them over: text, of which the loop makes objects. */
function pages(stage: Stage): readonly string[] {
  stage.press('b-0', [1, 1]);
  const alarm = stage.alarm;
  const row = (i: number): object => {
    const at = MONDAY_NINE + i * 60_000;
    const first = { shownAt: at + 900 + (i % 300), takenAt: at + 9_000 + i, hereAt: at + 100_000 + i };
    const where = { ...alarm.where, place: place(`room-${String(i % ROOMS)}`) };
    const value: Alarm = { ...alarm, pressedAt: at, raisedAt: at, where, first };
    return { table: 'alarm', key: `a-${String(i)}`, at, value };
  };
  return Array.from({ length: ALARMS / PAGE_ROWS }, (_, page) =>
    JSON.stringify(Array.from({ length: PAGE_ROWS }, (_row, i) => row(page * PAGE_ROWS + i))),
  );
}

const stage = house();
const { state } = stage;
const core = {
  committed: state.committed,
  health: { state: 'ok' },
  now: () => ({ at: MONDAY_NINE + 30 * DAY_MS, t: stage.t }),
};

await measure('gaps, everybody in one role', () =>
  gapsOf({ state: state.committed, policy: DEFAULT_POLICY, at: stage.at, reaches: () => true, clock }, subjectsOf(state.committed)),
);

const minutes = new ManualClock();
let said: (value: undefined) => void = () => undefined;
const rounds = new TestRounds({
  core,
  // Its minute is made by hand; what it takes is measured for real.
  clock: { wall: () => clock.wall(), mono: () => clock.mono(), after: minutes.after.bind(minutes), every: minutes.every.bind(minutes) },
  faults: {
    open: () => undefined,
    close: () => {
      said(undefined);
    },
  },
  events: { info: () => undefined, warn: () => undefined, error: () => undefined },
} as unknown as ConstructorParameters<typeof TestRounds>[0]); // as: the parts of the engine that it asks.
// One matter stands that is over: it is closed at the end of each look, which is how the end is seen.
state.faults.set('tests-overdue:place:site', {
  fault: 'tests-overdue:place:site',
  code: 'tests-overdue',
  subject: 'place:site',
  label: 'site',
  since: 0,
});
state.settle();
rounds.start();
await measure('test round', () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  said = resolve;
  minutes.advance(60_000);
  return promise;
});
rounds.stop();

const texts = pages(stage);
let next = 0;
const queries = {
  rows: ({ table, cursor }: { readonly table: string; readonly cursor?: unknown }): Promise<unknown> => {
    if (cursor === undefined) next = 0;
    const text = table === 'alarm' ? (texts[next] ?? '[]') : '[]';
    next += 1;
    // In a turn of its own, as a message from a thread comes.
    return new Promise((resolve) => void setImmediate(() => resolve(JSON.parse(text))));
  },
};
type Deps = Parameters<typeof reportOf>[0];
const deps = { core, queries, clock } as unknown as Deps; // as: what a report asks of them.
const administrator = 'admin';
stage.put(somebody(administrator));
// as: an id by hand.
state.grants.set(administrator as GrantId, { grant: administrator as GrantId, person: person(administrator), role: 'administrator' });
state.settle();
const reader = { kind: 'person', person: person(administrator), at: MONDAY_NINE } as Parameters<typeof reportOf>[1]; // as: what of a reader is asked.
const period = { from: '0', to: String(MONDAY_NINE + 60 * DAY_MS) };
await measure('report of 20,000 alarms', () => reportOf(deps, reader, period));
const report = await reportOf(deps, reader, period);
const paper = new PaperThread<PaperReport>(clock, new URL('../../gateway/src/api/reports/pdf-worker.ts', import.meta.url));
await measure('the same on paper, once it is counted', () => paper.print(paperOf(report, 'en')));
