import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GrantId, PersonId, PlaceId } from '../../../gateway/src/base/ids.ts';
import type { LearningPage } from '../../../gateway/src/contract/learning.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Reception } from '../../harness/reception.ts';

let gateway: TestGateway;
let ruth: Reception;
let ana: Reception;
let maria: Reception;
const RUTH = 'ruth' as PersonId; // as: an id by hand.

beforeAll(async () => {
  gateway = await TestGateway.start({ clock: new ManualClock() });
  const { http } = gateway.addresses;
  [ruth, ana, maria] = [
    await Reception.signIn(http, 'manager'),
    await Reception.signIn(http, 'worker'),
    await Reception.signIn(http, 'reception'),
  ];
});

afterAll(async () => {
  for (const one of [ruth, ana, maria]) one.close();
  await gateway.close();
});

const noticeOf = async (who: Reception, place?: string): Promise<LearningPage['notice']> =>
  ((await who.ask('GET', `/api/v1/learning${place === undefined ? '' : `?place=${place}`}`)).body as LearningPage).notice; // as: what 200 answers with.
const put = async (who: Reception, wanted: boolean, site = 'site'): Promise<number> =>
  (await who.ask('PUT', '/api/v1/learning/notice', { site, wanted })).status;

async function withEmail(email: string | undefined): Promise<void> {
  const person = gateway.gateway.core.committed.people.get(RUTH);
  if (person !== undefined) await gateway.save([{ put: 'person', value: { ...person, email } }]);
}

test('a manager says for a site that a mail is wanted, and that it is not; it stands on the page of each of its places', async () => {
  await withEmail('ruth@example.org');
  expect(await noticeOf(ruth, 'site')).toEqual({ site: 'site', name: 'Harbour Street', wanted: false, reachable: true });
  expect(await put(ruth, true)).toBe(204);
  expect(await put(ruth, true)).toBe(204);
  expect(await noticeOf(ruth, 'room4')).toMatchObject({ site: 'site', wanted: true });
  expect(gateway.gateway.core.committed.monthNotices.get('site' as PlaceId)?.people).toEqual([RUTH]); // as: an id by hand.
  expect(await put(ruth, false)).toBe(204);
  expect(await noticeOf(ruth, 'site')).toMatchObject({ wanted: false });
});

test('without an address it can be ended and not begun', async () => {
  expect(await put(ruth, true)).toBe(204);
  await withEmail(undefined);
  expect(await noticeOf(ruth, 'site')).toMatchObject({ wanted: true, reachable: false });
  expect(await put(ruth, false)).toBe(204);
  expect(await put(ruth, true)).toBe(422);
  await withEmail('ruth@example.org');
});

test('who may not see the whole site is not asked, and can not say it', async () => {
  expect(await noticeOf(ana)).toBeUndefined();
  expect(await put(ana, true)).toBe(403);
  expect(await put(maria, true)).toBe(403);
  expect(await put(ruth, true, 'moon')).toBe(403);
  expect(await put(ruth, true, 'room4')).toBe(404);
  // A manager of one floor sees the floor.
  const { grants } = gateway.gateway.core.committed;
  const own = grants.by('person', RUTH);
  const floor = { grant: 'floor' as GrantId, person: RUTH, role: 'manager', place: 'ground' as PlaceId } as const; // as: ids by hand.
  await gateway.save([...own.map(({ grant }) => ({ remove: 'grant', key: grant }) as const), { put: 'grant', value: floor }]);
  expect(await noticeOf(ruth, 'ground')).toBeUndefined();
  expect(await put(ruth, true)).toBe(403);
});
