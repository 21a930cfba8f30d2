import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inputIdFrom, type DeviceId, type PersonId } from '../../../gateway/src/base/ids.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { DESK, PHONE, Stage } from './browser.ts';
import { deskOf, faultsOf, picture } from './on-the-desk.ts';

let stage: Stage;
let gateway: TestGateway;
let ana: string;
let tom: string;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => {
  await stage.close();
});
beforeEach(async () => {
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist } });
  const { core } = gateway.gateway;
  const device = core.committed.devices.get('button-ana' as DeviceId); // as (all): ids by hand.
  if (device === undefined) throw new RangeError('the demo has it');
  const value = { ...device, device: 'button-tom' as DeviceId, label: 'Tom’s button', worker: 'tom' as PersonId };
  await core.submit({ id: inputIdFrom(core.ids), type: 'save', actor: 'test', changes: [{ put: 'device', value }] });
  ana = await pressed('button-ana', 'beacon-1');
  tom = await pressed('button-tom', 'beacon-4');
  return () => gateway.close();
});

/** A press and its end; the debrief that came of it. */
async function pressed(button: string, beacon: string): Promise<string> {
  const hands = new Hands(gateway);
  await hands.press(button, { boot: Math.floor(performance.now()), place: { beacon } });
  const { debrief } = hands.alarm;
  await hands.act('maria', 'take');
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  return debrief;
}

const open = (who: string, hash: string, viewport: { width: number; height: number } = PHONE): Promise<Page> =>
  deskOf(stage, gateway, { who, hash, viewport });

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('two who pressed in one incident: one debrief to lead, two people to look after, on %s', async (_, viewport) => {
  const ruth = await open('ruth', `#/debriefs/${tom}`, viewport);
  await ruth.getByRole('heading', { name: 'Was it one incident?' }).waitFor();
  await picture(ruth, 'joined-perhaps');
  expect(await faultsOf(ruth)).toEqual([]);
  await ruth.getByRole('button', { name: /The same incident as Ana/ }).click();
  // The first one leads.
  await ruth.getByRole('heading', { level: 1, name: /^Debrief for Ana .* and Tom / }).waitFor();
  expect(ruth.url()).toContain(ana);
  await picture(ruth, 'joined-lead');
  expect(await faultsOf(ruth)).toEqual([]);

  await ruth.goto(`${gateway.addresses.http}/desk#/tasks`);
  await ruth.getByRole('article', { name: /Ana .* and Tom / }).waitFor();
  expect(await ruth.getByRole('article').count()).toBe(1);
  await picture(ruth, 'joined-tasks');
  expect(await faultsOf(ruth)).toEqual([]);

  // The answer waits for Tom, who was not asked after yet.
  await ruth.goto(`${gateway.addresses.http}/desk#/debriefs/${ana}/complete`);
  await ruth.getByText(/Tom .* has not yet been asked how they are/).waitFor();
  await ruth.getByText(/Tom .* can read this too/).waitFor();
  await ruth.goto(`${gateway.addresses.http}/desk#/debriefs/${ana}`);
  await ruth.getByRole('link', { name: /Tom .* own part/ }).click();
  await ruth.getByText(/This was one incident with Ana/).waitFor();
  expect(await ruth.getByRole('heading', { name: 'Your view' }).count()).toBe(0);
  await picture(ruth, 'joined-held');
  expect(await faultsOf(ruth)).toEqual([]);

  const hers = await open('tom', `#/debriefs/${tom}`, viewport);
  await hers.getByText(/had an alarm in the same incident/).waitFor();
  await picture(hers, 'joined-worker');
  expect(await faultsOf(hers)).toEqual([]);

  await ruth.locator('summary', { hasText: 'These were two incidents' }).click();
  await ruth.getByRole('button', { name: 'These were two incidents' }).click();
  await ruth.getByRole('heading', { name: 'Was it one incident?' }).waitFor();
  await hers.getByText(/had an alarm in the same incident/).waitFor({ state: 'detached' });
});

it('a press that could not get through says so, keeps the page as it is, and can be made again', async () => {
  const ruth = await open('ruth', `#/debriefs/${tom}`, DESK);
  const join = ruth.getByRole('button', { name: /The same incident as Ana/ });
  await join.waitFor();
  await ruth.context().setOffline(true);
  await join.click();
  await ruth.getByRole('region', { name: 'Was it one incident?' }).getByRole('alert').waitFor();
  await picture(ruth, 'joined-refused');
  await ruth.context().setOffline(false);
  await join.click();
  await ruth.getByRole('heading', { name: 'One incident', exact: true }).waitFor();
});
