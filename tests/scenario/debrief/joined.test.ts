import { describe, expect, onTestFinished, test } from 'vitest';
import type { DebriefDetail, TaskView } from '../../../gateway/src/contract/debrief.ts';
import { photo } from '../../harness/photos.ts';
import { asked, cells, isNo } from './rights-cells.ts';
import { DO, HELD, LED, LOOK, MAY, type Relation } from './rights-expected.ts';
import { RightsHouse, type Asker } from './rights-house.ts';

/** How they stand to the colleague's debrief, which is held within the worker's. Everybody else is nothing to it. */
const TO_HELD: Readonly<Record<string, Relation>> = {
  colleague: 'worker',
  owner: 'owner',
  'former owner, asked away': 'former-owner',
};

/** Both alarms were one incident: the worker's debrief leads, the colleague's is held within it. */
class Incident {
  readonly rights: RightsHouse;
  readonly held: string;

  private constructor(rights: RightsHouse, held: string) {
    this.rights = rights;
    this.held = held;
  }

  static async open(): Promise<Incident> {
    const rights = await RightsHouse.accepted();
    onTestFinished(() => rights.close());
    return new Incident(rights, await rights.holdsAnother());
  }

  get lead(): string {
    return this.rights.debrief;
  }

  async does(name: string, what: string, body: object): Promise<string> {
    const answer = await this.rights.house.ask('POST', `/api/v1/debriefs/${what}`, { headers: this.rights.asker(name).headers, body });
    expect(answer, `${name} ${what}: ${answer.text}`).toMatchObject({ status: 200 });
    return (answer.json as { id?: string }).id ?? ''; // as: the contract of this answer.
  }

  async reads(name: string, debrief: string): Promise<DebriefDetail> {
    const answer = await this.rights.house.ask('GET', `/api/v1/debriefs/${debrief}`, { headers: this.rights.asker(name).headers });
    expect(answer.status, name).toBe(200);
    return answer.json as DebriefDetail; // as: the contract of this answer.
  }

  async tasks(name: string): Promise<TaskView[]> {
    const answer = await this.rights.house.ask('GET', '/api/v1/debriefs', { headers: this.rights.asker(name).headers });
    return answer.json as TaskView[]; // as: the contract of this answer.
  }

  /** Whatever is read of it, as text. */
  async text(name: string, debrief: string): Promise<string> {
    return JSON.stringify(await this.reads(name, debrief));
  }
}

const SOON = 1_800_000_000_000;

test('every cell of the table of rights in one that is held within another, by everybody', { timeout: 120_000 }, async () => {
  const incident = await Incident.open();
  const { rights, held } = incident;
  const wrong: string[] = [];
  const may = (right: string, { name }: Asker): boolean => {
    const relation = TO_HELD[name];
    if (relation === undefined || LED.includes(right)) return false;
    // Its state is that of the one that leads: accepted.
    return MAY[right]?.[1].includes(relation) === true;
  };
  for (const cell of (await cells()).filter(({ right }) => right !== 'read-photo')) {
    for (const asker of rights.askers) {
      const allowed = may(cell.right, asker);
      if (allowed && cell.changes === true) continue;
      const answer = await asked(rights, cell, { asker, debrief: held });
      if (isNo(answer) === allowed) wrong.push(`${asker.name}: ${cell.method} ${cell.right} → ${String(answer.status)} ${answer.text}`);
      const isAsNone = TO_HELD[asker.name] === undefined || (cell.right in LOOK && !allowed);
      if (!isAsNone) continue;
      const none = await asked(rights, cell, { asker, debrief: 'd-none' });
      if (none.status !== answer.status || none.text !== answer.text) wrong.push(`${asker.name}: ${cell.right} tells it from none`);
    }
  }
  expect(wrong).toEqual([]);
  expect(HELD.every((right) => right in DO)).toBe(true);
  await incident.does('owner', `${held}/separate`, {});
});

describe('what two people read of one incident', () => {
  test('what is written for both from then on both read; what was written before, and what is about one, that one alone', async () => {
    const incident = await Incident.open();
    const { held, lead } = incident;
    await incident.does('colleague', `${held}/account`, { account: 'I came in late.' });
    await incident.does('owner', `${held}/welfare`, { safe: false, wayHome: 'By taxi.' });
    expect(await incident.text('colleague', held)).not.toContain('A long wait.');
    await incident.does('owner', `${lead}/review`, { before: 'A queue at the desk.' });
    await incident.does('owner', `${lead}/action`, {
      kind: 'place',
      what: 'A second desk',
      owner: incident.rights.asker('owner').person,
      due: SOON,
    });
    await incident.does('owner', `${lead}/complete`, { answer: 'Two desks from May on.' });

    const colleague = await incident.reads('colleague', held);
    expect(colleague).toMatchObject({
      task: { state: 'following', worker: { name: 'colleague' } },
      account: { account: 'I came in late.' },
      welfare: { wayHome: 'By taxi.' },
      review: { before: 'A queue at the desk.' },
      actions: [{ what: 'A second desk', may: [] }],
      answer: { answer: 'Two desks from May on.' },
      together: { others: [{ worker: { name: 'worker' }, leads: true }], perhaps: [] },
    });
    expect(colleague.together?.others[0]).not.toHaveProperty('debrief');
    for (const theirs of ['It was loud.', 'A long wait.', 'A door by', 'A short wait.', 'Better.'])
      expect(JSON.stringify(colleague), theirs).not.toContain(theirs);

    const data = (await incident.rights.house.ask('GET', '/api/v1/my/data', { headers: incident.rights.asker('colleague').headers })).text;
    for (const theirs of ['Two desks from May on.', 'I came in late.']) expect(data, theirs).toContain(theirs);
    expect(data).not.toContain('It was loud.');

    const worker = await incident.text('worker', lead);
    for (const both of ['A queue at the desk.', 'A second desk', 'Two desks from May on.', 'It was loud.']) expect(worker).toContain(both);
    for (const theirs of ['I came in late.', 'By taxi.']) expect(worker, theirs).not.toContain(theirs);
  });

  test('the owner has both alarms where it is led, and gets from there to each', async () => {
    const incident = await Incident.open();
    const led = await incident.reads('owner', incident.lead);
    expect(led.alarms).toMatchObject([{ path: ['Site'] }, { worker: { name: 'colleague' } }]);
    expect(led.together).toMatchObject({
      others: [{ debrief: incident.held, worker: { name: 'colleague' }, leads: false, welfareDone: false }],
    });
    const held = await incident.reads('owner', incident.held);
    expect(held.alarms).toHaveLength(1);
    expect(held.together).toMatchObject({ others: [{ debrief: incident.lead, leads: true }] });
    // The owner reads it where it is written: there its worker sees that they have.
    expect(held).not.toHaveProperty('review');
    expect((await incident.tasks('owner')).map(({ debrief, into }) => [debrief, into])).toEqual(
      expect.arrayContaining([
        [incident.lead, undefined],
        [incident.held, incident.lead],
      ]),
    );
    expect((await incident.reads('worker', incident.lead)).alarms).toHaveLength(1);
  });

  test('the worker who disputes what was written for both does it in their own, and is answered there', async () => {
    const incident = await Incident.open();
    await incident.does('owner', `${incident.lead}/review`, { before: 'A queue.' });
    const dispute = await incident.does('colleague', `${incident.held}/dispute`, { part: 'review', text: 'There was no queue.' });
    await incident.does('owner', `${incident.held}/answer-dispute`, { dispute, text: 'I have asked reception.' });
    expect((await incident.reads('colleague', incident.held)).disputes).toMatchObject([{ answer: { text: 'I have asked reception.' } }]);
    expect(await incident.text('worker', incident.lead)).not.toContain('There was no queue.');
  });

  test('whoever asks for somebody else keeps what they had read, and nothing new comes to it', async () => {
    const incident = await Incident.open();
    await incident.does('owner', `${incident.lead}/review`, { before: 'A queue.' });
    await incident.does('colleague', `${incident.held}/ask-other`, { reason: 'r' });
    await incident.does('owner', `${incident.lead}/review`, { before: 'Not a queue.' });
    const detail = await incident.reads('colleague', incident.held);
    expect(detail.review).toMatchObject({ before: 'A queue.' });
    expect(detail).not.toHaveProperty('together');
    expect(detail.task.state).toBe('waiting');
  });

  test('whether somebody was told is asked once, and both read what was decided', async () => {
    const incident = await Incident.open();
    const duty = async (name: string, debrief: string): Promise<unknown> =>
      (await incident.rights.house.ask('GET', `/api/v1/debriefs/${debrief}/duty`, { headers: incident.rights.asker(name).headers })).json;
    expect(await duty('colleague', incident.held)).toMatchObject({ may: false, summary: { decision: 'unsure', by: { name: 'owner' } } });
    await incident.does('owner', `${incident.lead}/duty/decision`, { decision: 'no', rules: [], why: 'Nobody was hurt badly.' });
    const read = await duty('colleague', incident.held);
    expect(read).toMatchObject({ summary: { decision: 'no', by: { name: 'owner' } } });
    expect(JSON.stringify(read)).not.toContain('Nobody was hurt badly.');
    expect((await incident.reads('colleague', incident.held)).task.duty).toMatchObject({ decision: 'no' });
  });

  test('photos stay with the debrief that they were added to', async () => {
    const incident = await Incident.open();
    const { house } = incident.rights;
    const note = { 'x-attachment': encodeURIComponent('{"name":"d.jpg","alt":"the door"}') };
    const raw = { type: 'image/png', body: await photo({ width: 8, height: 8 }) };
    const path = `/api/v1/debriefs/${incident.held}/attachments`;
    const { headers } = incident.rights.asker('colleague');
    const added = await house.ask('POST', path, { headers: { ...headers, ...note }, raw });
    expect(added.status).toBe(201);
    const { attachment } = added.json as { attachment: string }; // as: the contract of this answer.
    const get = async (name: string, debrief: string): Promise<number> =>
      (await house.ask('GET', `/api/v1/debriefs/${debrief}/attachments/${attachment}`, { headers: incident.rights.asker(name).headers }))
        .status;
    expect(await get('colleague', incident.held)).toBe(200);
    expect(await get('owner', incident.held)).toBe(200);
    expect(await get('worker', incident.lead)).toBe(404);
    expect(await get('worker', incident.held)).toBe(404);
  });
});
