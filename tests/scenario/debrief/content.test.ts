import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionRegister } from '../../../gateway/src/contract/action-register.ts';
import type { DebriefListsView } from '../../../gateway/src/contract/debrief-content.ts';
import type { DebriefDetail, TaskView } from '../../../gateway/src/contract/debrief.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { cookieOf } from '../../harness/sign-in.ts';

const DAY = 86_400_000;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

/** A gateway with its people signed in. Ana presses in room 1, Maria helps, Ruth has the debrief and Sam is above her. */
class Story {
  readonly clock = new ManualClock();
  readonly gateway: TestGateway;
  readonly hands: Hands;
  path = '';
  readonly #cookies = new Map<string, string>();

  private constructor(gateway: TestGateway, clock: ManualClock) {
    this.gateway = gateway;
    this.clock = clock;
    this.hands = new Hands(gateway);
  }

  static async open(): Promise<Story> {
    const clock = new ManualClock();
    const story = new Story(await TestGateway.start({ clock }), clock);
    for (const who of ['ana', 'ruth', 'sam', 'lee', 'tom', 'maria']) story.#cookies.set(who, (await cookieOf(story.gateway, who)).cookie);
    await story.incident();
    return story;
  }

  /** A press of Ana’s in room 1, ended as real; its debrief is accepted, and she was asked after. */
  async incident(beacon = 'beacon-1'): Promise<void> {
    await this.hands.press('button-ana', { place: { beacon } });
    this.path = `/api/v1/debriefs/${this.hands.alarm.debrief}`;
    await this.hands.act('maria', 'take');
    await this.hands.act('maria', 'all-clear');
    await this.hands.act('lee', 'close', { body: { outcome: 'genuine' } });
    await this.say('ruth', 'accept', {});
    await this.say('ruth', 'welfare', { safe: true });
  }

  get soon(): number {
    return this.clock.wall() + 14 * DAY;
  }

  /** `what` is a method and an address. */
  async ask(who: string, what: `${'GET' | 'POST' | 'PUT'} ${string}`, body?: unknown): Promise<Answer> {
    const [method = '', path = ''] = what.split(' ');
    const { http } = this.gateway.addresses;
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(http + path, {
      method,
      headers: { cookie: this.#cookies.get(who) ?? '', origin: http, ...type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: answer.status, body: isJson ? (JSON.parse(text) as unknown) : undefined, text };
  }

  /** Says it, which must be taken; the id of what it made. */
  async say(who: string, verb: string, body: object): Promise<string> {
    const answer = await this.ask(who, `POST ${this.path}/${verb}`, body);
    expect(answer, `${who} ${verb}: ${answer.text}`).toMatchObject({ status: 200 });
    return (answer.body as { id?: string }).id ?? ''; // as: the contract of this answer.
  }

  async code(who: string, verb: string, body: object): Promise<unknown> {
    return ((await this.ask(who, `POST ${this.path}/${verb}`, body)).body as { code?: string }).code; // as: a refusal.
  }

  async detail(who: string): Promise<DebriefDetail> {
    return (await this.ask(who, `GET ${this.path}`)).body as DebriefDetail; // as: the contract of this answer.
  }

  async register(who: string, query = ''): Promise<ActionRegister> {
    return (await this.ask(who, `GET /api/v1/actions${query}`)).body as ActionRegister; // as: the contract of this answer.
  }
}

let story: Story;
beforeEach(async () => {
  story = await Story.open();
});
afterEach(async () => {
  await story.gateway.close();
});

describe('the worker’s account', () => {
  test('keeps every version with its time, for the worker and for readers; how the alarm worked stands beside what the log knows', async () => {
    await story.say('ana', 'account', { account: 'He shouted.' });
    story.clock.advance(60_000);
    await story.say('ana', 'account', { account: 'He shouted. I left.', alarm: { reachable: 'yes', felt: 'dont-know' } });
    for (const who of ['ana', 'ruth']) {
      const { account, accountVersions, alarms } = await story.detail(who);
      expect(account).toMatchObject({ account: 'He shouted. I left.', version: 2, alarm: { reachable: 'yes', felt: 'dont-know' } });
      expect(accountVersions).toMatchObject([{ account: 'He shouted.', version: 1 }]);
      expect((account?.at ?? 0) - (accountVersions?.[0]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
      expect(alarms).toMatchObject([
        { confidence: 'reported', path: ['Harbour Street', 'Main house', 'Ground floor', 'Interview room 1'] },
      ]);
      // No hand has confirmed anything: the press did not come from a device that shows.
      expect(alarms[0]).not.toHaveProperty('hand');
    }
    expect(await story.code('ana', 'account', { account: 'x', alarm: { felt: 'maybe' } })).toBe('does-not-fit');
  });
});

describe('a dispute', () => {
  test('stands beside its part for everybody who reads it, holds up the end, and is answered', async () => {
    await story.say('ruth', 'review', { before: 'A long wait.', kinds: ['verbal'], factors: ['waiting'] });
    const dispute = await story.say('ana', 'dispute', { part: 'review', text: 'The wait was short.' });
    expect((await story.detail('ruth')).disputes).toMatchObject([{ dispute, part: 'review', text: 'The wait was short.' }]);
    expect(await story.code('ruth', 'dispute', { part: 'review', text: 'I say so' })).toBe('not-yours');
    // The worker need not wait for their answer; the end waits for the dispute, be all else done.
    await story.say('ruth', 'complete', { answer: 'Thank you.' });
    await story.say('ruth', 'follow-up', { which: 'month', how: 'Well.' });
    await story.say('ruth', 'duty/decision', { decision: 'no', rules: [], why: 'Words alone.' });
    expect((await story.detail('ana')).task).toMatchObject({ state: 'following', items: [{ kind: 'dispute' }] });
    await story.say('ruth', 'answer-dispute', { dispute, text: 'I have asked the desk. You are right.' });
    const after = await story.detail('ana');
    expect(after.task.state).toBe('completed');
    expect(after.disputes).toMatchObject([
      { text: 'The wait was short.', answer: { text: 'I have asked the desk. You are right.', by: { person: 'ruth' } } },
    ]);
  });

  test('is about the answer too, once there is one, also while it waits for another owner', async () => {
    const dispute = { part: 'answer', text: 'That is not what was said.' };
    expect(await story.code('ana', 'dispute', dispute)).toBe('invalid');
    await story.say('ruth', 'complete', { answer: 'Thank you.' });
    await story.say('ruth', 'hand-over', { to: 'sam', reason: 'she knows them' });
    expect((await story.detail('ana')).task.state).toBe('waiting');
    await story.say('ana', 'dispute', dispute);
    await story.say('sam', 'accept', {});
    expect((await story.detail('sam')).disputes).toMatchObject([{ part: 'answer', text: 'That is not what was said.' }]);
  });
});

describe('support and the lists of a place', () => {
  test('a site’s list is inherited, retired entries are read and never lost, and each next look is listed', async () => {
    const lists = '/api/v1/places/site/debrief-lists';
    const own = {
      supports: [{ kind: 'eap', name: 'Care line', phone: '1800 000 000', when: 'Day and night' }],
      factors: [{ name: 'The side gate' }],
    };
    expect((await story.ask('ruth', `PUT ${lists}`, own)).status).toBe(403);
    const saved = (await story.ask('sam', `PUT ${lists}`, own)).body as DebriefListsView; // as: the contract of this answer.
    const [support] = saved.supports;
    const inRoom = (await story.ask('sam', 'GET /api/v1/places/room1/debrief-lists')).body as DebriefListsView; // as: see above.
    expect(inRoom).toMatchObject({ supports: [], inherited: { supports: [{ name: 'Care line' }], factors: [{ name: 'The side gate' }] } });
    expect(await story.ask('sam', `PUT ${lists}`, { supports: [], factors: saved.factors })).toMatchObject({ status: 422 });
    const foreign = { ...own, factors: [...saved.factors, { id: 'waiting', name: 'Mine' }], supports: saved.supports };
    expect(await story.ask('sam', `PUT ${lists}`, foreign)).toMatchObject({ status: 422 });

    const offered = await story.say('ruth', 'support', {
      item: support?.id ?? '',
      result: 'later',
      why: 'Not today.',
      check: { person: 'lee', due: story.soon },
    });
    const retired = saved.supports.map((one) => ({ ...one, retired: true }));
    expect((await story.ask('sam', `PUT ${lists}`, { supports: retired, factors: saved.factors })).status).toBe(200);
    const detail = await story.detail('ana');
    expect(detail.supports).toMatchObject([{ item: support?.id, result: 'later', why: 'Not today.' }]);
    expect(detail.lists?.supports).toMatchObject([{ id: support?.id, name: 'Care line', retired: true }]);
    expect(detail.supportChecks).toMatchObject([{ id: offered, person: { name: 'Lee Park' }, due: story.soon, done: false }]);
    await story.say('ruth', 'support-checked', { support: offered, note: 'Sleeps again.' });
    expect((await story.detail('ana')).supportChecks).toMatchObject([{ done: true, checked: { text: 'Sleeps again.' } }]);
  });

  test('whoever looks in sees whom and by when, and nothing else; what they say is read by the owner', async () => {
    const check = { person: 'lee', due: story.soon };
    const offered = await story.say('ruth', 'support', { item: 'gp', result: 'later', check });
    const { alarms, line, actions, followUps, involved, drafts, ...seen } = await story.detail('lee');
    expect([alarms, line, actions, followUps, involved, drafts]).toEqual([[], [], [], [], [], {}]);
    expect(Object.keys(seen).sort()).toEqual(['may', 'supportChecks', 'task']);
    expect(seen).toMatchObject({ may: ['support-checked'], supportChecks: [{ id: offered, done: false }] });
    const tasks = (await story.ask('lee', 'GET /api/v1/debriefs')).body as TaskView[]; // as: the contract of this answer.
    expect(tasks).toMatchObject([{ relation: 'supporter', worker: { person: 'ana' }, items: [{ kind: 'support', due: story.soon }] }]);
    await story.say('lee', 'support-checked', { support: offered, note: 'Sleeps badly.' });
    expect((await story.ask('lee', 'GET /api/v1/debriefs')).body).toEqual([]);
    expect((await story.detail('ruth')).supportChecks).toMatchObject([
      { done: false, checked: { text: 'Sleeps badly.', by: { name: 'Lee Park' } } },
    ]);
    await story.say('ruth', 'support-checked', { support: offered, read: true, note: 'I call her today.' });
    const [read] = (await story.detail('ana')).supportChecks ?? [];
    expect(read).toMatchObject({
      done: true,
      checked: { text: 'Sleeps badly.' },
      read: { text: 'I call her today.', by: { name: 'Ruth Adler' } },
    });
    // Lee keeps what Lee has said.
    expect((await story.detail('lee')).supportChecks).toMatchObject([{ done: true, checked: { text: 'Sleeps badly.' } }]);
    expect(JSON.stringify(await story.detail('lee'))).not.toContain('I call her today.');
    expect((await story.detail('ana')).readings).toEqual(expect.arrayContaining([expect.objectContaining({ relation: 'supporter' })]));
  });

  test('lists of sixty entries are taken, of sixty-one not', async () => {
    const factors = (count: number): object => ({
      supports: [],
      factors: Array.from({ length: count }, (_, i) => ({ name: `cause ${String(i)}` })),
    });
    expect((await story.ask('sam', 'PUT /api/v1/places/site/debrief-lists', factors(61))).status).toBe(400);
    expect((await story.ask('sam', 'PUT /api/v1/places/site/debrief-lists', factors(60))).status).toBe(200);
  });
});

describe('the client’s service', () => {
  test('is paused only when a second person agrees, who reads that part and nothing else', async () => {
    await story.say('ana', 'account', { account: 'He shouted.' });
    const paused = { option: 'paused', reasons: 'A threat.', considered: [{ option: 'two-workers', reason: 'Too few of us.' }] };
    expect(await story.code('ruth', 'decide-service', { ...paused, reviewDue: story.soon })).toBe('second-person-needed');
    expect(await story.code('ruth', 'decide-service', { ...paused, reviewDue: story.soon, second: 'maria' })).toBe('not-this-person');
    expect((await story.ask('tom', `GET ${story.path}`)).status).toBe(404);
    const decision = await story.say('ruth', 'decide-service', { ...paused, reviewDue: story.soon, second: 'tom' });

    const tasks = (await story.ask('tom', 'GET /api/v1/debriefs')).body as TaskView[]; // as: the contract of this answer.
    expect(tasks).toMatchObject([{ relation: 'second', worker: { name: 'Ana Ruiz' } }]);
    const seen = await story.detail('tom');
    expect(seen).toMatchObject({ alarms: [], line: [], actions: [], may: ['agree', 'disagree'] });
    expect(seen.service).toMatchObject([{ decision, state: 'asked', option: 'paused', reasons: 'A threat.', second: { person: 'tom' } }]);
    // Lists that every answer has are empty; of all that may be absent nothing is there.
    expect(seen).toMatchObject({ followUps: [], involved: [], drafts: {} });
    const lists = ['actions', 'alarms', 'drafts', 'followUps', 'involved', 'line'];
    expect(Object.keys(seen).sort()).toEqual([...lists, 'may', 'service', 'task']);
    expect(await story.code('tom', 'disagree', { decision })).toBe('does-not-fit');
    expect(await story.code('ruth', 'agree', { decision })).toBe('not-yours');
    await story.say('tom', 'agree', { decision, reason: 'Until we have talked.' });
    expect((await story.detail('ana')).service).toMatchObject([
      { state: 'in-force', reviewDue: story.soon, agreement: { agreed: true, text: 'Until we have talked.', by: { name: 'Tom Berg' } } },
    ]);
    await story.say('ruth', 'review-service', { decision, result: 'end', reasons: 'We have talked.' });
    expect((await story.detail('ruth')).service).toMatchObject([{ state: 'ended', reviews: [{ result: 'end', text: 'We have talked.' }] }]);
  });
});

test('no word of it is on the disk as it was written', async () => {
  const words = ['wait-was-short', 'care-line', 'second-door', 'a-threat', 'not-today'];
  await story.ask('sam', 'PUT /api/v1/places/site/debrief-lists', { supports: [{ kind: 'eap', name: 'care-line' }], factors: [] });
  await story.say('ana', 'dispute', { part: 'welfare', text: 'wait-was-short' });
  await story.say('ruth', 'action', { kind: 'place', what: 'second-door', owner: 'tom', due: story.soon });
  await story.say('ruth', 'support', { item: 'gp', result: 'later', why: 'not-today' });
  await story.say('ruth', 'decide-service', { option: 'paused', reasons: 'a-threat', reviewDue: story.soon, second: 'tom' });
  const folder = story.gateway.folder;
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const found = await Promise.all(
    files.map(async (entry) => {
      const bytes = await readFile(join(entry.parentPath, entry.name));
      return ['PartDisputed', ...words].filter((word) => bytes.includes(word));
    }),
  );
  // What is not sealed is found: the search looks where the words would be.
  expect([...new Set(found.flat())]).toEqual(['PartDisputed']);
});

describe('the register of actions', () => {
  test('whoever does one sees its words and not the debrief; it is done, checked and replied to', async () => {
    const what = '=HYPERLINK("x") a second door';
    const action = await story.say('ruth', 'action', { kind: 'place', what, owner: 'tom', due: story.soon, factors: ['layout'] });
    await story.say('ruth', 'action', { kind: 'policy', what: 'a rule', owner: 'ruth', due: story.soon });
    const mine = await story.register('tom', '?whose=mine');
    expect((await story.register('tom')).actions).toEqual(mine.actions);
    expect(mine.actions).toMatchObject([{ what, state: 'planned', readable: false, may: ['action-done'] }]);
    for (const hidden of ['worker', 'path', 'repeats']) expect(mine.actions[0]).not.toHaveProperty(hidden);
    expect((await story.ask('tom', 'GET /api/v1/debriefs')).body).toEqual([]);
    const seen = await story.detail('tom');
    expect(seen.task).not.toHaveProperty('worker');
    expect(seen).toMatchObject({ alarms: [], line: [], actions: [{ action }] });
    expect(seen).not.toHaveProperty('welfare');

    await story.say('tom', 'action-done', { action, what: 'The door is in.' });
    expect(await story.code('tom', 'action-check', { action, worked: 'yes', how: 'I say so.' })).toBe('not-yours');
    await story.say('ruth', 'action-check', { action, worked: 'partly', how: 'It sticks.' });
    await story.say('ruth', 'action-reply', { action, reply: 'You asked for it first.' });
    expect((await story.detail('ana')).actions.filter(({ owner }) => owner === 'tom')).toMatchObject([
      {
        state: 'checked',
        done: { text: 'The door is in.' },
        checked: { worked: 'partly', text: 'It sticks.' },
        reply: { text: 'You asked for it first.' },
      },
    ]);
    expect((await story.register('ruth')).actions).toMatchObject([{ what: 'a rule' }]);
    expect((await story.register('ruth', '?show=done')).actions).toMatchObject([{ readable: true, worker: { name: 'Ana Ruiz' } }]);
    expect((await story.register('maria', '?show=all')).actions).toEqual([]);
    const csv = await story.ask('ruth', 'GET /api/v1/actions.csv?show=all');
    expect(csv.text).toContain(`"'=HYPERLINK(""x"") a second door"`);
    expect(csv.text).toContain('partly');
  });

  test('a cause that comes again at one place is counted, and nobody is named', async () => {
    for (const round of [1, 2, 3]) {
      story.clock.advance(3_600_000);
      if (round > 1) {
        // What was elsewhere with the same causes does not count.
        await story.incident('beacon-4');
        await story.say('ruth', 'review', { factors: ['layout', 'noise'] });
        await story.say('ruth', 'complete', { answer: 'We build.' });
        await story.incident();
      }
      await story.say('ruth', 'review', { factors: ['layout', 'noise'] });
      await story.say('ruth', 'action', {
        kind: 'place',
        what: `door ${String(round)}`,
        owner: 'tom',
        due: story.soon,
        factors: ['layout'],
      });
      const { repeats } = await story.detail('ruth');
      const times = (factor: string): object => ({ factor, place: 'Interview room 1', times: round });
      expect(repeats).toEqual(round === 1 ? undefined : [times('layout'), times('noise')]);
      await story.say('ruth', 'complete', { answer: 'We build.' });
    }
    const { actions } = await story.register('ruth', '?show=all');
    expect(actions.map(({ what, repeats }) => [what, repeats?.[0]?.times])).toEqual([
      ['door 1', undefined],
      ['door 2', 2],
      ['door 3', 3],
    ]);
  });
});
