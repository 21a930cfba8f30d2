import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { DebriefId, PlaceId } from '../../../gateway/src/base/ids.ts';
import type { Band, LearningPage } from '../../../gateway/src/contract/learning.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { pdfPages } from '../../harness/pdf-text.ts';
import { Reception } from '../../harness/reception.ts';
import { Months } from './learned.ts';

/** March in Sydney: six real ones in room 4 and three in room 1, one by accident, a drill; April: one in room 1. Read in May. */
let gateway: TestGateway;
let ruth: Reception;
let ana: Reception;
let maria: Reception;

const FEW: Band = { from: 0, to: 4 };
const FIVE: Band = { from: 5, to: 9 };

const REVIEW = {
  before: 'Bob had waited for hours',
  kinds: ['verbal', 'physical'],
  factors: ['waiting', 'noise'],
  possible: ['listen', 'offer'],
  helped: ['listen'],
  worker: { physical: 'some', emotional: 'serious', social: 'none' },
};

beforeAll(async () => {
  const clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  const months = new Months(gateway, clock);
  const inRoom4: DebriefId[] = [];
  for (let i = 0; i < 6; i += 1) inRoom4.push(await months.incident('button-room4', { tookMs: (i + 1) * 20 * SECOND_MS }));
  for (const debrief of inRoom4.slice(0, 5)) await months.review(debrief, REVIEW);
  await months.say('ruth', inRoom4[0] ?? ('' as DebriefId), {
    do: 'action',
    body: { kind: 'place', what: 'Chairs for Bob', owner: 'ruth', due: clock.wall() + 90 * DAY_MS },
  }); // as: there is one.
  for (let i = 0; i < 3; i += 1) {
    const debrief = await months.incident('button-ana');
    await months.say('ana', debrief, { do: 'account', body: { account: 'I was afraid', alarm: { felt: 'no' } } });
  }
  await months.incident('button-ana', { outcome: 'accidental' });
  const sam = await Reception.signIn(gateway.addresses.http, 'manager');
  const place = 'site' as PlaceId; // as: an id by hand.
  expect((await sam.ask('POST', '/api/v1/drills', { place, participants: ['ana'], announced: true })).status).toBe(201);
  await months.incident('button-ana', { outcome: 'drill' });
  sam.close();
  await months.leap(40);
  await months.incident('button-ana');
  await months.leap(25);
  const { http } = gateway.addresses;
  [ruth, ana, maria] = [
    await Reception.signIn(http, 'manager'),
    await Reception.signIn(http, 'worker'),
    await Reception.signIn(http, 'reception'),
  ];
});

afterAll(async () => {
  for (const page of [ruth, ana, maria]) page.close();
  await gateway.close();
});

async function learned(query: string, who = ruth): Promise<LearningPage> {
  const { status, body } = await who.ask('GET', `/api/v1/learning?${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as LearningPage; // as: what 200 answers with.
}

const countOf = (list: readonly { readonly of: string; readonly count: Band }[], of: string): Band | undefined =>
  list.find((one) => one.of === of)?.count;

test('a month of the site: real ones apart from others, each count as its band', async () => {
  const page = await learned('place=site&period=2026-03');
  expect(page).toMatchObject({ period: '2026-03', zone: 'Australia/Sydney', alarms: FIVE, cut: false });
  expect(page.apart).toEqual({ accidental: FEW, technical: FEW, drills: FEW });
  expect(page.where).toEqual([{ place: 'house', name: 'Main house', count: FIVE }]);
  expect(page.when).toHaveLength(28);
  expect(page.when.filter(({ count }) => count.from > 0)).toEqual([{ day: 1, part: 'morning', count: FIVE }]);
  expect([countOf(page.kinds, 'verbal'), countOf(page.kinds, 'sexual')]).toEqual([FIVE, FEW]);
  expect(page.factors).toHaveLength(16);
  expect(page.factors.filter(({ count }) => count.from > 0).map(({ of, count }) => [of, count])).toEqual([
    ['noise', FIVE],
    ['waiting', FIVE],
  ]);
  expect(page.lowline.find(({ of }) => of === 'listen')).toEqual({ of: 'listen', possible: FIVE, helped: FIVE });
  expect(page.lowline.find(({ of }) => of === 'offer')).toEqual({ of: 'offer', possible: FIVE, helped: FEW });
  expect(page.harm[0]).toEqual({ who: 'worker', kind: 'physical', some: FIVE, serious: FEW });
  expect(page.harm[1]).toEqual({ who: 'worker', kind: 'emotional', some: FIVE, serious: FIVE });
  expect(page.answers.find(({ of }) => of === 'felt')).toEqual({ of: 'felt', no: FEW });
  expect(page.debriefs).toMatchObject({ opened: FIVE, reviewed: FIVE, welfareLate: FEW, debriefLate: FEW, notKept: FEW });
  expect(countOf(page.actions, 'planned')).toEqual(FEW);
  expect(page.repeated.map(({ factor, path }) => [factor, path.at(-1)])).toEqual([
    ['noise', 'Interview room 4'],
    ['waiting', 'Interview room 4'],
  ]);
  expect(page.trend.limits).toEqual({ missing: 'months', known: 1 });
});

test('speed in whole seconds, where there were five', async () => {
  const { speed } = await learned('place=room4&period=2026-03');
  // 20, 40 … 120 s from press to somebody there: the third and the sixth of six.
  expect(speed.find(({ step }) => step === 'pressToHere')).toEqual({
    step: 'pressToHere',
    count: FIVE,
    spans: { p50: 60_000, p90: 120_000 },
  });
  expect((await learned('place=room1&period=2026-03')).speed.every(({ spans, count }) => spans === undefined && count.from === 0)).toBe(
    true,
  );
});

test('a longer period says what its months say, and no count of its own', async () => {
  const quarter = { from: 5, to: 17 };
  expect((await learned('place=site&period=2026-Q1')).alarms).toEqual(quarter);
  // The quarter of April is not over; the year neither.
  for (const period of ['2026-Q2', '2026', '2026-05', '2030-01']) {
    expect((await ruth.ask('GET', `/api/v1/learning?place=site&period=${period}`)).status).toBe(422);
  }
  const newest = await learned('place=site');
  expect(newest.period).toBe('2026-04');
  expect(newest.alarms).toEqual(FEW);
  expect(newest.choices.periods.slice(0, 3)).toEqual(['2026-04', '2026-03', '2026-Q1']);
});

test('parent less child, and all over all: nothing but feet and heads of bands leaves', async () => {
  const places = ['site', 'house', 'ground', 'room4', 'room1', 'garden'];
  const bands: Band[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    // as: each member is looked at for what it is.
    const { from, to } = value as Partial<Band>;
    if (typeof from === 'number' && typeof to === 'number') bands.push({ from, to });
    for (const member of Object.values(value)) collect(member);
  };
  for (const place of places) for (const period of ['2026-03', '2026-04']) collect(await learned(`place=${place}&period=${period}`));
  expect(bands.length).toBeGreaterThan(1_000);
  expect(bands.every(({ from, to }) => from % 5 === 0 && to === from + 4)).toBe(true);
  // Nine in all and six in room 4: the three in room 1 can be none to four.
  const counts = await Promise.all(
    ['site', 'room4', 'room1'].map(async (place) => (await learned(`place=${place}&period=2026-03`)).alarms),
  );
  expect(counts).toEqual([FIVE, FIVE, FEW]);
});

test('no name of anybody, no word that anybody wrote', async () => {
  for (const place of ['site', 'room4']) {
    const text = JSON.stringify(await learned(`place=${place}&period=2026-03`));
    expect(text).not.toMatch(/Ana|Ruiz|Maria|Lee|Ruth|Bob|afraid|Chairs|waited for|person|worker:|"ana"/);
  }
});

test('who may: managers, and those who work there; reception not', async () => {
  expect((await maria.ask('GET', '/api/v1/learning')).status).toBe(403);
  // Ana belongs to a room on the ground floor: that floor is hers, and nothing around it.
  const own = await learned('', ana);
  expect(own).toMatchObject({ place: 'ground', path: ['Harbour Street', 'Main house', 'Ground floor'] });
  expect(own.choices.units.map(({ place }) => place).sort()).toEqual(['ground', 'reception', 'room1', 'room4']);
  expect((await ana.ask('GET', '/api/v1/learning?place=site')).status).toBe(403);
  expect((await ana.ask('GET', '/api/v1/learning?place=garden')).status).toBe(403);
  expect((await ruth.ask('GET', '/api/v1/learning?place=moon')).status).toBe(403);
  for (const query of ['period=2026-13', 'period=2026-Q5', 'period=26', 'who=ana']) {
    expect([query, (await ruth.ask('GET', `/api/v1/learning?place=site&${query}`)).status]).toEqual([query, 400]);
  }
  expect((await ana.ask('GET', '/api/v1/learning/evaluation.csv?place=site&from=2026-03-01&to=2026-05-03')).status).toBe(403);
});

test('the pack has three things to talk about, and is a file of at most four pages', async () => {
  const { suggestions } = await learned('place=site&period=2026-03');
  expect(suggestions).toEqual([
    { about: 'factor', factor: 'noise' },
    { about: 'actions', count: FEW },
    { about: 'slowest', step: expect.any(String) as unknown, p50: expect.any(Number) as unknown },
  ]);
  const { type, bytes } = await ruth.file('/api/v1/learning/pack.pdf?place=site&month=2026-03');
  expect([type, bytes.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);
  const { pages } = pdfPages(bytes);
  expect(pages.length).toBeLessThanOrEqual(4);
  const text = pages.join('\n');
  expect(text).toContain('What we can learn: Harbour Street, March 2026');
  expect(text).toMatch(/Real alarms 5 to 9 /);
  expect(text).toMatch(/“Noise” was named most often\. What would change it here\?/);
  expect(text).toMatch(/What did we change\? What will we try\?/);
  // Nine: three after 1 s, six after 20 to 120 s; the fifth and the ninth.
  expect(text).toMatch(/Press to somebody there 40 s, 2 min /);
  expect(text).not.toMatch(/Ana|Ruiz|Maria|Lee|Ruth|Bob|afraid|Chairs|undefined|NaN/);
  expect((await ruth.ask('GET', '/api/v1/learning/pack.pdf?place=site&month=2026-Q1')).status).toBe(400);
});
