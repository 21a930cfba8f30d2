import { describe, expect, onTestFinished, test } from 'vitest';
import type { Debrief } from '../../../gateway/src/domain/debrief.ts';
import { DEBRIEF_PARTS, DEBRIEF_READING, DEBRIEF_RIGHTS } from '../../../gateway/src/domain/rules/debrief-rights.ts';
import type { ActionRegister } from '../../../gateway/src/contract/action-register.ts';
import { DEBRIEF_VERBS, type DebriefDetail, type TaskView } from '../../../gateway/src/contract/debrief.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { photo } from '../../harness/photos.ts';
import { Reception } from '../../harness/reception.ts';
import { asked, cells, isNo, type Cell } from './rights-cells.ts';
import { DO, HELD, LED, LOOK, MAY, READS, STATES, type State } from './rights-expected.ts';
import { RightsHouse, type Asker } from './rights-house.ts';

function mayBe(cell: Cell, asker: Asker, state: State): boolean {
  if (HELD.includes(cell.right)) return false;
  const row = MAY[cell.right]?.[STATES.indexOf(state)] ?? [];
  return asker.relations.some((relation) => row.includes(relation));
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
      const [widest] = asker.relations;
      const { headers } = asker;
      const detail = (await house.house.ask('GET', house.path, { headers })).json as DebriefDetail; // as: the contract of this answer.
      const there = Object.entries(detail).flatMap(([part, value]) => (Array.isArray(value) && value.length === 0 ? [] : [part]));
      const duty = await house.house.ask('GET', `${house.path}/duty`, { headers });
      if (duty.status === 200) there.push('duty');
      if (duty.text.includes('Nobody knows yet.')) there.push('duty-words');
      // It stands by itself: nothing is together with it (joined.test.ts).
      const due = Object.keys(READS).filter(
        (part) => part !== 'together' && READS[part]?.some((relation) => asker.relations.includes(relation)),
      );
      expect(there.filter((part) => part in READS).sort(), asker.name).toEqual(due.sort());
      expect('duty' in detail.task, asker.name).toBe(due.includes('duty'));
      if (widest === 'action-owner') {
        expect(detail.actions).toMatchObject([{ what: 'A door by the action owner' }]);
        expect(detail.task).not.toHaveProperty('worker');
      }
      if (widest === 'supporter')
        expect(detail.supportChecks).toMatchObject([{ person: { name: asker.name }, done: true, checked: { text: 'Better.' } }]);
      if (widest === 'supporter') expect(JSON.stringify(detail)).not.toContain('Good.');
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
      // Who does a change has it in the list of changes; who is asked to agree or to look in, until it is over.
      const isListed = isWhole || ((widest === 'second' || widest === 'supporter') && state !== 'completed');
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
    // Whom to tell has its own rule: what was decided before stays where it was.
    const led = DEBRIEF_VERBS.filter((verb) => ['lead', 'asked'].includes(DEBRIEF_RIGHTS[verb].where ?? 'each'));
    expect(led.sort()).toEqual(LED.toSorted());
    expect(DEBRIEF_VERBS.filter((verb) => DEBRIEF_RIGHTS[verb].where === 'member')).toEqual(HELD);
    expect(Object.fromEntries(DEBRIEF_PARTS.map((part) => [part, [...DEBRIEF_READING[part]]]))).toEqual(READS);
  });
});
