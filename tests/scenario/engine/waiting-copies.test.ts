import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import type { Clock } from '../../../gateway/src/base/clock.ts';
import type { Signal } from '../../../gateway/src/domain/input.ts';
import { GatewayIntake } from '../../../gateway/src/engine/intake.ts';
import { Presence } from '../../../gateway/src/engine/presence.ts';
import { HandFeedback } from '../../../gateway/src/feedback/hand-feedback.ts';
import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import { SystemClock } from '../../../gateway/src/base/clock.ts';
import { Tally } from '../../../gateway/src/ops/tally.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

const ANA = 'button-ana' as DeviceId; // as: a device's id by hand.

let house: EngineHouse;
let counters: Tally;
let intake: GatewayIntake;
let hand: HandFeedback;
let told: FeedbackBody[];

beforeEach(async () => {
  house = await EngineHouse.open();
  const { engine, events } = house;
  const clock: Clock = new SystemClock();
  counters = new Tally();
  hand = new HandFeedback(engine);
  told = [];
  hand.onTold((device, body) => {
    if (device === ANA) told.push(body);
  });
  hand.start();
  const queries = { presence: () => Promise.resolve({}), savePresence: () => Promise.resolve() };
  const presence = new Presence({ clock, events, queries });
  intake = new GatewayIntake({
    core: engine,
    presence,
    clock,
    events,
    counters,
    feedback: (device) => hand.current(device),
    repeated: hand.repeated,
    shown: (device, rev) => hand.said(device, rev),
  });
});

afterEach(async () => {
  hand.stop();
  await house[Symbol.asyncDispose]();
});

function press(seq: number, more: Partial<Signal> = {}): ReturnType<GatewayIntake['signal']> {
  const { at } = house.engine.now();
  const path = { by: 'mqtt' as const };
  return intake.signal({ device: ANA, boot: 1, seq, kind: 'duress', receivedAt: at, pressedAt: at, path, ...more });
}

/** The log is away until this is called. */
function away(): () => void {
  const wait = Promise.withResolvers<undefined>();
  house.log.next(wait.promise);
  return () => {
    wait.resolve(undefined);
  };
}

test('while the log is away a button repeats what waits already: it takes no second place, and all its copies are answered', async () => {
  const { engine } = house;
  const back = away();
  const copies = [press(1), press(1), press(1), press(1, { path: { by: 'serial', receiver: 'beacon-4' } }), press(2), press(2)];
  await until('the press is shown, unrecorded', () => engine.pending()[0]);
  expect(counters.read()).toMatchObject({ 'signal-already-waiting': 3 });
  back();
  const replies = await Promise.all(copies);
  expect(new Set(replies.map((reply) => ('alarm' in reply ? reply.alarm : undefined))).size).toBe(1);
  expect([...engine.committed.alarms.values()]).toMatchObject([{ presses: 2, heard: [{ receiver: 'beacon-4' }] }]);
  // What is through waits no more: the next copy is asked of the log.
  expect(await press(1)).toMatchObject({ outcome: 'duplicate' });
  // The same name at a time that does not fit is another press (design.md), also while the first one waits.
  const again = away();
  const two = [press(3), press(3, { pressedAt: engine.now().at - 120_000 })];
  await until('it is shown', () => engine.pending()[0]);
  again();
  await Promise.all(two);
  expect([...engine.committed.alarms.values()]).toMatchObject([{ presses: 4 }]);
});

test('a copy of a recorded press that came while the log was away: the hand is told the truth again when it is back', async () => {
  const { engine } = house;
  await press(1);
  expect(told.at(-1)).toMatchObject({ state: 'held', recorded: true });
  const back = away();
  const other = house.press('button-room4', 1);
  const copy = press(1);
  await until('the copy is shown, unrecorded', () => engine.pending().find((one) => one.signals.some(({ device }) => device === ANA)));
  hand.shownUnrecorded(ANA);
  expect(told.at(-1)).toMatchObject({ state: 'shown', recorded: false });
  back();
  await Promise.all([other, copy]);
  await until('the log is well again', () => engine.health.state === 'ok');
  await until('the hand is right again', () => told.at(-1)?.recorded === true);
  expect(told.at(-1)).toMatchObject({ state: 'held', recorded: true });
  // Nothing of it stays for the next time.
  const again = away();
  const third = house.press('button-room4', 2);
  await until('a lifeboat again', () => engine.health.state === 'lifeboat');
  expect(hand.current(ANA)).toMatchObject({ state: 'held', recorded: true });
  again();
  await third;
});

test('where a device is, told for hours while the log is away: the first and the newest are kept, and a receipt once', async () => {
  const clock = new ManualClock(0);
  const { engine, events } = house;
  await press(1);
  const presence = new Presence({ clock, events, queries: { presence: () => Promise.resolve({}), savePresence: () => Promise.resolve() } });
  const shown = (): Pick<FeedbackBody, 'state'> => ({ state: 'held' });
  const deps = { core: engine, presence, clock, events, counters, feedback: hand.current.bind(hand), repeated: hand.repeated, shown };
  const asked = new GatewayIntake(deps);
  const back = away();
  const before = house.events.seen.length;
  for (let second = 1; second <= 60_000; second += 1) {
    clock.advance(1_000);
    asked.position(ANA, { lat: second / 1_000, lon: 0 });
    asked.handAck(ANA, 7);
  }
  back();
  const noted = async (): Promise<unknown[]> =>
    (await house.facts()).filter(({ kind }) => kind === 'PositionNoted').map(({ data }) => (data as { noted: number }).noted); // as: the fact's own shape.
  await until('both are recorded', async () => (await noted()).length === 2);
  expect(await noted()).toEqual([1_000, 60_000_000]);
  expect((await house.facts()).filter(({ kind }) => kind === 'HandConfirmed')).toHaveLength(1);
  expect(house.events.seen.slice(before).filter(({ code }) => code === 'receipt-lost')).toEqual([]);
});
