import { describe, expect, onTestFinished, test } from 'vitest';
import type { Debrief } from '../../../gateway/src/domain/debrief.ts';
import { DEBRIEF_PARTS, DEBRIEF_READING, DEBRIEF_RIGHTS } from '../../../gateway/src/domain/rules/debrief-rights.ts';
import type { ActionRegister } from '../../../gateway/src/contract/action-register.ts';
import { DEBRIEF_VERBS, DRAFT_PARTS, type DebriefDetail, type TaskView } from '../../../gateway/src/contract/debrief.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { photo } from '../../harness/photos.ts';
import { Reception } from '../../harness/reception.ts';
import type { Answer, Ask } from '../api/house.ts';
import { DO, LOOK, MAY, READS, STATES, type State } from './rights-expected.ts';
import { RightsHouse, type Asker } from './rights-house.ts';

/** One request that asks for one right; where it is allowed it changes nothing that another cell needs, or `changes` says so. */
interface Cell {
  readonly right: string;
  readonly method: string;
  readonly path: (house: RightsHouse, debrief: string) => string;
  readonly ask?: Ask;
  readonly changes?: true;
}

/** Codes that say no to whoever asks, rather than to what they ask for. */
const NO = ['unknown-debrief', 'not-yours', 'not-now', 'not-allowed', 'signed-out', 'foreign-origin'];

/** A body that fits, and is refused for what it names to whoever may ask: so that the state stays as it is. */
const REFUSED: readonly (readonly [right: string, body: object])[] = [
  ['action', { kind: 'place', what: 'A door', owner: 'nobody-here', due: 1 }],
  ['hand-over', { to: 'nobody-here', reason: 'r' }],
  ['complete', { answer: ' ' }],
  ['follow-up', { which: 'week', how: ' ' }],
  ['name-involved', { person: 'nobody-here' }],
  ['dispute', { part: 'action', action: 'none', text: 'x' }],
  ['answer-dispute', { dispute: 'none', text: 'x' }],
  ['support', { item: 'none', result: 'accepted' }],
  ['support-checked', { support: 'none' }],
  ['decide-service', { option: 'no-change', reasons: ' ' }],
  ['agree', { decision: 'none' }],
  ['disagree', { decision: 'none', reason: 'x' }],
  ['review-service', { decision: 'none', result: 'end', reasons: 'x' }],
  ['action-done', { action: 'none', what: 'x' }],
  ['action-check', { action: 'none', worked: 'yes', how: 'x' }],
  ['action-drop', { action: 'none', reason: 'x' }],
  ['action-move', { action: 'none', owner: 'nobody-here', due: 1, reason: 'x' }],
  ['action-reply', { action: 'none', reply: 'x' }],
];

const DUTY: readonly (readonly [what: string, body: object])[] = [
  ['aware', { at: 1, who: 'w', why: 'w' }],
  ['decision', { decision: 'yes', rules: [], why: 'w' }],
  ['notified', { rule: 'none', limit: 'none', at: 1, how: 'h', to: 't' }],
];

const below =
  (where: string): Cell['path'] =>
  (_, debrief) =>
    `/api/v1/debriefs/${debrief}${where}`;

function looking(): Cell[] {
  const get = (right: string, path: Cell['path']): Cell => ({ right, method: 'GET', path });
  return [
    get('read', below('')),
    ...['', '?small=1'].map((query) =>
      get('read-photo', (house, debrief) => `/api/v1/debriefs/${debrief}/attachments/${house.photo}${query}`),
    ),
    get('read-duty', below('/duty')),
    get('print', below('/incident.pdf')),
    get('name-involved', below('/nameable')),
  ];
}

async function cells(): Promise<Cell[]> {
  const verb = (right: string, body?: unknown, changes?: true): Cell => ({
    right,
    method: 'POST',
    path: below(`/${right}`),
    ...(body === undefined ? {} : { ask: { body } }),
    ...(changes === undefined ? {} : { changes }),
  });
  const picture = await photo({ width: 8, height: 8 });
  const note = { 'x-attachment': encodeURIComponent('{"name":"d.jpg","alt":"the door"}') };
  const drafts = DRAFT_PARTS.flatMap((part): Cell[] => [
    { right: part, method: 'PUT', path: below(`/drafts/${part}`), ask: { body: { at: 1, value: {} } } },
    { right: part, method: 'DELETE', path: below(`/drafts/${part}`) },
  ]);
  return [
    ...looking(),
    verb('welfare', { safe: true }),
    verb('account', { account: 'It was loud.' }),
    verb('review', { before: 'A long wait.', factors: ['waiting'] }),
    ...REFUSED.map(([right, body]) => verb(right, body)),
    ...DUTY.map(([what, body]): Cell => ({ right: 'duty', method: 'POST', path: below(`/duty/${what}`), ask: { body } })),
    { right: 'detach', method: 'DELETE', path: below('/attachments/f-none') },
    { right: 'attach', method: 'POST', path: below('/attachments'), ask: { raw: { type: 'image/png', body: picture }, headers: note } },
    ...drafts,
    verb('accept', undefined, true),
    verb('ask-other', { reason: 'r' }, true),
  ];
}

const isNo = ({ status, json }: Answer): boolean => status >= 400 && NO.includes((json as { code: string }).code); // as: every refusal has a code.

function mayBe(cell: Cell, asker: Asker, state: State): boolean {
  const row = MAY[cell.right]?.[STATES.indexOf(state)] ?? [];
  return asker.relations.some((relation) => row.includes(relation));
}

async function asked(house: RightsHouse, cell: Cell, { asker, debrief }: { asker: Asker; debrief: string }): Promise<Answer> {
  const { ask = {}, method, path } = cell;
  return house.house.ask(method, path(house, debrief), { ...ask, headers: { ...ask.headers, ...asker.headers } });
}

/** Is it as if there were no such debrief? For whoever is nothing to it, and for a part of it that they do not read. */
function isAsNone(cell: Cell, asker: Asker): boolean {
  return asker.relations.length === 0 || cell.right in LOOK;
}

const making = {
  waiting: () => RightsHouse.waiting(),
  accepted: () => RightsHouse.accepted(),
  following: () => RightsHouse.following(),
  completed: () => RightsHouse.completed(),
};

async function made(state: State): Promise<RightsHouse> {
  const house = await making[state]();
  onTestFinished(() => house.close());
  expect(house.now?.state ?? 'completed').toBe(state);
  return house;
}

describe('every cell of the table of rights, over HTTP, by everybody', () => {
  test.each(STATES)('%s', { timeout: 120_000 }, async (state) => {
    const house = await made(state);
    const wrong: string[] = [];
    for (const cell of await cells()) {
      for (const asker of house.askers) {
        const may = mayBe(cell, asker, state);
        if (may && cell.changes === true) continue;
        const answer = await asked(house, cell, { asker, debrief: house.debrief });
        if (isNo(answer) === may)
          wrong.push(`${asker.name}: ${cell.method} ${cell.right} → ${String(answer.status)} ${answer.text.slice(0, 400)}`);
        if (may || !isAsNone(cell, asker)) continue;
        const none = await asked(house, cell, { asker, debrief: 'd-none' });
        if (none.status !== answer.status || none.text !== answer.text)
          wrong.push(`${asker.name}: ${cell.method} ${cell.right} tells it from one that is not there: ${answer.text} / ${none.text}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('each verb and each way of reading has a cell', async () => {
    expect([...new Set((await cells()).map(({ right }) => right))].sort()).toEqual(Object.keys(MAY).sort());
  });

  test.each([
    ['waiting', 'owner', 'accept'],
    ['waiting', 'worker', 'ask-other'],
    ['accepted', 'worker', 'ask-other'],
    ['following', 'worker', 'ask-other'],
  ] as const)('%s: the %s may %s', async (state, name, right) => {
    const house = await made(state);
    const cell = (await cells()).find((one) => one.right === right);
    expect(cell !== undefined && mayBe(cell, house.asker(name), state)).toBe(true);
    if (cell !== undefined)
      expect(await asked(house, cell, { asker: house.asker(name), debrief: house.debrief })).toMatchObject({ status: 200 });
  });

  test('each relation reads its parts and no other, and of a part alone what is theirs', async () => {
    const house = await made('completed');
    await house.house.ask('POST', '/api/v1/retention/holds', {
      headers: house.asker('administrator').headers,
      body: { on: `debrief:${house.debrief}`, reason: 'a court asks' },
    });
    for (const asker of house.askers.filter(({ relations }) => relations.length > 0)) {
      // Whoever is several reads as the widest of them.
      const [widest] = asker.relations;
      const { headers } = asker;
      const detail = (await house.house.ask('GET', house.path, { headers })).json as DebriefDetail; // as: the contract of this answer.
      const there = Object.entries(detail).flatMap(([part, value]) => (Array.isArray(value) && value.length === 0 ? [] : [part]));
      const duty = await house.house.ask('GET', `${house.path}/duty`, { headers });
      if (duty.status === 200) there.push('duty');
      if (duty.text.includes('Nobody knows yet.')) there.push('duty-words');
      const due = Object.keys(READS).filter((part) => READS[part]?.some((relation) => relation === widest));
      expect(there.filter((part) => part in READS).sort(), asker.name).toEqual(due.sort());
      expect('duty' in detail.task, asker.name).toBe(due.includes('duty'));
      if (widest === 'action-owner') {
        expect(detail.actions).toMatchObject([{ what: 'A door by the action owner' }]);
        expect(detail.task).not.toHaveProperty('worker');
      }
      if (widest === 'second') expect(detail.service).toMatchObject([{ second: { name: asker.name } }]);
    }
  });

  test.each(['following', 'completed'] as const)('%s: lists of tasks and of changes hold what their reader may know of', async (state) => {
    const house = await made(state);
    const list = async (asker: Asker, path: string): Promise<unknown> =>
      (await house.house.ask('GET', path, { headers: asker.headers })).json;
    const doers = ['owner', 'action owner', 'second and action owner', 'former owner above'].map((name) => `${name}: true`);
    for (const asker of house.askers.filter(({ person }) => person !== undefined)) {
      const [widest] = asker.relations;
      const isWhole = widest === 'worker' || widest === 'owner' || widest === 'former-owner';
      const tasks = (await list(asker, '/api/v1/debriefs')) as TaskView[]; // as: the contract of this answer.
      // Who does a change has it in the list of changes; who is asked to agree, until it is over.
      const isListed = isWhole || (widest === 'second' && state !== 'completed');
      expect(
        tasks.some(({ debrief }) => debrief === house.debrief),
        asker.name,
      ).toBe(isListed);
      const { actions } = (await list(asker, '/api/v1/actions?show=all')) as ActionRegister; // as: see above.
      const seen = actions.map(({ ownerName, worker }) => `${ownerName}: ${String(worker !== undefined)}`).sort();
      const own = asker.relations.includes('action-owner') ? [`${asker.name}: false`] : [];
      expect(seen, asker.name).toEqual(isWhole ? doers.sort() : own);
    }
  });

  test('of a silent alarm its worker is nobody to it until all is over', async () => {
    const gateway = await TestGateway.start();
    onTestFinished(() => gateway.close());
    const hands = new Hands(gateway);
    await hands.press('button-ana', { kind: 'duress' });
    await hands.act('maria', 'take');
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
    await hands.press('button-ana', { kind: 'cancel', pin: '8642' });
    const silent = [...gateway.gateway.core.committed.debriefs.values()].find((debrief) => debrief.silent === true);
    expect(silent).toBeDefined();
    const ana = await Reception.signIn(gateway.addresses.http, 'worker');
    const path = `/api/v1/debriefs/${silent?.debrief ?? ''}`;
    for (const [method, where, body] of [
      ['GET', ''],
      ['POST', '/account', { account: 'x' }],
      ['POST', '/ask-other', { reason: 'r' }],
      ['GET', '/attachments/f-1'],
      ['DELETE', '/attachments/f-1'],
      ['PUT', '/drafts/account', {}],
      ['POST', '/dispute', { part: 'welfare', text: 'x' }],
      ['POST', '/name-involved', { person: 'ruth' }],
      ['GET', '/nameable'],
      ['GET', '/duty'],
      ['GET', '/incident.pdf'],
    ] as const)
      expect(await ana.ask(method, path + where, body), `${method} ${where}`).toEqual(
        await ana.ask(method, `/api/v1/debriefs/d-none${where}`, body),
      );
    expect(await ana.photo(`${path}/attachments`, await photo())).toMatchObject({ status: 404, body: { code: 'unknown-debrief' } });
    expect((await ana.ask('GET', '/api/v1/debriefs')).body).toHaveLength(1);
  });
});

describe('the table itself', () => {
  test('what was written down by hand is what the code says, in every state, and has every row', () => {
    const rows = DEBRIEF_VERBS.map((verb) => {
      const { by, states } = DEBRIEF_RIGHTS[verb];
      return [verb, STATES.map((state: Debrief['state']) => (states.includes(state) ? [...by] : []))];
    });
    expect(Object.fromEntries(rows)).toEqual(DO);
    expect(Object.fromEntries(DEBRIEF_PARTS.map((part) => [part, [...DEBRIEF_READING[part]]]))).toEqual(READS);
  });
});
