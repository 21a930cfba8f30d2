import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import type { Report } from '../../../gateway/src/contract/report.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { Reception } from '../../harness/reception.ts';

let clock: ManualClock;
let gateway: TestGateway;
let hands: Hands;
let ruth: Reception;

beforeEach(async () => {
  clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  hands = new Hands(gateway);
  ruth = await Reception.signIn(gateway.addresses.http, 'manager');
});

afterEach(async () => {
  ruth.close();
  await gateway.close();
});

const period = (): string => `from=${String(clock.wall() - DAY_MS)}&to=${String(clock.wall() + DAY_MS)}`;

async function alarm(device: string, tookMs: number): Promise<void> {
  await hands.press(device);
  clock.advance(tookMs);
  await hands.act('maria', 'take');
  await hands.act('maria', 'here');
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'accidental' } });
}

test('the report counts by place and hour, leaves drills out, and withholds what is told of fewer than five', async () => {
  for (const ms of [1, 2, 3, 4, 5]) await alarm('button-room4', ms * SECOND_MS);
  await alarm('button-ana', SECOND_MS);
  const place = 'site' as PlaceId; // as: an id by hand.
  expect((await ruth.ask('POST', '/api/v1/drills', { place, participants: ['ana'], announced: true })).status).toBe(201);
  await hands.press('button-ana');
  const answer = await ruth.ask('GET', `/api/v1/reports?${period()}`);
  const report = answer.body as Report; // as: what 200 answers with.
  expect(answer.status).toBe(200);
  expect(report).toMatchObject({ drills: 1, late: 0, cut: false, all: { alarms: 6, pressToHere: { count: 6, p50: 2_000, p99: 5_000 } } });
  expect(report.places.map(({ figures }) => figures.pressToHere)).toContainEqual({ count: 1 });
  expect(report.hours.reduce((sum, { figures }) => sum + figures.alarms, 0)).toBe(6);
  expect(report.tests).toMatchObject({ buttons: 3, untested: 3, never: 3 });
  expect(JSON.stringify(report)).not.toMatch(/Ana|Maria|Lee/);
});

test('as a file for a spreadsheet, and on paper', async () => {
  const place = [...gateway.gateway.core.committed.places.values()].find(({ kind }) => kind === 'site');
  if (place === undefined) throw new RangeError('no site');
  await gateway.save([{ put: 'place', value: { ...place, name: '=1+1' } }]);
  await alarm('button-room4', SECOND_MS);
  const csv = await ruth.file(`/api/v1/reports.csv?${period()}&place=room4`);
  expect(csv.type).toBe('text/csv; charset=utf-8');
  expect(csv.bytes.toString()).toContain(",'=1+1 ›");
  expect(csv.bytes.toString()).toMatch(/^section,of,measure,count,p50_ms,p90_ms,p99_ms\r\nreport,/);
  const pdf = await ruth.file(`/api/v1/reports.pdf?${period()}`);
  expect(pdf.type).toBe('application/pdf');
  expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
});

test('who may read it, and what of it', async () => {
  const maria = await Reception.signIn(gateway.addresses.http, 'reception');
  for (const path of ['reports', 'reports.csv', 'reports.pdf'])
    expect((await maria.ask('GET', `/api/v1/${path}?${period()}`)).status).toBe(403);
  expect((await ruth.ask('GET', `/api/v1/reports?${period()}&place=moon`)).status).toBe(404);
  expect((await ruth.ask('GET', '/api/v1/reports?from=2&to=1')).status).toBe(422);
  expect((await ruth.ask('GET', '/api/v1/reports?from=1&to=2')).body).toMatchObject({ all: { alarms: 0 } });
  maria.close();
});
