import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import type { Device } from '../../../gateway/src/domain/devices.ts';
import { DeviceWatch } from '../../../gateway/src/engine/device-watch.ts';
import { SLOW_COMMIT_MS } from '../../../gateway/src/engine/lifeboat.ts';
import { Presence } from '../../../gateway/src/engine/presence.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { pass, settled } from '../../harness/passing.ts';
import { until } from '../../harness/wait.ts';

const ANA = 'button-ana' as DeviceId; // as (all in this file): ids by hand.
/** Three heartbeats of the demo's buttons. */
const INTERVAL_MS = 90 * SECOND_MS;

/** The rules, a real log and real presence, with ways in that the story opens and closes. */
describe('devices are watched over', () => {
  let clock: ManualClock;
  let house: EngineHouse;
  let presence: Presence;
  let watch: DeviceWatch;
  let upSince: number | undefined;
  let kept: Record<string, unknown>;

  beforeEach(async () => {
    clock = new ManualClock();
    house = await EngineHouse.open({ clock });
    upSince = 0;
    kept = {};
    await begin();
  });

  afterEach(async () => {
    watch.stop();
    await presence.stop();
    await house[Symbol.asyncDispose]();
  });

  async function begin(): Promise<void> {
    const queries = {
      presence: () => Promise.resolve(structuredClone(kept) as never),
      savePresence: (rows: object) => Promise.resolve(void Object.assign(kept, rows)),
    };
    const { engine: core, events } = house;
    presence = new Presence({ clock, events, queries });
    watch = new DeviceWatch({ core, presence, clock, events, paths: { upSince: () => upSince, look: () => undefined } });
    await presence.start();
    watch.start();
  }

  const hear = (status: object = {}): void => presence.heard(ANA, { by: 'mqtt' }, { v: 1, ...status });
  const codes = (): string[] => [...house.engine.committed.faults.values()].map(({ code }) => code);
  const ana = (): Device => known(house.engine.committed.devices.get(ANA));

  test('silent after three heartbeats, not a second before; a heartbeat in between begins anew', async () => {
    hear();
    await pass(house.engine, clock, INTERVAL_MS - SECOND_MS);
    expect([codes(), watch.stateOf(ana())]).toEqual([[], 'ok']);
    hear();
    await pass(house.engine, clock, INTERVAL_MS - SECOND_MS);
    expect(codes()).toEqual([]);
    await pass(house.engine, clock, SECOND_MS);
    expect([codes(), watch.stateOf(ana())]).toEqual([['device-silent'], 'silent']);
  });

  test('behind what is down it is unknown, and has its whole interval when that is back', async () => {
    hear();
    await pass(house.engine, clock, 60 * SECOND_MS);
    upSince = undefined;
    await pass(house.engine, clock, 200 * SECOND_MS);
    expect([codes(), watch.stateOf(ana())]).toEqual([[], 'unknown']);
    upSince = clock.mono();
    await pass(house.engine, clock, INTERVAL_MS - SECOND_MS);
    expect([codes(), watch.stateOf(ana())]).toEqual([[], 'ok']);
    await pass(house.engine, clock, 11 * SECOND_MS);
    expect(codes()).toEqual(['device-silent']);
  });

  test('heard again it is said once, and silent again is found again', async () => {
    hear();
    await pass(house.engine, clock, INTERVAL_MS);
    const { seq } = house.engine.head;
    for (let i = 0; i < 5; i += 1) hear();
    await settled(house.engine);
    expect((await house.facts()).filter((fact) => fact.seq > seq).map(({ kind }) => kind)).toEqual(['DeviceHeardAgain']);
    await pass(house.engine, clock, INTERVAL_MS);
    expect((await house.facts()).at(-1)?.kind).toBe('DeviceFellSilent');
    expect(codes()).toEqual(['device-silent']);
  });

  test('heartbeats that change nothing are no facts', async () => {
    hear({ battery: 70, firmware: '1' });
    await settled(house.engine);
    const { seq } = house.engine.head;
    for (let i = 0; i < 100; i += 1) {
      hear({ battery: 70, firmware: '1' });
      await pass(house.engine, clock, SECOND_MS);
    }
    expect(house.engine.head.seq).toBe(seq);
  });

  test('a battery that gets low, and another firmware, are told once', async () => {
    hear({ battery: 21, firmware: '1' });
    hear({ battery: 20, firmware: '2' });
    hear({ battery: 20, firmware: '2' });
    await pass(house.engine, clock, SECOND_MS);
    expect(codes()).toEqual(['device-battery-low']);
    expect((await house.facts()).filter(({ kind }) => kind === 'PathChanged')).toMatchObject([
      { data: { path: 'firmware:button-ana', now: '2' } },
    ]);
  });

  test('while the log is away nothing is said, and afterwards what is so then', async () => {
    hear({ battery: 50 });
    await settled(house.engine);
    const slow = Promise.withResolvers<undefined>();
    house.log.next(slow.promise);
    const began = house.log.appended;
    const away = house.press('button-room4', 1);
    await until('the press is on its way', () => house.log.appended === began + 1);
    clock.advance(SLOW_COMMIT_MS);
    expect(house.engine.health.state).toBe('lifeboat');
    hear({ battery: 15 });
    hear({ battery: 3 });
    const { size } = house.engine.committed.faults;
    clock.advance(INTERVAL_MS + 20 * SECOND_MS);
    expect([house.engine.committed.faults.size, watch.stateOf(ana())]).toEqual([size, 'silent']);
    slow.resolve(undefined);
    await away;
    await pass(house.engine, clock, 11 * SECOND_MS);
    expect(codes().toSorted()).toEqual(['device-battery-flat', 'device-silent']);
  });

  test('who is not set up any more, or changes its interval, is watched accordingly', async () => {
    hear();
    await pass(house.engine, clock, 80 * SECOND_MS);
    await house.give({ type: 'save', actor: 'test', changes: [{ put: 'device', value: { ...ana(), heartbeatSeconds: 60 } }] });
    await pass(house.engine, clock, 99 * SECOND_MS);
    expect(codes()).toEqual([]);
    await pass(house.engine, clock, SECOND_MS);
    expect(codes()).toEqual(['device-silent']);
    await house.give({ type: 'save', actor: 'test', changes: [{ put: 'device', value: { ...ana(), revoked: true } }] });
    hear();
    await pass(house.engine, clock, 400 * SECOND_MS);
    expect(codes()).toEqual([]);
  });
});

function known(device: Device | undefined): Device {
  if (device === undefined) throw new RangeError('the demo has no such button');
  return device;
}
