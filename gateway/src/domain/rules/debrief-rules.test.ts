import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import { describe, expect, it } from 'vitest';
import type { AccountBody, ReviewBody } from '../../contract/debrief.ts';
import type { DebriefCommand } from '../debrief.ts';
import { debriefDueAt } from '../testing/due-times.ts';
import { relationTo } from './debrief-rights.ts';
import { device, MONDAY_NINE, person, smallHouse, somebody, type Outcome, type Stage } from '../testing/stage.ts';

const MINUTE = 60_000;

// as (both): the rules seal what they are given and never look into it.
const account: DebriefCommand = { do: 'account', body: { text: 'it was loud' } as unknown as AccountBody };
const review: DebriefCommand = { do: 'review', body: { before: 'a long wait' } as unknown as ReviewBody };
const welfare: DebriefCommand = { do: 'welfare', body: { safe: true } };
const action: DebriefCommand = {
  do: 'action',
  body: { what: 'a second door', kind: 'place', owner: 'tom', due: MONDAY_NINE + 366 * DAY_MS } as never,
}; // as: see above.
/** What is said of the parts, and what comes of it, has tables of its own (content-rules.test.ts). */
type Verb =
  | 'accept'
  | 'hand-over'
  | 'ask-other'
  | 'welfare'
  | 'account'
  | 'review'
  | 'action'
  | 'complete'
  | 'follow-up'
  | 'name-involved'
  | 'attach'
  | 'detach'
  | 'duty';
const COMMANDS: Readonly<Record<Verb, DebriefCommand>> = {
  accept: { do: 'accept' },
  'hand-over': { do: 'hand-over', to: person('lee'), reason: 'I know them' },
  'ask-other': { do: 'ask-other', reason: 'not her' },
  welfare,
  account,
  review,
  action,
  complete: { do: 'complete', answer: 'we build a second door' },
  'follow-up': { do: 'follow-up', body: { which: 'week', how: 'sleeps again' } },
  'name-involved': { do: 'name-involved', person: person('lee') },
  attach: { do: 'attach', attachment: 'f-1', bytes: 10, sha256: 'ab', note: { name: 'door.jpg', alt: 'a door' } },
  detach: { do: 'detach', attachment: 'f-1' },
  duty: { do: 'duty', said: { say: 'decision', body: { decision: 'no', rules: [], why: 'nobody was hurt' } } },
};

function opened(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  return stage;
}

function ended(outcome: 'genuine' | 'accidental' = 'genuine'): Stage {
  const stage = opened();
  stage.act('maria', 'take');
  stage.act('maria', 'all-clear');
  stage.act('lee', 'close', { outcome });
  return stage;
}

/** Who may read the debrief, and as what. */
function relations(stage: Stage): Record<string, string> {
  const pairs = [...stage.state.people.values()].map((one) => [one.person, relationTo(stage.state, stage.debrief, one.person)] as const);
  return Object.fromEntries(pairs.flatMap(([who, relation]) => (relation === undefined ? [] : [[who, relation]])));
}

function accepted(): Stage {
  const stage = ended();
  stage.do('ruth', { do: 'accept' });
  return stage;
}

const dueAt = (stage: Stage): number | undefined => debriefDueAt(stage.state.committed, stage.debrief);

/** Waits until the debrief moves on, and lets it; reminders come and go meanwhile. */
function moveOn(stage: Stage): ReturnType<Stage['due']> {
  for (let wait = 0; wait < 20; wait += 1) {
    const due = dueAt(stage);
    expect(due).toBeDefined();
    stage.pass(Math.max(0, (due ?? 0) - stage.at));
    const outcome = stage.due('debriefs', stage.debrief.debrief);
    if (outcome.kinds.includes('DebriefReassigned')) return outcome;
  }
  throw new RangeError('it does not move on');
}

describe('who may do what to a debrief', () => {
  const answers: Readonly<Record<Verb, Readonly<Record<'waiting' | 'accepted', readonly string[]>>>> = {
    accept: { waiting: ['ruth'], accepted: [] },
    'hand-over': { waiting: ['ruth'], accepted: ['ruth'] },
    'ask-other': { waiting: ['ana'], accepted: ['ana'] },
    welfare: { waiting: ['ruth'], accepted: ['ruth'] },
    account: { waiting: ['ana'], accepted: ['ana'] },
    review: { waiting: [], accepted: ['ruth'] },
    action: { waiting: [], accepted: ['ruth'] },
    // Complete needs the welfare check besides; here it was not made.
    complete: { waiting: [], accepted: [] },
    'follow-up': { waiting: [], accepted: ['ruth'] },
    'name-involved': { waiting: ['ana', 'ruth'], accepted: ['ana', 'ruth'] },
    attach: { waiting: ['ana', 'ruth'], accepted: ['ana', 'ruth'] },
    // There is no photo here: keeping.test.ts takes some away.
    detach: { waiting: [], accepted: [] },
    duty: { waiting: ['ruth'], accepted: ['ruth'] },
  };
  const cases = Object.entries(answers).flatMap(([verb, byState]) =>
    Object.entries(byState).flatMap(
      ([state, who]) =>
        ['ana', 'ruth', 'sam', 'maria', 'tom'].map((actor) => ({
          verb: verb as Verb,
          state,
          actor,
          may: who.includes(actor),
        })), // as: widened by entries.
    ),
  );

  it.each(cases)('$state: $actor may $verb: $may', ({ verb, state, actor, may }) => {
    const stage = state === 'waiting' ? ended() : accepted();
    const { reply, facts } = stage.do(actor, COMMANDS[verb]);
    expect(reply.outcome).toBe(may ? 'accepted' : 'refused');
    if (may) return;
    expect(facts).toEqual([]);
    const related = actor === 'ana' || actor === 'ruth';
    const isHere = verb === 'detach' && related;
    const why = isHere
      ? 'unknown-attachment'
      : verb === 'complete' && actor === 'ruth' && state === 'accepted'
        ? 'not-now'
        : related
          ? 'not-yours'
          : 'unknown-debrief';
    expect(reply).toMatchObject({ code: why });
  });

  it('reads the same for whoever had it and stands above the worker, and for nobody else who had it', () => {
    const stage = opened();
    stage.do('ruth', { do: 'hand-over', to: person('lee'), reason: 'r' });
    stage.do('lee', { do: 'hand-over', to: person('sam'), reason: 'r' });
    const relation = (reader: string): string | undefined => relationTo(stage.state.committed, stage.debrief, person(reader));
    expect(relation('ruth')).toBe('former-owner');
    expect(relation('sam')).toBe('owner');
    expect(relation('ana')).toBe('worker');
    expect(relation('lee')).toBeUndefined();
    expect(stage.do('ruth', { do: 'accept' }).reply).toMatchObject({ code: 'not-yours' });
  });

  it('what people write is sealed under the debrief, in every version', () => {
    const stage = accepted();
    for (const [actor, command] of [
      ['ruth', welfare],
      ['ana', account],
      ['ana', account],
      ['ruth', review],
      ['ruth', action],
    ] as const) {
      const { facts } = stage.do(actor, command);
      expect(facts[0]?.secret?.subject).toBe(`debrief:${stage.debrief.debrief}`);
      expect(JSON.stringify(facts[0]?.data)).not.toMatch(/loud|wait|door|safe/);
    }
    expect(stage.debrief).toMatchObject({
      account: { version: 2 },
      welfare: { version: 1 },
      review: { version: 1 },
      actions: [{ owner: 'tom', due: MONDAY_NINE + 366 * DAY_MS }],
    });
  });
});

describe('whose it is', () => {
  it('opens with the manager, and tells her', () => {
    const stage = smallHouse();
    const { messages } = stage.press('b-ana', [1, 1]);
    expect(messages).toMatchObject([{ to: 'person:ruth', body: { template: 'debrief-waiting' } }]);
    expect(stage.debrief.line).toMatchObject([{ to: 'ruth', reason: 'manager' }]);
  });

  it('moves on at once when its owner takes part, accepted or not', () => {
    for (const accept of [false, true]) {
      const stage = opened();
      if (accept) stage.do('ruth', { do: 'accept' });
      const { kinds, messages } = stage.act('ruth', 'take');
      expect(kinds).toEqual(['AlarmTaken', 'PersonInvolved', 'DebriefReassigned']);
      expect(messages).toMatchObject([{ to: 'person:sam' }]);
      expect(stage.debrief).toMatchObject({ state: 'waiting', owner: 'sam', involved: ['ruth'] });
      expect(stage.debrief.line.at(-1)).toMatchObject({
        to: 'sam',
        from: 'ruth',
        reason: 'involved',
        passed: [{ person: 'ruth', why: 'involved' }],
      });
    }
  });

  it('is not asked for before the alarm has ended', () => {
    const stage = opened();
    expect(stage.debrief).not.toHaveProperty('acceptBy');
    stage.pass(6 * HOUR_MS);
    expect(stage.due('debriefs', stage.debrief.debrief).kinds).toEqual([]);
    expect(stage.debrief.owner).toBe('ruth');
  });

  it('goes on to the next who does not answer within half an hour of working time, for ever, and is never closed', () => {
    const stage = ended();
    const start = stage.at;
    expect(stage.due('debriefs', stage.debrief.debrief).kinds).toEqual([]);
    const { facts, messages } = moveOn(stage);
    expect(stage.at - start).toBe(30 * MINUTE);
    expect(facts).toMatchObject([{ kind: 'DebriefReassigned', data: { to: 'sam', from: 'ruth', reason: 'no-answer', by: 'gateway' } }]);
    expect(messages).toMatchObject([{ to: 'person:sam', body: { template: 'debrief-passed-on' } }]);
    const owners = new Set<string>();
    const ids = new Set<string>();
    for (let i = 0; i < 100; i += 1) {
      for (const message of moveOn(stage).messages) ids.add(message.id);
      owners.add(stage.debrief.owner);
      expect(stage.debrief.state).toBe('waiting');
    }
    expect([...owners].sort()).toEqual(['ruth', 'sam']);
    expect(ids.size).toBe(100);
  });

  it('stays with whoever accepts', () => {
    const stage = ended();
    stage.do('ruth', { do: 'accept' });
    stage.pass(6 * HOUR_MS);
    expect(stage.due('debriefs', stage.debrief.debrief).kinds).toEqual([]);
    expect(stage.debrief).toMatchObject({ owner: 'ruth', state: 'accepted' });
  });

  it('the time to accept starts anew with a new owner', () => {
    const stage = ended();
    stage.pass(29 * MINUTE);
    stage.do('ruth', { do: 'hand-over', to: person('lee'), reason: 'r' });
    expect(stage.debrief).toMatchObject({ owner: 'lee', state: 'waiting', acceptBy: stage.at + 30 * MINUTE });
  });

  it.each([
    ['ana', 'not-this-person'],
    ['maria', 'not-this-person'],
    ['tom', 'invalid'],
    ['ruth', 'not-now'],
    ['nobody', 'unknown-person'],
    ['lee', 'accepted'],
  ])('is handed over to %s: %s', (to, answer) => {
    const stage = ended();
    stage.put(somebody('tom', { manager: person('ruth'), leave: [{ from: stage.at, to: stage.at + 1 }] }));
    const { reply, facts } = stage.do('ruth', { do: 'hand-over', to: person(to), reason: 'she knows them' });
    expect(reply.outcome === 'refused' ? reply.code : reply.outcome).toBe(answer);
    if (answer === 'accepted')
      expect(facts[0]).toMatchObject({ data: { reason: 'by-hand', by: 'ruth' }, secret: { value: { note: 'she knows them' } } });
  });

  it('the worker asks for another person and gets one', () => {
    const stage = ended();
    const { facts } = stage.do('ana', { do: 'ask-other', reason: 'we do not get on' });
    expect(facts).toMatchObject([{ data: { to: 'sam', by: 'ana', reason: 'by-hand' }, secret: { value: { note: 'we do not get on' } } }]);
    expect(JSON.stringify(facts[0]?.data)).not.toContain('get on');
  });

  it('whom the worker did not want reads nothing of it any more, although they are above in the line', () => {
    const stage = ended();
    expect(relations(stage)).toEqual({ ana: 'worker', ruth: 'owner' });
    stage.do('ana', { do: 'ask-other', reason: 'we do not get on' });
    expect(relations(stage)).toEqual({ ana: 'worker', sam: 'owner' });
    expect(stage.do('ruth', welfare).reply).toMatchObject({ code: 'unknown-debrief' });
  });

  it('… and gets it back neither by the timer nor by being asked for again, while there is anybody else', () => {
    const stage = ended();
    stage.do('ana', { do: 'ask-other', reason: 'not her' });
    for (let round = 0; round < 6; round += 1) {
      stage.pass(3 * 86_400_000);
      stage.due('debriefs', stage.debrief.debrief);
      expect(stage.debrief.owner).not.toBe('ruth');
    }
    stage.do('ana', { do: 'ask-other', reason: 'nor them' });
    expect(stage.debrief.owner).not.toBe('ruth');
  });

  it('somebody may give it back to them by hand: then they read it again', () => {
    const stage = ended();
    stage.do('ana', { do: 'ask-other', reason: 'not her' });
    stage.do('sam', { do: 'hand-over', to: person('ruth'), reason: 'they have talked' });
    expect(relations(stage)).toEqual({ ana: 'worker', ruth: 'owner', sam: 'former-owner' });
  });

  it('handed over by hand: who is above in the line reads on, whoever else had it does not', () => {
    const stage = ended();
    stage.do('ruth', { do: 'hand-over', to: person('tom'), reason: 'I know them' });
    expect(relations(stage)).toEqual({ ana: 'worker', ruth: 'former-owner', tom: 'owner' });
    stage.do('tom', { do: 'hand-over', to: person('sam'), reason: 'so do I' });
    expect(relations(stage)).toEqual({ ana: 'worker', ruth: 'former-owner', sam: 'owner' });
  });
});

describe('completing', () => {
  it.each([
    ['while the alarm is open', opened, [welfare], 'answer', 'not-now'],
    ['without the welfare check', ended, [], 'answer', 'not-now'],
    ['without an answer to the worker', ended, [welfare], '  ', 'invalid'],
    ['with all of it', ended, [welfare], 'answer', 'accepted'],
    ['a false alarm needs the answer alone', () => ended('accidental'), [], 'answer', 'accepted'],
  ] as const)('%s', (_, start, parts, answer, expected) => {
    const stage = start();
    stage.do('ruth', { do: 'accept' });
    for (const part of parts) stage.do('ruth', part);
    const { reply } = stage.do('ruth', { do: 'complete', answer });
    expect(reply.outcome === 'refused' ? reply.code : reply.outcome).toBe(expected);
    if (expected !== 'accepted') expect(stage.debrief.state).toBe('accepted');
    else if (stage.state.debriefs.size > 0) expect(stage.debrief).toMatchObject({ state: 'following', answeredAt: stage.at, short: false });
  });
});

describe('what is left after the answer', () => {
  it('a dispute keeps it open, and the answer to that is the end', () => {
    const stage = ended('accidental');
    for (const command of [{ do: 'accept' } as const, review]) stage.do('ruth', command);
    stage.do('ana', { do: 'dispute', body: { part: 'review', text: 'it was not so' } });
    expect(stage.do('ruth', { do: 'complete', answer: 'a new cover' }).kinds).toEqual(['DebriefAnswered']);
    const dispute = stage.debrief.disputes?.[0]?.dispute ?? '';
    expect(stage.do('ruth', { do: 'answer-dispute', body: { dispute, text: 'I have put it right' } }).kinds).toEqual([
      'DisputeAnswered',
      'DebriefCompleted',
    ]);
  });

  it('an action that was looked at or dropped is the end, one that was done is not', () => {
    const stage = ended('accidental');
    const plan = { do: 'action', body: { what: 'a cover', kind: 'equipment', owner: 'ruth', due: stage.at + HOUR_MS } } as const;
    for (const command of [{ do: 'accept' } as const, plan, { do: 'complete', answer: 'a cover' } as const]) stage.do('ruth', command);
    const action = stage.debrief.actions[0]?.action ?? '';
    expect(stage.do('ruth', { do: 'action-done', body: { action, what: 'fitted' } }).kinds).toEqual(['PreventionDone']);
    const kinds = ['PreventionChecked', 'DebriefCompleted'];
    expect(stage.do('ruth', { do: 'action-check', body: { action, worked: 'yes', how: 'no press since' } }).kinds).toEqual(kinds);
  });
});

describe('the debrief of what the duress PIN alone has raised', () => {
  it('says nothing to its worker until all is over, whatever they are asked to do after it', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'cancel', pin: '8642' });
    stage.do('ruth', { do: 'accept' });
    const plan = (due: number): Outcome =>
      stage.do(stage.debrief.owner, { do: 'action', body: { kind: 'place', what: 'a second door', owner: 'ana', due } });
    expect(plan(stage.at + 2 * DAY_MS).messages).toEqual([]);
    const told: string[] = [];
    for (let day = 0; day < 6; day += 1) {
      stage.pass(DAY_MS);
      told.push(...stage.due('debriefs', stage.debrief.debrief).messages.map(({ to }) => to));
    }
    expect(told).not.toEqual([]);
    expect(told).not.toContain('person:ana');
    stage.act('maria', 'take');
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    // What was late has gone on to somebody else meanwhile.
    stage.do(stage.debrief.owner, { do: 'accept' });
    expect(plan(stage.at + DAY_MS).messages).toMatchObject([{ to: 'person:ana', body: { template: 'debrief-asked' } }]);
  });
});

describe('the debrief of a press that came while the log was away', () => {
  it.each([
    ['back by now', -1, 'ruth'],
    ['still on leave', 1, 'sam'],
  ])('goes to whoever is here when it is written: her manager is %s', (_, leftMs, owner) => {
    const stage = smallHouse();
    const came = { at: stage.at, t: stage.t };
    stage.pass(HOUR_MS);
    stage.put(somebody('ruth', { manager: person('sam'), leave: [{ from: came.at, to: stage.at + leftMs }] }));
    const times = { receivedAt: came.at, pressedAt: came.at };
    const signal = { device: device('b-ana'), boot: 1, seq: 1, kind: 'duress' as const, path: { by: 'mqtt' as const }, ...times };
    stage.give({ type: 'signal', came, signal });
    expect(stage.alarm.raisedAt).toBe(came.at);
    expect(stage.debrief).toMatchObject({ owner });
  });
});
