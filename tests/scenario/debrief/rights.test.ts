import { describe, expect, onTestFinished, test } from 'vitest';
import type { Debrief } from '../../../gateway/src/domain/debrief.ts';
import { DEBRIEF_PARTS, DEBRIEF_READING, DEBRIEF_RIGHTS, DEBRIEF_VERBS } from '../../../gateway/src/domain/rules/debrief-rights.ts';
import { DRAFT_PARTS } from '../../../gateway/src/contract/debrief.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { photo } from '../../harness/photos.ts';
import { Reception } from '../../harness/reception.ts';
import type { Answer, Ask } from '../api/house.ts';
import { MAY, READS, STATES, type State } from './rights-expected.ts';
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

async function cells(): Promise<Cell[]> {
  const verb = (right: string, body?: unknown, changes?: true): Cell => ({
    right,
    method: 'POST',
    path: (_, debrief) => `/api/v1/debriefs/${debrief}/${right}`,
    ...(body === undefined ? {} : { ask: { body } }),
    ...(changes === undefined ? {} : { changes }),
  });
  const picture = await photo({ width: 8, height: 8 });
  const note = { 'x-attachment': encodeURIComponent('{"name":"d.jpg","alt":"the door"}') };
  const drafts = DRAFT_PARTS.flatMap((part): Cell[] => {
    const path: Cell['path'] = (_, debrief) => `/api/v1/debriefs/${debrief}/drafts/${part}`;
    return [
      { right: part, method: 'PUT', path, ask: { body: { at: 1, value: {} } } },
      { right: part, method: 'DELETE', path },
    ];
  });
  return [
    { right: 'read', method: 'GET', path: (_, debrief) => `/api/v1/debriefs/${debrief}` },
    ...['', '?small=1'].map((query): Cell => {
      return {
        right: 'read-photo',
        method: 'GET',
        path: (house, debrief) => `/api/v1/debriefs/${debrief}/attachments/${house.photo}${query}`,
      };
    }),
    verb('welfare', { safe: true }),
    verb('account', { account: 'It was loud.' }),
    verb('review', { before: 'A long wait.' }),
    // What is asked for is refused, to whoever may ask: so that the state stays as it is.
    verb('action', { kind: 'place', what: 'A door', owner: 'nobody-here', due: 1 }),
    verb('hand-over', { to: 'nobody-here', reason: 'r' }),
    verb('complete', { answer: ' ' }),
    { right: 'detach', method: 'DELETE', path: (_, debrief) => `/api/v1/debriefs/${debrief}/attachments/f-none` },
    {
      right: 'attach',
      method: 'POST',
      path: (_, debrief) => `/api/v1/debriefs/${debrief}/attachments`,
      ask: { raw: { type: 'image/png', body: picture }, headers: note },
    },
    ...drafts,
    verb('accept', undefined, true),
    verb('ask-other', { reason: 'r' }, true),
  ];
}

const isNo = ({ status, json }: Answer): boolean => status >= 400 && NO.includes((json as { code: string }).code); // as: every refusal has a code.

function mayBe(cell: Cell, asker: Asker, state: State): boolean {
  const row = MAY[cell.right]?.[STATES.indexOf(state)] ?? [];
  return asker.relation !== undefined && row.includes(asker.relation);
}

async function asked(house: RightsHouse, cell: Cell, { asker, debrief }: { asker: Asker; debrief: string }): Promise<Answer> {
  const { ask = {}, method, path } = cell;
  return house.house.ask(method, path(house, debrief), { ...ask, headers: { ...ask.headers, ...asker.headers } });
}

const making = { waiting: () => RightsHouse.waiting(), accepted: () => RightsHouse.accepted(), completed: () => RightsHouse.completed() };

describe('every cell of the table of rights, over HTTP, by everybody', () => {
  test.each(['waiting', 'accepted', 'completed'] as const)('%s', { timeout: 120_000 }, async (state) => {
    const house = await making[state]();
    onTestFinished(() => house.close());
    const wrong: string[] = [];
    for (const cell of await cells()) {
      for (const asker of house.askers) {
        const may = mayBe(cell, asker, state);
        if (may && cell.changes === true) continue;
        const answer = await asked(house, cell, { asker, debrief: house.debrief });
        if (isNo(answer) === may) wrong.push(`${asker.name}: ${cell.method} ${cell.right} → ${String(answer.status)} ${answer.text}`);
        if (asker.relation !== undefined) continue;
        const none = await asked(house, cell, { asker, debrief: 'd-none' });
        if (none.status !== answer.status || none.text !== answer.text)
          wrong.push(`${asker.name}: ${cell.method} ${cell.right} tells it from one that is not there: ${answer.text} / ${none.text}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ['waiting', 'owner', 'accept'],
    ['waiting', 'worker', 'ask-other'],
    ['accepted', 'worker', 'ask-other'],
  ] as const)('%s: the %s may %s', async (state, name, right) => {
    const house = await making[state]();
    onTestFinished(() => house.close());
    const cell = (await cells()).find((one) => one.right === right);
    expect(cell !== undefined && mayBe(cell, house.asker(name), state)).toBe(true);
    if (cell !== undefined)
      expect(await asked(house, cell, { asker: house.asker(name), debrief: house.debrief })).toMatchObject({ status: 200 });
  });

  test('each relation reads its parts and no other', async () => {
    const house = await RightsHouse.completed();
    onTestFinished(() => house.close());
    await house.house.ask('POST', '/api/v1/retention/holds', {
      headers: house.asker('administrator').headers,
      body: { on: `debrief:${house.debrief}`, reason: 'a court asks' },
    });
    for (const asker of house.askers.filter(({ relation }) => relation !== undefined)) {
      const detail = (await house.house.ask('GET', house.path, { headers: asker.headers })).json as object; // as: a DebriefDetail.
      const there = Object.entries(detail).flatMap(([part, value]) => (Array.isArray(value) && value.length === 0 ? [] : [part]));
      const due = Object.keys(READS).filter((part) => READS[part]?.some((relation) => relation === asker.relation));
      expect(there.filter((part) => part in READS).sort(), asker.name).toEqual(due.sort());
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
    const { read: _, 'read-photo': __, ...verbs } = MAY;
    expect(Object.fromEntries(rows)).toEqual(verbs);
    expect(Object.fromEntries(DEBRIEF_PARTS.map((part) => [part, [...DEBRIEF_READING[part]]]))).toEqual(READS);
  });
});
