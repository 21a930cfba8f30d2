import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputIdFrom, type DeviceId } from '../../../gateway/src/base/ids.ts';
import { COUNTER_MAX, COUNTERS_RESERVED } from '../../../gateway/src/contract/radio/codes.ts';
import type { Core } from '../../../gateway/src/engine/ports/core.ts';
import { LoggedCounters } from '../../../gateway/src/ops/downlink-counters.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { until } from '../../harness/wait.ts';
import { TestButton, TestReceiver } from './receiver.ts';
import { TtyPair } from './tty-pair.ts';

const RADIO = 'RADIO-7' as DeviceId; // as: an id by hand.
const NEW_KEY = 'f0e0d0c0b0a090807060504030201000';

async function reserveTo(core: Core, reserve: number): Promise<void> {
  const from = core.committed.downlinks.get(RADIO)?.reservedTo ?? 0;
  await core.submit({ id: inputIdFrom(core.ids), type: 'downlink', device: RADIO, from, reserveTo: reserve });
}

describe('a button with a new key', () => {
  let pair: TtyPair;
  let gateway: TestGateway;
  let receiver: TestReceiver;

  beforeEach(async () => {
    pair = await TtyPair.make();
    gateway = await TestGateway.start({ configuration: { serial: { ports: [pair.gatewayEnd], baudRate: 115_200 } } });
    // Opening empties the line: what is said before is not heard.
    await until('the port is open', () => gateway.events.seen.some(({ code }) => code === 'serial-port-open'));
    receiver = await TestReceiver.on(pair.receiverEnd, 'RX-1');
    await receiver.hello();
  });

  afterEach(async () => {
    await gateway.close();
    await receiver.close();
    await pair[Symbol.asyncDispose]();
  });

  const isSpent = (): boolean => [...gateway.gateway.core.committed.faults.values()].some(({ code }) => code === 'radio-key-spent');
  const countersOf = (button: TestButton): number[] => button.understands(receiver.air).map(({ counter }) => counter);
  const keyOfNow = (): string => gateway.gateway.core.committed.devices.get(RADIO)?.radioKey ?? '';

  async function giveNewKey(): Promise<void> {
    const device = gateway.gateway.core.committed.devices.get(RADIO);
    if (device !== undefined) await gateway.save([{ put: 'device', value: { ...device, radioKey: NEW_KEY } }]);
  }

  /** It says that it lives, and is told feedback and configuration. */
  async function isHeard(button: TestButton, told: number): Promise<void> {
    await receiver.hears(button.transmits({ type: 'status', boot: 1 }));
    await until('it was told', () => countersOf(button).length >= told);
  }

  test('of a key whose counters are used up: it is told again, from the first counter on, and the fault is over with the commit', async () => {
    const { core } = gateway.gateway;
    await reserveTo(core, COUNTER_MAX - 1);
    const before = new TestButton(RADIO, keyOfNow());
    await isHeard(before, 2);
    expect(countersOf(before)).toEqual([COUNTER_MAX - 1, COUNTER_MAX]);
    await receiver.hears(before.transmits({ type: 'status', boot: 1 }));
    await until('its key is spent', isSpent);
    const closedWith: string[][] = [];
    core.follow(({ facts }) => closedWith.push(facts.map(({ kind }) => kind)));
    await giveNewKey();
    expect(closedWith.find((kinds) => kinds.includes('DeviceSaved'))).toEqual(['DeviceSaved', 'DownlinkReserved', 'FaultClosed']);
    const after = new TestButton(RADIO, NEW_KEY);
    await isHeard(after, 2);
    await receiver.hears(after.press(1));
    await until('its press is held', () => after.held(receiver.air).length > 0);
    expect(countersOf(after).slice(0, 3)).toEqual([0, 1, 2]);
    expect(isSpent()).toBe(false);
    // Nothing more was said under the key of before, and nothing at all beyond its last counter.
    expect(countersOf(before)).toHaveLength(2);
  });

  test('of a key with counters left there is no fault, and the new one begins anew all the same', async () => {
    await reserveTo(gateway.gateway.core, COUNTER_MAX + 1 - 2 * COUNTERS_RESERVED);
    const before = new TestButton(RADIO, keyOfNow());
    await isHeard(before, 2);
    expect(countersOf(before)).toEqual([0, 1].map((n) => COUNTER_MAX + 1 - 2 * COUNTERS_RESERVED + n));
    expect(isSpent()).toBe(false);
    await giveNewKey();
    const after = new TestButton(RADIO, NEW_KEY);
    await isHeard(after, 2);
    expect(countersOf(after).slice(0, 2)).toEqual([0, 1]);
  });
});

describe('counters in the log', () => {
  test('asked for before the log could be read they are not given: nobody knew then which are in use', async () => {
    const first = await EngineHouse.open();
    await reserveTo(first.engine, 5_120);
    await first.stop();
    await using house = await EngineHouse.open({ folder: first.folder, shut: 2 });
    expect(house.engine.health.state).toBe('lifeboat');
    const counters = new LoggedCounters(house.engine);
    await expect(counters.reserve(RADIO)).rejects.toMatchObject({ code: 'log-append-failed', retryable: true });
    expect(house.engine.committed.downlinks.get(RADIO)?.reservedTo).toBe(5_120);
    expect(await Promise.all([counters.reserve(RADIO), counters.reserve(RADIO)])).toEqual([5_120, 6_144]);
  });
});
