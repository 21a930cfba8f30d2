import { describe, expect, test, vi } from 'vitest';
import type { Json } from '../../../gateway/src/base/canonical.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import type { Batch } from '../../../gateway/src/engine/ports/log.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

const dataOf = (fact: { readonly data: Json }): Record<string, Json | undefined> => fact.data as Record<string, Json | undefined>; // as: data of facts are records.
const kindsOf = async (house: EngineHouse): Promise<string[]> => (await house.facts()).map((fact) => fact.kind);
const count = (kinds: readonly string[], kind: string): number => kinds.filter((one) => one === kind).length;

/** A press that was received with this battery: something in a fact that this log never takes. */
const withBattery = (battery: number) => (batch: Batch) =>
  batch.facts.some((fact) => fact.kind === 'SignalReceived' && dataOf(fact)['battery'] === battery);
const from = (device: string) => (batch: Batch) =>
  batch.facts.some((fact) => fact.kind === 'SignalReceived' && dataOf(fact)['device'] === device);

/** Each refusal opens the log on the disk anew; a busy machine takes a second for that. */
const WITHIN_MS = 60_000;
vi.setConfig({ testTimeout: 3 * WITHIN_MS });

class Story {
  readonly house: EngineHouse;
  readonly replies = new Map<string, Reply>();
  readonly errors: unknown[] = [];
  readonly #clock: ManualClock;

  private constructor(house: EngineHouse, clock: ManualClock) {
    this.house = house;
    this.#clock = clock;
  }

  static async begin(): Promise<Story> {
    const clock = new ManualClock();
    return new Story(await EngineHouse.open({ clock }), clock);
  }

  press(device: string, seq: number, battery?: number): void {
    const reply = this.house.press(device, seq, battery === undefined ? {} : { battery });
    reply.then(
      (given) => this.replies.set(`${device} ${String(seq)}`, given),
      (error: unknown) => this.errors.push(error),
    );
  }

  /** Lets the waits between two tries pass. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const passing = (): boolean => {
      this.#clock.advance(50);
      return condition();
    };
    await until(what, passing, { withinMs: WITHIN_MS });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.house[Symbol.asyncDispose]();
    expect(this.errors).toEqual([]);
  }
}

describe('a log that opens well and never takes one input', () => {
  test('takes every other press, and that one as what it could be: an alarm', async () => {
    await using story = await Story.begin();
    const { house } = story;
    const { engine, log } = house;
    log.refuses = withBattery(13);
    story.press('button-ana', 1, 13);
    for (let seq = 1; seq <= 40; seq += 1) story.press('button-room4', seq);
    await story.until('the others are through', () => story.replies.has('button-room4 40'));
    if (!story.replies.has('button-ana 1')) {
      // Not on disk and not answered, and so still shown.
      expect(engine.health.state).toBe('lifeboat');
      expect(engine.pending()).toMatchObject([{ signals: [{ device: 'button-ana' }] }]);
    }
    story.press('button-room4', 41);
    await story.until('it is through as well', () => story.replies.has('button-ana 1'));
    await story.until('all is well', () => engine.health.state === 'ok' && story.replies.has('button-room4 41'));
    expect([...story.replies.values()].map((reply) => reply.outcome)).toEqual(Array.from({ length: 42 }, () => 'accepted'));
    const kinds = await kindsOf(house);
    expect(count(kinds, 'InputFailed')).toBe(1);
    expect(count(kinds, 'AlarmRaised')).toBe(2);
    expect(count(kinds, 'AlarmPressedAgain')).toBe(40);
    expect([...engine.committed.alarms.values()].map(({ device, level }) => `${device} ${level}`).sort()).toEqual([
      'button-ana duress',
      'button-room4 duress',
    ]);
    expect(house.broken).toBeUndefined();
    expect(house.events.seen.filter(({ code }) => code === 'input-contained')).toHaveLength(1);
    // A later press does not wait for anything.
    const refusals = (): number => house.events.seen.filter(({ code }) => code === 'commit-unknown').length;
    const before = refusals();
    story.press('button-room4', 42);
    await story.until('a later press is through', () => story.replies.has('button-room4 42'));
    expect(refusals()).toBe(before);
  });

  test('also when what is remembered of it is what the log never takes', async () => {
    await using story = await Story.begin();
    const { engine, log } = story.house;
    log.refuses = from('button-ana');
    story.press('button-room4', 1);
    story.press('button-ana', 1);
    story.press('button-room4', 2);
    await story.until('all are through', () => story.replies.size === 3);
    await story.until('all is well', () => engine.health.state === 'ok');
    expect(engine.committed.alarms.size).toBe(2);
    const kinds = await kindsOf(story.house);
    expect(count(kinds, 'InputFailed')).toBe(1);
    expect(count(kinds, 'SignalReceived')).toBe(2);
  });
});

test('a log that takes nothing for a while blames nobody: all enters as it was, in the order in which it came', async () => {
  await using story = await Story.begin();
  const { engine, log } = story.house;
  log.refuses = () => true;
  story.press('button-ana', 1);
  story.press('button-room4', 1);
  const before = log.appended;
  await story.until('it was tried many times', () => log.appended > before + 18);
  expect(engine.pending()).toHaveLength(2);
  story.press('button-room4', 2);
  log.refuses = () => false;
  await story.until('all are through', () => story.replies.size === 3);
  await story.until('all is well', () => engine.health.state === 'ok');
  const kinds = await kindsOf(story.house);
  expect([count(kinds, 'InputFailed'), count(kinds, 'AlarmRaised')]).toEqual([0, 2]);
  const received = (await story.house.facts()).filter(({ kind }) => kind === 'SignalReceived').map(dataOf);
  expect(received.map(({ device, seq }) => [device, seq])).toEqual([
    ['button-ana', 1],
    ['button-room4', 1],
    ['button-room4', 2],
  ]);
  expect([...engine.committed.alarms.values()].find(({ device }) => device === 'button-ana')).toMatchObject({ worker: 'ana' });
});
