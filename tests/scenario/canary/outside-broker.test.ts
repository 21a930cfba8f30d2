import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { BROKER_ACL, GATEWAY_USER } from '../../harness/broker-acl.ts';
import { hasMosquitto, Mosquitto, type MosquittoOptions } from '../../harness/mosquitto.ts';
import { until } from '../../harness/wait.ts';
import { CanaryHouse } from './house.ts';

const PASSWORD = 'what the broker knows the gateway by';

describe.runIf(hasMosquitto()).each(['3.1.1', '5'] as const)('through the site’s own broker, MQTT %s', (version) => {
  let house: CanaryHouse;
  let broker: Mosquitto;

  afterEach(async () => {
    await house.close();
    await broker[Symbol.asyncDispose]();
  });

  async function start(options: MosquittoOptions): Promise<void> {
    broker = await Mosquitto.start({ users: { [GATEWAY_USER]: PASSWORD }, ...options });
    const settings = { version, url: broker.url, user: GATEWAY_USER, password: PASSWORD };
    house = await CanaryHouse.start({
      configuration: {
        mqtt: { ...DEFAULT_CONFIGURATION.mqtt, enabled: false },
        broker: { ...DEFAULT_CONFIGURATION.broker, ...settings },
      },
    });
    await until('the gateway is connected', isConnected);
  }

  async function isConnected(): Promise<boolean> {
    const answer = await fetch(`${house.test.addresses.http}/health/ready`);
    return ((await answer.json()) as { broker?: string }).broker === 'ok'; // as: our own answer.
  }

  test('it goes there and back; the broker is stopped: the next one says so by name, and the first good one ends it', async () => {
    await start({ acl: BROKER_ACL });
    const maria = await house.watcher();
    expect(await house.run()).toMatchObject({ state: 'well' });
    expect(maria.probes).toEqual(['1']);
    await broker.stop();
    expect(await house.run()).toMatchObject({ state: 'failed', part: 'connect', wellAt: expect.any(Number) as number });
    expect(house.fault('canary-late')).toMatchObject({ subject: 'gateway', detail: expect.stringContaining('not let in') as string });
    await broker.restart();
    await until('the gateway is back', async () => {
      await house.pass(400);
      return await isConnected();
    });
    await until('the next one is well', async () => {
      await house.pass(400);
      return house.view?.state === 'well' && house.fault('canary-late') === undefined;
    });
  });

  test('a broker whose rights do not name it takes the press and brings it nowhere, or says so', async () => {
    await start({ acl: BROKER_ACL.filter((line) => !line.includes('canary')) });
    await house.due();
    await until('it is known', async () => {
      await house.pass(400);
      return house.view?.state === 'failed';
    });
    expect(house.view).toMatchObject({ part: 'ingest' });
    await until('it is a fault', () => house.fault('canary-late')?.detail?.includes('did not arrive') === true);
  });
});
