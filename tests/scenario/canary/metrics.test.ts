import { readFileSync } from 'node:fs';
import parse from 'parse-prometheus-text-format';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import { GATHER_RECEIPTS_MS } from '../../../gateway/src/engine/receipts.ts';
import { Hands } from '../../harness/hands.ts';
import { settled } from '../../harness/passing.ts';
import { cookieOf, grant, tokenFor } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';
import { CanaryHouse } from './house.ts';

interface Family {
  readonly name: string;
  readonly type: string;
  readonly metrics: readonly {
    readonly value?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly count?: string;
    readonly sum?: string;
  }[];
}

let house: CanaryHouse;
let token = '';

beforeEach(async () => {
  house = await CanaryHouse.start();
  token = await tokenFor(house.test, { name: 'Prometheus', scope: 'metrics' });
});

afterEach(async () => {
  await house.close();
});

async function scraped(secret = token): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(`${house.test.addresses.http}/metrics`, { headers: { authorization: `Bearer ${secret}` } });
  return { status: answer.status, text: await answer.text() };
}

async function families(): Promise<ReadonlyMap<string, Family>> {
  const { text } = await scraped();
  // as: the parser is plain JavaScript; this is what it documents.
  return new Map((parse(text) as Family[]).map((family) => [family.name, family]));
}

const value = (all: ReadonlyMap<string, Family>, name: string): number => Number(all.get(name)?.metrics[0]?.value);
const count = (all: ReadonlyMap<string, Family>, name: string): number => Number(all.get(name)?.metrics[0]?.count);

test('a real gateway, scraped and parsed: how long presses took, how it stands with everything, and no name of anybody', async () => {
  const { core } = house.test.gateway;
  const maria = await house.watcher();
  await house.run();
  const hands = new Hands(house.test);
  await hands.press('button-ana');
  maria.client.say({ type: 'shown', alarms: [hands.alarm.alarm] });
  await maria.says();
  house.clock.advance(GATHER_RECEIPTS_MS);
  await until('it is shown', async () => {
    await settled(core);
    return hands.alarm.shown.length === 1;
  });
  await house.pass(4_000);
  await hands.act('tom', 'take');
  await hands.act('tom', 'here');
  await settled(core);
  const all = await families();
  for (const name of ['committed', 'shown', 'taken', 'here']) expect([name, count(all, `duress_press_${name}_seconds`)]).toEqual([name, 1]);
  expect(Number(all.get('duress_press_taken_seconds')?.metrics[0]?.sum)).toBeGreaterThanOrEqual(4);
  expect(value(all, 'duress_log_up')).toBe(1);
  expect(value(all, 'duress_log_facts')).toBe(core.head.seq);
  expect(value(all, 'duress_alarms_open')).toBe(1);
  expect(value(all, 'duress_debriefs_open')).toBe(1);
  expect(value(all, 'duress_consoles_watching')).toBe(1);
  expect(value(all, 'duress_disk_free_bytes')).toBeGreaterThan(0);
  const runs = all.get('duress_canary_runs_total')?.metrics ?? [];
  expect(runs.map(({ labels, value: times }) => `${labels?.['state'] ?? ''} ${times ?? ''}`).toSorted()).toEqual([
    'failed 0',
    'late 0',
    'well 1',
  ]);
  expect(all.get('duress_events_total')?.metrics.some(({ labels }) => labels?.['event'] === 'mqtt-press')).toBe(true);
  const { text } = await scraped();
  for (const name of [...core.committed.people.values()].flatMap((person) => [person.person, person.name]))
    expect(text).not.toMatch(new RegExp(`\\b${name}\\b`));
  for (const { device } of core.committed.devices.values()) expect(text).not.toContain(device);
  for (const { place, name } of core.committed.places.values()) for (const word of [`"${place}"`, name]) expect(text).not.toContain(word);
});

test('the canary’s own press is in no figure of presses', async () => {
  await house.run();
  const all = await families();
  expect(count(all, 'duress_press_committed_seconds')).toBe(0);
  expect(value(all, 'duress_devices_connected')).toBe(0);
});

test('only the token made for it reads them, and that token reads nothing else', async () => {
  const { http } = house.test.addresses;
  expect((await fetch(`${http}/metrics`)).status).toBe(401);
  for (const scope of ['wall', 'signals'] as const)
    expect((await scraped(await tokenFor(house.test, { name: 'other', scope }))).status).toBe(403);
  const place = [...house.test.gateway.core.committed.places.values()][0]?.place ?? '';
  expect((await scraped(await tokenFor(house.test, { name: 'of one place', scope: 'metrics', place }))).status).toBe(403);
  await grant(house.test, { person: 'ruth', role: 'administrator' });
  const { cookie } = await cookieOf(house.test, 'ruth');
  expect((await fetch(`${http}/metrics`, { headers: { cookie } })).status).toBe(403);
  for (const path of ['/api/v1/session', '/api/v1/alarms', '/api/v1/devices'])
    expect([path, (await fetch(http + path, { headers: { authorization: `Bearer ${token}` } })).status]).not.toEqual([path, 200]);
  const { FeedClient } = await import('../../harness/feed-client.ts');
  const feed = await FeedClient.open(http, { token });
  expect(feed.refusedWith).toBe(401);
  expect((await scraped()).status).toBe(200);
});

test('the dashboard in the documents asks for nothing that is not there', async () => {
  const hands = new Hands(house.test);
  await hands.press('button-ana', { device: 'button-ana' as DeviceId }); // as: an id by hand.
  await house.run();
  const known = new Set((await families()).keys());
  const text = readFileSync(new URL('../../../docs/grafana/duress-gateway.json', import.meta.url), 'utf8');
  const board = JSON.parse(text) as {
    readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
  }; // as: a dashboard has panels.
  const asked = board.panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr.match(/\b(duress|process)_\w+/g) ?? []));
  expect(asked.length).toBeGreaterThan(10);
  // What needs time or a trouble to be there at all.
  const later = ['duress_outbox_oldest_seconds', 'duress_disk_left_seconds', 'duress_outbox_messages'];
  const unknown = asked.map((name) => name.replace(/_(bucket|sum|count)$/, '')).filter((name) => !known.has(name) && !later.includes(name));
  expect(unknown).toEqual([]);
});
