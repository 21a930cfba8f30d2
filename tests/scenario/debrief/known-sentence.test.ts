import { join } from 'node:path';
import { writeFileSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { DRAFT_PARTS } from '../../../gateway/src/contract/debrief.ts';
import { photo } from '../../harness/photos.ts';
import { filesWith, filled, routesDeclared, type FoundRoute, type Schema } from './known-words.ts';
import { RightsHouse } from './rights-house.ts';

/** Begins every text that is sent. */
const WORDS = 'Quokka under the violet awning';
/** Stands unsealed on purpose, in a text that is not about anybody: the search itself is proven by it. */
const OPEN = 'Wombat beside the copper kettle';

/** What is about people. Names of places, devices and policies are set-up, and stand open. */
const ABOUT_PEOPLE = /^\/api\/v1\/(debriefs|alarms|people|retention)\b/;
/** Routes with texts that nobody can reach here, each with why and where it is searched. */
const ELSEWHERE: readonly string[] = [];

/** What takes a debrief away from its owner comes after the rest, and what ends it in the last pass. */
const PASSES = 3;
const AWAY = /\/(hand-over|ask-other)$/;
const END = '/complete';
const isLate = ({ url }: FoundRoute): boolean => AWAY.test(url) || url.endsWith(END);
const inOrder = (routes: readonly FoundRoute[], pass: number): FoundRoute[] => {
  const now = routes.filter(({ url }) => ABOUT_PEOPLE.test(url) && !(pass === PASSES - 1 ? AWAY.test(url) : url.endsWith(END)));
  return now.toSorted((a, b) => Number(isLate(a)) - Number(isLate(b)));
};
/** What opens an alarm again comes before what clears and closes it. */
const actionsOf = (params: Schema | undefined): readonly string[] => {
  const actions = (params?.properties?.['action']?.enum ?? ['']).map(String);
  return actions.toSorted((a, b) => Number(b === 'not-all-clear') - Number(a === 'not-all-clear'));
};

/** Tries a route as everybody in turn. True when somebody was let in. */
async function sent(
  house: RightsHouse,
  { method, url }: FoundRoute,
  { body, action }: { body: unknown; action: string },
): Promise<boolean> {
  const { engine } = house.house;
  const alarm = [...engine.committed.alarms.values()][0]?.alarm ?? 'a-none';
  const drafted = DRAFT_PARTS[0];
  const colleague = house.asker('colleague').person ?? '';
  const named = { ':debrief': house.debrief, ':alarm': alarm, ':person': colleague, ':part': drafted, ':action': action };
  const path = Object.entries(named).reduce((text, [name, value]) => text.replace(name, value), url);
  for (const asker of house.askers.filter(({ person, headers }) => person !== undefined || headers['cookie'] !== undefined)) {
    const answer = await house.house.ask(method, path, { body, headers: asker.headers });
    if (answer.status < 300) return true;
  }
  return false;
}

/** A photo and a draft with the words; some bytes of the pictures as they are seen. */
async function withPhoto(house: RightsHouse): Promise<Buffer[]> {
  const { house: whole } = house;
  const { headers } = house.asker('worker');
  const draft = { at: 1, value: { account: WORDS } };
  expect((await whole.ask('PUT', `${house.path}/drafts/account`, { headers, body: draft })).status).toBe(204);
  const note = { 'x-attachment': encodeURIComponent(JSON.stringify({ name: `${WORDS}.jpg`, alt: WORDS })) };
  const raw = { type: 'image/jpeg', body: await photo() };
  const added = await whole.ask('POST', `${house.path}/attachments`, { headers: { ...headers, ...note }, raw });
  expect(added.status).toBe(201);
  const { attachment } = added.json as { attachment: string }; // as: the contract of this answer.
  const pieces = [await whole.store.attachments.piece(attachment, 0), await whole.store.attachments.piece(attachment, 1)];
  const pixels = pieces.map((piece) => Buffer.from(piece?.bytes ?? []).subarray(200, 248));
  expect(pixels.map(({ length }) => length)).toEqual([48, 48]);
  return pixels;
}

test('no text that the API takes about people is on the disk as it is', { timeout: 120_000 }, async () => {
  let house: RightsHouse | undefined;
  const routes = await routesDeclared(async () => {
    house = await RightsHouse.accepted();
  });
  if (house === undefined) throw new RangeError('the house was opened');
  const { house: whole } = house;
  onTestFinished(() => {
    rmSync(whole.folder, { recursive: true, force: true });
  });
  const pixels = await withPhoto(house);
  const owner = house.asker('owner');
  const ids = {
    to: house.asker('manager not in the line').person,
    owner: owner.person,
    responder: undefined,
    from: undefined,
    place: undefined,
  };
  const more = { on: 'house', outcome: 'genuine', where: undefined, notNow: undefined, leave: [], active: true, unavailable: false };
  let n = 0;
  const taken = new Set<string>();
  const due = new Set<string>();
  // Again and again: the first time leads to states in which the next can do the rest.
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const route of inOrder(routes, pass)) {
      for (const action of actionsOf(route.params)) {
        const texts: string[] = [];
        const words = (): string => `${WORDS}, ${String((n += 1))} of ${route.url}`;
        const body = filled(route.body, words, { ids: { ...ids, ...more }, path: '', texts });
        const name = `${route.method} ${route.url}`;
        if (texts.length > 0) due.add(name);
        if (await sent(house, route, { body, action })) taken.add(name);
      }
    }
  }
  expect([...due].filter((name) => !taken.has(name) && !ELSEWHERE.includes(name))).toEqual([]);
  expect(due.size).toBeGreaterThan(9);
  await whole.place(house.asker('administrator').headers['cookie'] ?? '', { name: OPEN, kind: 'site', zone: 'UTC' });
  for (const when of ['while it runs', 'after it has stopped']) {
    if (when !== 'while it runs') await whole.stop();
    expect(filesWith(whole.folder, [Buffer.from(WORDS), ...pixels]), when).toEqual([]);
    // What is open is found, so the search would have found the rest.
    expect(filesWith(whole.folder, [Buffer.from(OPEN)]).length, when).toBeGreaterThan(0);
  }
  for (const form of [
    WORDS,
    Buffer.from(`x${WORDS}`).toString('base64'),
    Buffer.from(WORDS, 'utf16le'),
    Buffer.from(WORDS).toString('hex'),
  ]) {
    writeFileSync(join(whole.folder, 'probe'), form);
    expect(filesWith(whole.folder, [Buffer.from(WORDS)])).toEqual(['probe']);
  }
});
