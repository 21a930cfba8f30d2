import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import type { OutputBody } from '../../../gateway/src/contract/outputs.ts';
import { RawDevice, subscribePacket } from '../../contract/mqtt/raw-device.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';
import { Lamp, tokenFor } from './lamp.ts';

let house: TestGateway;
let secret: string;

beforeEach(async () => {
  house = await TestGateway.start();
  ({ secret } = await tokenFor(house));
});
afterEach(() => house.close());

function lamp(clientId: string): Promise<Lamp> {
  return Lamp.connect({ url: house.addresses.mqtt ?? '', password: secret, clientId });
}

test('a reader has 64 filters and no more', async () => {
  await using one = await lamp('greedy');
  for (let i = 1; i <= 64; i += 1) expect([i, await one.listen(`own/${i}`)]).toEqual([i, true]);
  expect(await one.listen('own/65')).toBe(false);
  expect(await one.listen('own/64')).toBe(true); // which it has
  await one.client.unsubscribeAsync('own/1');
  expect(await one.listen('own/65')).toBe(true);
});

test('there are 256 readers and no more, and buttons come in beside them', async () => {
  const lamps: Lamp[] = [];
  for (let i = 1; i <= 256; i += 1) lamps.push(await lamp(`lamp-${i}`));
  await expect(lamp('one-too-many')).rejects.toThrow();
  const button = await MqttDevice.connect(house, 'button-ana');
  await button.signal({ seq: 1 });
  expect(house.gateway.core.committed.alarms.size).toBe(1);
  await lamps.pop()?.[Symbol.asyncDispose]();
  await until('there is room for one', async () => {
    const late = await lamp('late').catch(() => undefined);
    if (late !== undefined) lamps.push(late);
    return late;
  });
  button.close();
  for (const one of lamps) await one[Symbol.asyncDispose]();
});

test('one that confirms nothing is told sixteen things, and then the newest of each that waited', async () => {
  const slow = await RawDevice.connected(Number(new URL(house.addresses.mqtt ?? '').port), 'outputs', {
    password: secret,
    clientId: 'slow',
  });
  const told = () => slow.packets.flatMap((packet) => (packet.cmd === 'publish' ? [packet] : []));
  slow.send(subscribePacket(1, 'duress-state/v1/#'));
  await slow.until(() => told().length === 16);
  await new Hands(house).press('button-ana');
  await slow.ping();
  expect(told()).toHaveLength(16);
  let confirmed = 0;
  const confirm = (): void => {
    for (const { messageId = 0 } of told().slice(confirmed)) slow.send(generate({ cmd: 'puback', messageId }));
    confirmed = told().length;
  };
  await until('it has heard how the house stands', () => {
    confirm();
    return told()
      .findLast(({ topic }) => topic.endsWith('house/alarm'))
      ?.payload.toString()
      .includes('loud');
  });
  slow.socket.destroy();
});

test('a house has 64 outputs and no more', async () => {
  await house.save([{ put: 'setting', key: demoSetting('manager'), value: 'sam' }]); // the administrator
  const sam = await Reception.signIn(house.addresses.http, 'manager');
  const add = (i: number): Promise<{ status: number; body: unknown }> => {
    const by = { by: 'mqtt', topic: `relay/${i}`, on: 'ON', off: 'OFF' } as const;
    const body: OutputBody = { name: `Lamp ${i}`, audience: 'staff', levels: ['assist'], onWhile: 'open', switch: by };
    return sam.ask('POST', '/api/v1/outputs', body);
  };
  for (let i = 1; i <= 64; i += 1) expect([i, (await add(i)).status]).toEqual([i, 201]);
  expect(await add(65)).toMatchObject({ status: 422, body: { code: 'invalid', detail: 'at most 64 outputs' } });
});
