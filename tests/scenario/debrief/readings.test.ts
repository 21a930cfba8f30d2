import { expect, onTestFinished, test } from 'vitest';
import type { ReadingView } from '../../../gateway/src/contract/keeping.ts';
import { ManualClock } from '../../harness/clock.ts';
import { until } from '../../harness/wait.ts';
import { WaveringLog } from '../../harness/wavering-log.ts';
import type { Answer } from '../api/house.ts';
import { RightsHouse } from './rights-house.ts';

const MINUTE = 60_000;

async function opened(options: Parameters<typeof RightsHouse.waiting>[0] = {}): Promise<RightsHouse> {
  const house = await RightsHouse.waiting(options);
  onTestFinished(() => house.close());
  return house;
}

const read = (house: RightsHouse, name: string, more = ''): Promise<Answer> =>
  house.house.ask('GET', house.path + more, { headers: house.asker(name).headers });

async function seenBy(house: RightsHouse, name: string): Promise<string[]> {
  const { readings } = (await read(house, name)).json as { readings: ReadingView[] }; // as: the contract of this answer.
  return readings.map(({ by, relation, via }) => `${by.name} (${relation}, ${via})`);
}

test('its worker sees who has read it, when and as what; so does its owner; nobody else does', async () => {
  const clock = new ManualClock();
  const house = await opened({ clock });
  expect(await seenBy(house, 'worker')).toEqual([]);
  expect((await read(house, 'owner')).status).toBe(200);
  expect((await read(house, 'former owner above')).json).not.toHaveProperty('readings');
  expect((await read(house, 'reception')).status).toBe(404);
  const both = ['former owner above (former-owner, page)', 'owner (owner, page)'];
  expect(await seenBy(house, 'worker')).toEqual(both);
  // The same sitting.
  clock.advance(10 * MINUTE - 1);
  await read(house, 'owner');
  expect(await seenBy(house, 'worker')).toEqual(both);
  clock.advance(1);
  await read(house, 'owner');
  expect(await seenBy(house, 'worker')).toEqual(['owner (owner, page)', ...both]);
  expect(await seenBy(house, 'owner')).toEqual(['owner (owner, page)', ...both]);
});

test('a photo in full size is a reading of its own; the small ones belong to the page', async () => {
  const house = await opened();
  const photo = `/attachments/${house.photo}`;
  for (let i = 0; i < 2; i += 1)
    for (const path of [`${photo}?small=1`, '', photo, photo]) expect((await read(house, 'owner', path)).status).toBe(200);
  expect((await read(house, 'worker', photo)).status).toBe(200);
  expect(await seenBy(house, 'worker')).toEqual(['owner (owner, attachment)', 'owner (owner, page)']);
});

test('whom to tell is read with the page, and the paper is a reading of its own', async () => {
  const house = await opened();
  expect((await read(house, 'owner', '/duty')).status).toBe(200);
  expect(await seenBy(house, 'worker')).toEqual(['owner (owner, page)']);
  for (let i = 0; i < 2; i += 1) {
    expect((await read(house, 'owner')).status).toBe(200);
    expect((await read(house, 'former owner above', '/duty')).status).toBe(200);
    expect((await read(house, 'owner', '/incident.pdf')).status).toBe(200);
  }
  for (const path of ['/duty', '/incident.pdf']) expect((await read(house, 'worker', path)).status).toBe(200);
  const all = ['owner (owner, print)', 'former owner above (former-owner, page)', 'owner (owner, page)'];
  expect(await seenBy(house, 'worker')).toEqual(all);
});

test('who reads a part alone is seen with it, and what they are refused is no reading', async () => {
  const house = await opened();
  for (const name of ['second', 'action owner', 'reception'])
    for (const path of ['/duty', '/incident.pdf', `/attachments/${house.photo}`])
      expect((await read(house, name, path)).json, `${name} ${path}`).toEqual({ code: 'unknown-debrief' });
  expect(await seenBy(house, 'worker')).toEqual([]);
  for (const name of ['second', 'action owner']) expect((await read(house, name)).status).toBe(200);
  const { readings } = (await read(house, 'worker')).json as { readings: ReadingView[] }; // as: the contract of this answer.
  expect(readings).toMatchObject([
    { by: { name: 'action owner' }, relation: 'action-owner', via: 'page' },
    { by: { name: 'second' }, relation: 'second', via: 'page' },
  ]);
});

test('what can not be recorded is not given out, and is when it can be', async () => {
  let log: WaveringLog | undefined;
  const house = await opened({ limits: { commitWait: 300 }, log: (inner) => (log = new WaveringLog(inner)) });
  if (log === undefined) throw new RangeError('the house has a log');
  log.refuses = () => true;
  for (const path of ['', '/duty', '/incident.pdf', `/attachments/${house.photo}`]) {
    const answer = await read(house, 'owner', path);
    expect(answer).toMatchObject({ status: 503, json: { code: 'not-recorded-yet' } });
    expect(answer.text).not.toContain('It was loud');
  }
  log.refuses = () => false;
  await until('the log is back', () => house.house.engine.health.state === 'ok');
  expect((await read(house, 'owner')).text).toContain('It was loud');
  expect(await seenBy(house, 'worker')).toContain('owner (owner, page)');
});
