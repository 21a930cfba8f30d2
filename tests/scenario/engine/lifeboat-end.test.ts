import { describe, expect, test } from 'vitest';
import type { DeviceId, PersonId } from '../../../gateway/src/base/ids.ts';
import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import type { AlarmAction } from '../../../gateway/src/contract/alarm.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import { SLOW_COMMIT_MS } from '../../../gateway/src/engine/lifeboat.ts';
import { BATCH_INPUTS } from '../../../gateway/src/engine/sieve.ts';
import { HandFeedback } from '../../../gateway/src/feedback/hand-feedback.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

interface HeldCommits {
  /** Each is written when it is resolved. */
  readonly commits: readonly PromiseWithResolvers<undefined>[];
  /** Resolves when so many commits have gone to the disk since. */
  readonly sent: (count: number) => Promise<true>;
}

/** The disk holds the next so many commits. */
async function heldCommits({ log }: EngineHouse, count: number): Promise<HeldCommits> {
  await until('it rests', () => log.appended > 0);
  const commits = Array.from({ length: count }, () => Promise.withResolvers<undefined>());
  log.next(...commits.map(({ promise }) => promise));
  const before = log.appended;
  return { commits, sent: (nth) => until(`commit ${String(nth)} is on its way`, () => log.appended >= before + nth) };
}

describe('the end of the lifeboat', () => {
  test('it is left also when the last that waited turned out to change nothing', async () => {
    await using house = await EngineHouse.open();
    const { engine, log } = house;
    const raised = await house.press('button-ana', 1);
    if (!('alarm' in raised) || raised.alarm === undefined) throw new TypeError('a press opens an alarm');
    const { alarm } = raised;
    const act = (actor: string, action: AlarmAction): Promise<Reply> =>
      // as: a person's id by hand.
      house.give({ type: 'act', actor: actor as PersonId, alarm, action, body: {} });
    await act('lee', 'take');
    // Set aside as the one that the log does not take, it is overtaken by what makes it impossible.
    log.refuses = ({ facts }) => facts.some(({ kind }) => kind === 'ResponderHere');
    const [here, clear] = await Promise.all([act('lee', 'here'), act('maria', 'all-clear')]);
    expect([here.outcome, clear.outcome]).toEqual(['refused', 'accepted']);
    await until('the lifeboat is left', () => engine.health.state === 'ok');
  });

  test('a slow commit that brought others does not hide the press that came meanwhile', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const { engine, log } = house;
    await until('it rests', () => log.appended > 0);
    const first = Promise.withResolvers<undefined>();
    const second = Promise.withResolvers<undefined>();
    log.next(first.promise, second.promise);
    const before = log.appended;
    const other = house.press('button-room4', 1);
    await until('the first is on its way', () => log.appended > before);
    const press = house.press('button-ana', 1);
    clock.advance(SLOW_COMMIT_MS);
    const waiting = (): string[] => engine.pending().flatMap(({ signals }) => signals.map(({ device }) => device));
    expect(waiting()).toContain('button-ana');
    first.resolve(undefined);
    await other;
    await until('the second is on its way', () => log.appended > before + 1);
    expect(waiting()).toEqual(['button-ana']);
    second.resolve(undefined);
    await press;
    await until('the lifeboat is left', () => engine.health.state === 'ok');
  });

  test('a press that was shown goes on being shown when the lifeboat is left before it is through', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const { engine } = house;
    const { commits, sent } = await heldCommits(house, 3);
    const waiting = (): string[] => engine.pending().flatMap(({ signals }) => signals.map(({ device }) => device));
    const presses = [house.press('button-room4', 1)];
    await sent(1);
    presses.push(house.press('button-tom', 1));
    clock.advance(SLOW_COMMIT_MS);
    commits[0]?.resolve(undefined);
    await sent(2);
    presses.push(house.press('button-ana', 1));
    expect(waiting()).toEqual(['button-tom', 'button-ana']);
    // This one was quick, and so the lifeboat is left; the next is not.
    commits[1]?.resolve(undefined);
    await sent(3);
    expect(engine.health.state).toBe('ok');
    expect(waiting()).toEqual(['button-ana']);
    let told = 0;
    engine.onPending(() => (told += 1));
    commits[2]?.resolve(undefined);
    await Promise.all(presses);
    expect(waiting()).toEqual([]);
    expect(told).toBeGreaterThan(0);
  });

  test('what somebody did while the log was away holds until it is through, also when the lifeboat is left before', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const { engine } = house;
    const raised = await house.press('button-ana', 1);
    if (!('alarm' in raised) || raised.alarm === undefined) throw new TypeError('a press opens an alarm');
    const { alarm } = raised;
    const take = (actor: string): Promise<Reply> =>
      // as: a person's id by hand.
      house.give({ type: 'act', actor: actor as PersonId, alarm, action: 'take', body: {} });
    const { commits, sent } = await heldCommits(house, 3);
    const presses = [house.press('button-room4', 1)];
    await sent(1);
    presses.push(house.press('button-tom', 1));
    clock.advance(SLOW_COMMIT_MS);
    commits[0]?.resolve(undefined);
    await sent(2);
    const lee = take('lee');
    commits[1]?.resolve(undefined);
    await sent(3);
    expect(engine.health.state).toBe('ok');
    expect(engine.foreseen()).toMatchObject([{ alarm, state: 'taken', taken: { person: 'lee' } }]);
    expect(await take('maria')).toMatchObject({ outcome: 'refused', by: 'lee' });
    commits[2]?.resolve(undefined);
    expect(await lee).toMatchObject({ outcome: 'accepted' });
    await Promise.all(presses);
    await until('nothing is foreseen any more', () => engine.foreseen().length === 0);
  });

  test('a copy that was shown is shown no more when it turns out to change nothing after the lifeboat was left', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const { engine } = house;
    await house.press('button-ana', 1);
    const { commits, sent } = await heldCommits(house, 2);
    const presses = [house.press('button-room4', 1)];
    await sent(1);
    presses.push(house.press('button-tom', 1));
    clock.advance(SLOW_COMMIT_MS);
    commits[0]?.resolve(undefined);
    await sent(2);
    // As many as one batch takes: the gateway's own word about the lifeboat comes in a batch of its own.
    for (let i = 0; i < BATCH_INPUTS; i += 1) presses.push(house.press('button-ana', 1));
    const shown: string[][] = [];
    engine.onPending(() => shown.push(engine.pending().flatMap(({ signals }) => signals.map(({ device }) => device))));
    commits[1]?.resolve(undefined);
    await Promise.all(presses);
    await sent(3);
    expect(shown).toContainEqual(['button-ana']);
    expect(shown.at(-1)).toEqual([]);
  });
});

test('each copy of a recorded press is answered: its device has not heard that it is held', async () => {
  await using house = await EngineHouse.open();
  const feedback = new HandFeedback(house.engine);
  const told: FeedbackBody[] = [];
  feedback.addLink({
    name: 'lossy',
    reaches: () => true,
    tell: (_device, body) => told.push(body),
    configure: () => undefined,
    drop: () => undefined,
  });
  feedback.start();
  await house.press('button-ana', 1);
  await until('it is told once', () => told.length > 0);
  const before = told.length;
  // as: a device's id by hand. That message was lost, and so was the next.
  for (let copy = 1; copy <= 2; copy += 1) {
    feedback.repeated('button-ana' as DeviceId, [1, 1]);
    expect(told).toHaveLength(before + copy);
    expect(told.at(-1)?.held).toEqual([[1, 1]]);
  }
  feedback.stop();
});

test('a hand that was told *not recorded* is told when that is over, whatever the commit was about', async () => {
  await using house = await EngineHouse.open();
  const { engine, log } = house;
  const feedback = new HandFeedback(engine);
  const told: FeedbackBody[] = [];
  const ana = 'button-ana' as DeviceId; // as: a device's id by hand.
  feedback.addLink({
    name: 'of ana alone',
    reaches: (device) => device === ana,
    tell: (_device, body) => told.push(body),
    configure: () => undefined,
    drop: () => undefined,
  });
  feedback.start();
  await house.press('button-ana', 1);
  log.next('lost');
  log.shut(2);
  const other = house.press('button-room4', 1);
  await until('the log is away', () => engine.health.state === 'lifeboat');
  // A copy of what is recorded: it brings no fact of its own.
  const copy = house.press('button-ana', 1);
  feedback.shownUnrecorded(ana);
  expect(told.at(-1)?.recorded).toBe(false);
  await Promise.all([other, copy]);
  await until('she is told that it is recorded', () => told.at(-1)?.recorded === true);
  feedback.stop();
});
