import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { DAY_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import { inputIdFrom, type PlaceId } from '../../../gateway/src/base/ids.ts';
import type { AlarmActionBody } from '../../../gateway/src/contract/alarm.ts';
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

async function alarm(device: string, tookMs: number, found?: AlarmActionBody): Promise<void> {
  await hands.press(device);
  clock.advance(tookMs);
  await hands.act('maria', 'take');
  await hands.act('maria', 'here');
  if (found !== undefined) await hands.act('maria', 'found', { body: found });
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

const reportOf = async (asked: string): Promise<Report> => (await ruth.ask('GET', `/api/v1/reports?${asked}`)).body as Report; // as: what 200 answers with.

test('where help found people is counted by place, and withheld where fewer than five were asked about', async () => {
  for (let i = 0; i < 4; i += 1) await alarm('button-room4', SECOND_MS, {});
  await alarm('button-room4', SECOND_MS, { where: 'elsewhere', place: 'room1' });
  await alarm('button-room4', SECOND_MS);
  await alarm('button-ana', SECOND_MS, {});
  const { all, places } = await reportOf(period());
  expect(all.foundAsSaid).toEqual({ of: 6, count: 5 });
  expect(places.map(({ path, figures }) => [path.at(-1), figures.alarms, figures.foundAsSaid])).toEqual(
    expect.arrayContaining([
      [expect.stringContaining('4'), 6, { of: 5, count: 4 }],
      [expect.any(String), 1, undefined],
    ]),
  );
  const csv = (await ruth.file(`/api/v1/reports.csv?${period()}`)).bytes.toString();
  expect(csv).toMatch(/^all,,said where the worker was,6\r$/m);
  expect(csv).toMatch(/^all,,found where the alarm said,5\r$/m);
});

/** What any part of the gateway says of a button. */
async function tamper(open: boolean, device = 'button-ana'): Promise<void> {
  const { core } = gateway.gateway;
  const about = { code: 'device-tamper', subject: `device:${device}`, label: device, place: 'room1' } as const;
  await core.submit({ id: inputIdFrom(core.ids), type: 'fault', open, ...about, place: about.place as PlaceId }); // as: an id by hand.
}

test('technical matters that began in the period are counted by kind, whether they are over or stand', async () => {
  const start = clock.wall();
  const begun = async (from: number, to: number): Promise<Report['begun']> => {
    const report = await reportOf(`from=${String(from)}&to=${String(to)}`);
    return report.begun.filter(({ code }) => code === 'device-tamper');
  };
  for (let i = 1; i <= 5; i += 1) {
    await tamper(true);
    clock.advance(i * SECOND_MS);
    const path = `/api/v1/faults/${encodeURIComponent('device-tamper:device:button-ana')}/acknowledge`;
    expect((await ruth.ask('POST', path)).status).toBe(200);
    clock.advance(60 * SECOND_MS);
    await tamper(false);
  }
  const over = clock.wall();
  const five = { code: 'device-tamper', buttons: true, opened: 5, ended: 5, longestMs: 65_000 };
  expect(await begun(start, over)).toMatchObject([{ ...five, toSeen: { count: 5, p50: 3_000, p90: 5_000 } }]);
  await tamper(true, 'button-room4');
  clock.advance(90 * SECOND_MS);
  expect(await begun(start, clock.wall())).toMatchObject([{ ...five, opened: 6, ended: 5, longestMs: 90_000 }]);
  // By when they began: to its first moment inclusive, to its last exclusive.
  expect(await begun(start, over)).toMatchObject([five]);
  expect(await begun(over, over + 1)).toMatchObject([{ opened: 1, ended: 0, toSeen: { count: 0 } }]);
  expect(await begun(start + 1, start + 2)).toEqual([]);
  // Only of places that were asked about.
  expect((await reportOf(`from=${String(start)}&to=${String(clock.wall())}&place=room4`)).begun).toEqual([]);
  const csv = (await ruth.file(`/api/v1/reports.csv?${period()}`)).bytes.toString();
  expect(csv).toMatch(/^button began,,Tampered with,6\r$/m);
});

test('they are there after a restart too', async () => {
  const start = clock.wall();
  await tamper(true);
  await tamper(false);
  const { folder } = gateway;
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await gateway.stop();
  ruth.close();
  gateway = await TestGateway.start({ clock, folder });
  ruth = await Reception.signIn(gateway.addresses.http, 'manager');
  const report = await reportOf(`from=${String(start)}&to=${String(clock.wall() + 1)}`);
  expect(report.begun).toContainEqual({ code: 'device-tamper', buttons: true, opened: 1, ended: 1, longestMs: 0, toSeen: { count: 0 } });
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
  // In the language of whoever takes it along.
  const german = await ruth.file(`/api/v1/reports.csv?${period()}&place=room4`, 'de');
  expect(german.bytes.toString()).toMatch(/^Abschnitt,wovon,Messgröße,Anzahl,p50_ms,p90_ms,p99_ms\r\nBericht,/);
  const paper = await ruth.file(`/api/v1/reports.pdf?${period()}`, 'de');
  expect([pdf, paper].map(({ bytes }) => /\/Lang \(([a-z]+)\)/.exec(bytes.toString('latin1'))?.[1])).toEqual(['en', 'de']);
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
