import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputIdFrom, type DeviceId } from '../../../gateway/src/base/ids.ts';
import { COUNTER_MAX, COUNTERS_RESERVED } from '../../../gateway/src/contract/radio/codes.ts';
import { DownlinkRanges } from '../../../gateway/src/ingest/serial/downlink-ranges.ts';
import { LoggedCounters } from '../../../gateway/src/ops/downlink-counters.ts';
import { backup, restore } from '../../../gateway/src/store/tools/backup.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { EventsSeen } from '../../harness/gateway.ts';
import { until } from '../../harness/wait.ts';

const RADIO = 'RADIO-7' as DeviceId; // as: an id by hand.
/** The step from one epoch to the next, as it was before epochs stood beside the counters. */
const STEP = 2 ** 22;
const HOUR_MS = 3_600_000;

describe('counters towards a button, after a log was restored', () => {
  let base: string;
  let clock: ManualClock;
  let houses = 0;
  /** First counters of ranges that some gateway may have used. */
  let used: number[];

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'duress-counters-'));
    clock = new ManualClock();
    used = [];
  });

  afterEach(() => {
    rmSync(base, { recursive: true, force: true });
  });

  const masterKeyFile = (name: string): string => join(base, name, 'master.key');

  async function gateway<T>(name: string, work: (house: EngineHouse) => Promise<T>): Promise<T> {
    const house = await EngineHouse.open({ clock, folder: join(base, name) });
    try {
      return await work(house);
    } finally {
      await house.stop();
    }
  }

  /** So many ranges are put aside, and used. */
  function uses(name: string, ranges: number): Promise<void> {
    return gateway(name, async ({ engine }) => {
      const counters = new LoggedCounters(engine);
      for (let i = 0; i < ranges; i += 1) {
        const from = await counters.reserve(RADIO);
        expect(used, `${name} is given ${String(from)} again`).not.toContain(from);
        for (const other of used) expect(Math.abs(other - from)).toBeGreaterThanOrEqual(COUNTERS_RESERVED);
        used.push(from);
      }
    });
  }

  function reserved(name: string, reserveTo: number): Promise<void> {
    return gateway(name, async ({ engine }) => {
      const from = engine.committed.downlinks.get(RADIO)?.reservedTo ?? 0;
      const { epoch } = engine.head;
      await engine.submit({ id: inputIdFrom(engine.ids), type: 'downlink', device: RADIO, from, reserveTo, epoch });
    });
  }

  function backedUp(name: string): string {
    houses += 1;
    const target = join(base, `backup-${String(houses)}`);
    backup({ folder: join(base, name, 'data'), target, masterKeyFile: masterKeyFile(name), withKey: true });
    return target;
  }

  /** Onto a machine that has never seen this log, or once more onto one that has. */
  async function restored(source: string, name: string): Promise<number> {
    rmSync(join(base, name, 'data'), { recursive: true, force: true });
    return (await restore({ source, folder: join(base, name, 'data'), masterKeyFile: masterKeyFile(name) })).head.epoch;
  }

  test.each([0, STEP - 3 * COUNTERS_RESERVED, STEP - COUNTERS_RESERVED, STEP, STEP + COUNTERS_RESERVED, 3 * STEP, 2 ** 31 - STEP, 2 ** 31])(
    'none of those that were used since the backup comes again: %i before it',
    async (before) => {
      await reserved('first', before);
      const source = backedUp('first');
      await uses('first', 4);
      expect(await restored(source, 'second')).toBe(2);
      await uses('second', 2);
      // It is started again, and crashes, and is backed up and restored in its turn.
      await uses('second', 2);
      const later = backedUp('second');
      await uses('second', 2);
      expect(await restored(later, 'third')).toBe(3);
      await uses('third', 2);
    },
  );

  test('nor when one backup is restored again and again, on the same machine and on others', async () => {
    await uses('first', 3);
    const source = backedUp('first');
    await uses('first', 3);
    const epochs: number[] = [];
    for (const name of ['second', 'second', 'third', 'second', 'first']) {
      epochs.push(await restored(source, name));
      await uses(name, 5);
    }
    expect(epochs).toEqual([2, 3, 4, 5, 6]);
    // The backup says so itself, in a file that is no part of what it verifies.
    expect(JSON.parse(readFileSync(join(source, 'restored.json'), 'utf8'))).toMatchObject({ epoch: 6 });
  });

  test('nor when what the backup knows of its restores is lost, as long as the clocks are right', async () => {
    await uses('first', 3);
    const source = backedUp('first');
    const copies = ['a', 'b', 'c'].map((name) => {
      const copy = join(base, `copy-${name}`);
      cpSync(source, copy, { recursive: true });
      return [name, copy] as const;
    });
    await uses('first', 3);
    for (const [name, copy] of copies) {
      clock.advance(HOUR_MS);
      expect(await restored(copy, name)).toBe(2);
      await uses(name, 4);
    }
  });

  test('nor of a button of which the backup knows nothing; and what was reserved by a build of before has no epoch', async () => {
    await gateway('first', () => Promise.resolve());
    const source = backedUp('first');
    await uses('first', 2);
    await restored(source, 'second');
    await uses('second', 2);
    await gateway('second', async ({ engine }) => {
      const from = engine.committed.downlinks.get(RADIO)?.reservedTo ?? 0;
      await engine.submit({ id: inputIdFrom(engine.ids), type: 'downlink', device: RADIO, from, reserveTo: from });
      expect(engine.committed.downlinks.get(RADIO)?.epoch).toBeUndefined();
    });
    await uses('second', 1);
  });

  test('are not given to whoever asked before the restored log could be read', async () => {
    await gateway('first', () => Promise.resolve());
    await restored(backedUp('first'), 'second');
    await using house = await EngineHouse.open({ clock, folder: join(base, 'second'), shut: Infinity });
    const asked = new LoggedCounters(house.engine).reserve(RADIO);
    const answer = expect(asked).rejects.toMatchObject({ code: 'log-append-failed', retryable: true });
    house.log.shut(0);
    await until('the log is there', () => {
      clock.advance(100);
      return house.engine.health.state === 'ok';
    });
    await answer;
    expect(await new LoggedCounters(house.engine).reserve(RADIO)).toBeGreaterThan(2 ** 31);
  });

  test.each([
    [COUNTER_MAX + 1 - STEP - COUNTERS_RESERVED, false],
    [COUNTER_MAX + 1 - STEP, true],
    [COUNTER_MAX + 1, true],
  ])('with %i used before it the key is spent: %s; then none is given at all, and nothing is written', async (before, isSpent) => {
    await reserved('first', before);
    await restored(backedUp('first'), 'second');
    await gateway('second', async ({ engine }) => {
      const ready: string[] = [];
      const ranges = new DownlinkRanges({
        downlink: new LoggedCounters(engine),
        keyOf: () => 'key',
        clock,
        events: new EventsSeen(),
        onReady: (device) => ready.push(device),
      });
      const { seq } = engine.head;
      ranges.prepare(RADIO);
      await until('it was asked', () => ready.length > 0);
      expect([ranges.isSpent(RADIO), ranges.has(RADIO), ranges.take(RADIO) === undefined]).toEqual([isSpent, !isSpent, isSpent]);
      expect(engine.head.seq > seq).toBe(!isSpent);
      ranges.stop();
    });
  });
});
