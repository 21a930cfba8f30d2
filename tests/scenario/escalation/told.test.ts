import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlarmId, PersonId, PolicyId } from '../../../gateway/src/base/ids.ts';
import type { AlarmView } from '../../../gateway/src/contract/alarm.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

// as: ids by hand.
const [BO, POLICY] = ['bo' as PersonId, 'line' as PolicyId];

let gateway: TestGateway;
let hands: Hands;
let cookie: string;
let client: FeedClient | undefined;

/** Bo manages Ana, and has no right of any kind. Whoever presses, their line is told at once. */
beforeEach(async () => {
  gateway = await TestGateway.start();
  hands = new Hands(gateway);
  const ana = gateway.gateway.core.committed.people.get('ana' as PersonId); // as: an id by hand.
  if (ana === undefined) throw new RangeError('Ana is there');
  const bo = { person: BO, name: 'Bo', login: 'bo', leave: [], unavailable: false, active: true };
  await gateway.save([
    { put: 'person', value: bo },
    { put: 'person', value: { ...ana, manager: BO } },
    { put: 'policy', value: { policy: POLICY, name: 'Line', steps: [{ afterMs: 0, targets: [{ to: 'line' }] }], repeatMs: 600_000 } },
  ]);
  ({ cookie } = await cookieOf(gateway, BO));
});
afterEach(async () => {
  client?.cut();
  client = undefined;
  await gateway.close();
});

async function pressed(device: string, told: string): Promise<AlarmId> {
  const { alarms } = gateway.gateway.core.committed;
  await hands.press(device);
  const one = await until(`${told} is told`, () => [...alarms.values()].find(({ reach }) => reach?.told.some((person) => person === told)));
  return one.alarm;
}

async function ask(method: 'GET' | 'POST', path: string): Promise<number> {
  const { http } = gateway.addresses;
  return (await fetch(`${http}/api/v1/alarms/${path}`, { method, headers: { cookie, origin: http } })).status;
}

const shown = (): readonly AlarmView[] | undefined => client?.topicMessages.at(-1)?.alarms;

test('a line manager who is told of an alarm may see and take it, at every screen, as long as it is open; and no other', async () => {
  const { http } = gateway.addresses;
  client = await FeedClient.open(http, { cookie, origin: http });
  const { messages } = client;
  client.say({ type: 'subscribe', topic: 'alarms' });
  await until('nobody has told them of anything', () => messages.some((one) => one.type === 'refused' && one.code === 'not-allowed'));

  const other = await pressed('button-room4', 'ruth');
  const alarm = await pressed('button-ana', BO);
  await client.listen('alarms');
  expect(shown()).toMatchObject([{ alarm, who: { name: 'Ana Ruiz' } }]);
  expect(shown()?.[0]?.actions).toContain('take');
  expect([await ask('GET', alarm), await ask('GET', other)]).toEqual([200, 404]);
  expect([await ask('POST', `${alarm}/take`), await ask('POST', `${other}/take`)]).toEqual([200, 404]);
  await until('their own screen shows it', () => shown()?.some(({ state, actions }) => state === 'taken' && actions.includes('release')));

  await hands.act('maria', 'all-clear', { alarm });
  await hands.act('lee', 'close', { alarm, body: { outcome: 'precaution' } });
  await until('it is gone', () => client?.topicMessages.some((one) => one.type === 'update' && one.gone?.includes(alarm)));
  expect([await ask('GET', alarm), await ask('POST', `${alarm}/take`)]).toEqual([404, 404]);
});

test('whoever has left is not let in by having been told', async () => {
  const alarm = await pressed('button-ana', BO);
  expect(await ask('GET', alarm)).toBe(200);
  const bo = gateway.gateway.core.committed.people.get(BO);
  if (bo !== undefined) await gateway.save([{ put: 'person', value: { ...bo, active: false } }]);
  expect(await ask('GET', alarm)).toBeGreaterThanOrEqual(401);
});
