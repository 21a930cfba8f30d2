import { readFileSync } from 'node:fs';
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from '../../../gateway/src/ops/configuration.ts';
import { BROKER_ACL, GATEWAY_USER } from '../../harness/broker-acl.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { hasMosquitto, Mosquitto } from '../../harness/mosquitto.ts';
import { until } from '../../harness/wait.ts';
import { demoSite } from '../../../gateway/src/wiring/demo-site.ts';

const PASSWORD = 'what the broker knows the gateway by';
const ANA = 'button-ana';

describe.runIf(hasMosquitto()).each(['3.1.1', '5'] as const)('a button behind the site’s own broker, MQTT %s', (version) => {
  let broker: Mosquitto;
  let gateway: TestGateway;
  let button: SimulatedButton;
  const acked: string[] = [];
  const secrets = Object.fromEntries(
    demoSite().buttons.flatMap(({ device, secret }) => (secret === '' ? [] : [[device, secret]])), // a radio button has none
  ) as Readonly<Record<string, string>>; // as: pairs of two strings

  beforeEach(async () => {
    acked.length = 0;
    const users = { [GATEWAY_USER]: PASSWORD, ...secrets };
    broker = await Mosquitto.start({ users, acl: BROKER_ACL, lines: ['persistence true', 'persistence_location %FOLDER/'] });
    gateway = await TestGateway.start({ configuration: configuration() });
    await until('the gateway is connected', isConnected);
    button = mqttButton({ device: ANA, secret: secrets[ANA] ?? '', url: broker.url });
    button.on('acked', (boot, seq) => acked.push(`${boot}.${seq}`));
  });

  afterEach(async () => {
    button.stop();
    await gateway.close();
    await broker[Symbol.asyncDispose]();
  });

  function configuration(): Partial<Configuration> {
    return {
      mqtt: { ...DEFAULT_CONFIGURATION.mqtt, enabled: false },
      broker: { ...DEFAULT_CONFIGURATION.broker, version, url: broker.url, user: GATEWAY_USER, password: PASSWORD },
    };
  }

  async function isConnected(): Promise<boolean> {
    const answer = await fetch(`${gateway.addresses.http}/health/ready`);
    return ((await answer.json()) as { broker?: string }).broker === 'ok'; // as: our own answer.
  }

  test('presses, is held, is told who does what, and confirms it', async () => {
    button.start();
    await button.reachesLink();
    await button.press();
    await button.reaches('held');
    const hands = new Hands(gateway);
    await hands.act('maria', 'take');
    await button.reaches('taken');
    await until(
      'the gateway knows that the hand shows it',
      () => gateway.gateway.core.committed.hands.get(ANA as never)?.state === 'taken',
    ); // as: an id by hand.
    expect(hands.alarm).toMatchObject({ presses: 1, late: false });
  });

  test('the broker’s own acknowledgement is no promise: the button repeats until the gateway holds the press', async () => {
    button.start();
    await button.reachesLink();
    const folder = gateway.folder;
    await gateway.stop();
    await button.press();
    await until('the broker has acknowledged it twice', () => acked.length >= 2);
    expect(button.display).not.toBe('held');
    expect(button.unsent).toHaveLength(1);
    gateway = await TestGateway.start({ configuration: configuration(), folder });
    await button.reachesHeld();
    const [alarm, ...others] = gateway.gateway.core.committed.alarms.values();
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ presses: 1, late: false }); // the gateway was away for seconds, and knows it
  });

  test('a press that waits in the broker’s queue outlives a restart of the broker, and opens one alarm', async () => {
    const folder = gateway.folder;
    await gateway.stop();
    const once = await connectAsync(broker.url, { clientId: ANA, username: ANA, password: secrets[ANA] ?? '', reconnectPeriod: 0 });
    await once.publishAsync(`duress/v1/${ANA}/alarm`, '{"v":1,"boot":9,"seq":1,"kind":"duress","age":0}', { qos: 1 });
    await once.endAsync(true);
    await broker.stop();
    await broker.restart();
    gateway = await TestGateway.start({ configuration: configuration(), folder });
    await until('the alarm is there', () => gateway.gateway.core.committed.alarms.size === 1);
  });

  test('a broker that dies with what it had in memory costs no press: the button brings it again', async () => {
    button.start();
    await button.reachesLink();
    await broker.kill();
    await button.press();
    await button.reaches('searching');
    await broker.restart();
    await button.reachesHeld();
    expect(gateway.gateway.core.committed.alarms.size).toBe(1);
  });

  test('with the rights that we tell operators to give, nobody presses in another’s name', async () => {
    const room4 = { username: 'button-room4', password: secrets['button-room4'] ?? '', reconnectPeriod: 0 };
    const body = '{"v":1,"boot":9,"seq":1,"kind":"duress","age":0}';
    // At QoS 0 there is nothing to wait for: mosquitto hangs up on whoever tries this.
    const thief = await connectAsync(broker.url, { ...room4, clientId: 'thief' });
    await thief.publishAsync(`duress/v1/${ANA}/alarm`, body, { qos: 0 });
    const itself = await connectAsync(broker.url, { ...room4, clientId: 'button-room4' });
    await itself.publishAsync('duress/v1/button-room4/alarm', body, { qos: 1 });
    await until('its own press came', () => gateway.gateway.core.committed.alarms.size === 1);
    expect([...gateway.gateway.core.committed.alarms.values()].map(({ device }) => device)).toEqual(['button-room4']);
    await thief.endAsync(true);
    await itself.endAsync(true);
  });
});

test('the rights that these stories run with are those that operators are told to give', () => {
  const told = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8').split('\n');
  for (const line of BROKER_ACL.filter((one) => one !== '')) expect(told).toContain(`    ${line}`);
});
