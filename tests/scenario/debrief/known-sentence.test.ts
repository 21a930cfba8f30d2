import { join } from 'node:path';
import { writeFileSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { DRAFT_PARTS } from '../../../gateway/src/contract/debrief.ts';
import { photo } from '../../harness/photos.ts';
import { filesWith, filled, routesDeclared, type FoundRoute, type Ids, type Schema } from './known-words.ts';
import { RightsHouse } from './rights-house.ts';

/** Begins every text that is sent. */
const WORDS = 'Quokka under the violet awning';
/** Stands unsealed on purpose, in a text that is not about anybody: the search itself is proven by it. */
const OPEN = 'Wombat beside the copper kettle';

/** What is about people. Names of places, devices and policies are set-up, and stand open; a place's own lists of causes and support do not. */
const ABOUT_PEOPLE = /^\/api\/v1\/(debriefs|alarms|people|retention|places\/:place\/debrief-lists)\b/;
/** Routes with texts that nobody can reach here, each with why and where it is searched. */
const ELSEWHERE: readonly string[] = [];

/** A day in January 2027, at which things are due. */
const SOON = 1_800_000_000_000;

/** What takes a debrief away from its owner comes after the rest, and what ends it in the last pass. */
const PASSES = 3;
const AWAY = /\/(hand-over|ask-other)$/;
const END = '/complete';
/** Takes back what is asked for at the beginning; everything else begins anew. */
const FIRST = '/disagree';
const isLate = ({ url }: FoundRoute): boolean => AWAY.test(url) || url.endsWith(END);
const inOrder = (routes: readonly FoundRoute[], pass: number): FoundRoute[] => {
  const now = routes.filter(({ url }) => ABOUT_PEOPLE.test(url) && !(pass === PASSES - 1 ? AWAY.test(url) : url.endsWith(END)));
  const rank = (route: FoundRoute): number => (route.url.endsWith(FIRST) ? -1 : Number(isLate(route)));
  return now.toSorted((a, b) => rank(a) - rank(b));
};
/** What opens an alarm again comes before what clears and closes it. */
const actionsOf = (params: Schema | undefined): readonly string[] => {
  const actions = (params?.properties?.['action']?.enum ?? ['']).map(String);
  return actions.toSorted((a, b) => Number(b === 'not-all-clear') - Number(a === 'not-all-clear'));
};

/** What bodies name, as it stands now: of what there are several, the one that this route may be about. */
function idsFor(house: RightsHouse, url: string): Ids {
  const debrief = house.now;
  const { person: colleague } = house.asker('colleague');
  const more = { on: 'house', outcome: 'genuine', where: undefined, notNow: undefined, leave: [], active: true, unavailable: false };
  const common = {
    ...more,
    person: colleague,
    owner: house.asker('owner').person,
    responder: undefined,
    from: undefined,
    place: undefined,
  };
  // Here `to` is whom somebody told, in words; and nothing lies in the future.
  if (url.includes('/duty/'))
    return { ...common, at: debrief?.openedAt, askedAt: debrief?.openedAt, decision: 'no', rules: [], rule: 'au-nsw-whs', limit: 'first' };
  const isDecided = url.endsWith('/review-service') ? 'in-force' : 'asked';
  const isPlanned = url.endsWith('/action-check') ? 'done' : 'planned';
  return {
    ...common,
    to: house.asker('manager not in the line').person,
    // Their ids; a place's own list has words.
    ...(url.includes('/debriefs/') ? { factors: undefined } : {}),
    item: 'gp',
    option: 'paused',
    second: house.asker('second').person,
    reviewDue: SOON,
    dispute: debrief?.disputes?.find(({ answered }) => !answered)?.dispute,
    // Somebody who was not named as part of it.
    ...(url.includes('/support') ? { person: house.asker('responder').person } : {}),
    // Elsewhere a text.
    ...(url.endsWith('/support-checked') ? { support: debrief?.supportChecks?.find(({ done }) => !done)?.id, read: undefined } : {}),
    decision: debrief?.service?.find(({ state }) => state === isDecided)?.decision,
    action: url.endsWith('/dispute') ? undefined : debrief?.actions.find(({ state }) => state === isPlanned)?.action,
  };
}

/** Tries a route as everybody in turn. True when somebody was let in. */
async function sent(
  house: RightsHouse,
  { method, url }: FoundRoute,
  { body, action }: { body: unknown; action: string },
): Promise<boolean> {
  const { engine } = house.house;
  const alarm = [...engine.committed.alarms.values()][0]?.alarm ?? 'a-none';
  const drafted = DRAFT_PARTS[0];
  const place = [...engine.committed.places.values()][0]?.place ?? 'p-none';
  const colleague = house.asker('colleague').person ?? '';
  const named = { ':debrief': house.debrief, ':alarm': alarm, ':person': colleague, ':part': drafted, ':action': action, ':place': place };
  const path = Object.entries(named).reduce((text, [name, value]) => text.replace(name, value), url);
  for (const asker of house.askers.filter(({ person, headers }) => person !== undefined || headers['cookie'] !== undefined)) {
    const answer = await house.house.ask(method, path, { body, headers: asker.headers });
    if (answer.status < 300) return true;
  }
  return false;
}

/** Each draft with the words, by its writer. */
async function withDrafts(house: RightsHouse): Promise<void> {
  for (const part of DRAFT_PARTS) {
    const { headers } = house.asker(part === 'account' || part === 'dispute' ? 'worker' : 'owner');
    const body = { at: 1, value: { text: WORDS } };
    expect((await house.house.ask('PUT', `${house.path}/drafts/${part}`, { headers, body })).status, part).toBe(204);
  }
}

/** A photo with the words; some bytes of the pictures as they are seen. */
async function withPhoto(house: RightsHouse): Promise<Buffer[]> {
  const { house: whole } = house;
  const { headers } = house.asker('worker');
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
  await withDrafts(house);
  const pixels = await withPhoto(house);
  let n = 0;
  const taken = new Set<string>();
  const due = new Set<string>();
  // Again and again: the first time leads to states in which the next can do the rest.
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const route of inOrder(routes, pass)) {
      for (const action of actionsOf(route.params)) {
        const texts: string[] = [];
        const words = (): string => `${WORDS}, ${String((n += 1))} of ${route.url}`;
        const body = filled(route.body, words, { ids: idsFor(house, route.url), path: '', texts });
        const name = `${route.method} ${route.url}`;
        if (texts.length > 0) due.add(name);
        if (await sent(house, route, { body, action })) taken.add(name);
      }
    }
  }
  expect([...due].filter((name) => !taken.has(name) && !ELSEWHERE.includes(name))).toEqual([]);
  expect(due.size).toBeGreaterThan(30);
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
