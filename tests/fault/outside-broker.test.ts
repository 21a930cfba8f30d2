import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canTrace, DiskFault, FLUSH } from '../harness/disk-fault.ts';
import { hasMosquitto, Mosquitto } from '../harness/mosquitto.ts';
import { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { factsOf, verifyLog } from './recorded.ts';

/** Longer than any test: the call is held until the process is killed. */
const HELD = 'delay_enter=60000000';

// Whoever presses here does it once and is gone: what comes again is what the broker was not told that we have.
describe.runIf(canTrace() && hasMosquitto())('promise 1 through a broker: kill -9 around the commit of a press', () => {
  let broker: Mosquitto;
  let gateway: GatewayProcess;
  let disk: DiskFault | undefined;

  beforeEach(async () => {
    broker = await Mosquitto.start();
    gateway = await GatewayProcess.start({ environment: { DURESS_MQTT_ENABLED: 'false', DURESS_BROKER_URL: broker.url } });
    await gateway.seed();
    await connected(1);
  });

  afterEach(async () => {
    await disk?.heal();
    await gateway.remove();
    await broker[Symbol.asyncDispose]();
  });

  /** Both connections of the so-manieth start stand. */
  async function connected(start: number): Promise<void> {
    await until('the gateway is subscribed', () => gateway.events.filter(({ code }) => code === 'broker-ready').length >= 2 * start);
  }

  async function pressOnce(seq: number): Promise<void> {
    const device = await connectAsync(broker.url, { clientId: 'button-ana', reconnectPeriod: 0 });
    const body = JSON.stringify({ v: 1, boot: 1, seq, kind: 'duress', age: 0 });
    await device.publishAsync('duress/v1/button-ana/alarm', body, { qos: 1 });
    await device.endAsync(true);
  }

  async function pressAndKill(fault: string): Promise<void> {
    disk = await DiskFault.into(gateway.pid, fault);
    await pressOnce(1);
    await until('the gateway has the press and waits for its disk', () => gateway.has('lifeboat-entered'));
    const killed = gateway.kill();
    await disk.heal();
    await killed;
  }

  /** The next start, until a press after it has come through: everything before it has come too. */
  async function startAgain(): Promise<void> {
    await gateway.start();
    await connected(2);
    await pressOnce(2);
    await until('the second press is recorded', () => recordedSeqs().includes(2));
    expect(await gateway.stop()).toBe(0);
  }

  function recordedSeqs(): unknown[] {
    return factsOf(gateway, 'SignalReceived').map(({ data }) => data['seq']);
  }

  test.each([
    ['before anything is on disk', `pwrite64:${HELD}`, 0],
    ['after it is on disk and before the acknowledgement', `${FLUSH}:${HELD}`, 1],
  ])('%s: the broker gives the press again, and there is one alarm', async (_, fault, onDisk) => {
    await pressAndKill(fault);
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(onDisk);
    await startAgain();
    expect(recordedSeqs()).toEqual([1, 2]);
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(1);
    await verifyLog(gateway);
  });
});

describe.runIf(hasMosquitto())('a broker that says nothing more', () => {
  test('without hanging up it is noticed within the time of the pings', async () => {
    await using broker = await Mosquitto.start();
    const gateway = await GatewayProcess.start({ environment: { DURESS_MQTT_ENABLED: 'false', DURESS_BROKER_URL: broker.url } });
    try {
      await until('the gateway is subscribed', () => gateway.events.filter(({ code }) => code === 'broker-ready').length === 2);
      broker.freeze();
      await until('the fault stands', () => gateway.events.some(({ fault }) => fault === 'broker-lost'), { withinMs: 45_000 });
      broker.thaw();
      await until('it is back', () => gateway.events.filter(({ code }) => code === 'broker-ready').length === 4);
    } finally {
      await gateway.remove();
    }
  });
});
