import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../base/durations.ts';
import type { DebriefId } from '../../base/ids.ts';
import { JOINED_MAX } from '../../contract/debrief-joining.ts';
import type { Debrief, DebriefCommand } from '../debrief.ts';
import { joiningOf } from '../joined.ts';
import { answer, heard, welfare } from '../testing/debrief-stage.ts';
import { isDutyOpen } from '../duty/standing.ts';
import { button, person, place, smallHouse, somebody, somewhere, type Outcome, type Stage } from '../testing/stage.ts';
import { openItems } from './debrief-items.ts';
import { choiceKey, RETENTION_RULES } from './retention-classes.ts';
import { retentionOf } from './retention.ts';

let stage: Stage;
let ana: DebriefId;
let tom: DebriefId;

const debriefOf = (id: DebriefId): Debrief => {
  const debrief = stage.state.debriefs.get(id);
  if (debrief === undefined) throw new RangeError(`${id} is not open`);
  return debrief;
};
const does = (actor: string, debrief: DebriefId, command: DebriefCommand): Outcome =>
  stage.give({ type: 'debrief', actor: person(actor), debrief, command });
const join = (one = tom, other = ana): Outcome => does('ruth', one, { do: 'join', other });

/** A press and its end; the debrief that came of it. */
function alarm(from: string, boot = 1, outcome: 'genuine' | 'accidental' = 'genuine'): DebriefId {
  const before = new Set([...stage.state.debriefs.values()].map(({ debrief }) => debrief));
  stage.press(from, [boot, 1]);
  stage.act('maria', 'take');
  stage.act('maria', 'all-clear');
  stage.act('lee', 'close', { outcome });
  stage.pass(3 * MINUTE_MS);
  const made = [...stage.state.debriefs.values()].find(({ debrief }) => !before.has(debrief));
  if (made === undefined) throw new RangeError('nothing was opened');
  return made.debrief;
}

function accept(...debriefs: readonly DebriefId[]): void {
  for (const one of debriefs) does('ruth', one, { do: 'accept' });
}

beforeEach(() => {
  stage = smallHouse();
  stage.put(button('b-tom', { worker: person('tom'), place: place('room4') }));
  ana = alarm('b-ana');
  tom = alarm('b-tom');
});

describe('two debriefs of one incident', () => {
  it('are held together by their owner, who has accepted them by it; the first one leads', () => {
    const { kinds, reply } = join();
    expect(kinds.filter((kind) => kind !== 'PersonInvolved')).toEqual(['DebriefJoined', 'DebriefAccepted']);
    expect(reply).toEqual({ outcome: 'accepted', id: ana });
    expect(debriefOf(ana)).toMatchObject({ state: 'accepted', members: [tom] });
    expect(debriefOf(tom)).toMatchObject({ state: 'accepted', worker: 'tom', joinings: [{ into: ana }] });
  });

  it('whoever of the two asks, the other way round too', () => {
    join(ana, tom);
    expect(joiningOf(debriefOf(tom))?.into).toBe(ana);
  });

  it('one of a false alarm leads only where both are', () => {
    const slip = alarm('b-desk', 1, 'accidental');
    stage.pass(-10 * MINUTE_MS);
    const real = alarm('b-ana', 2);
    expect(join(slip, real).reply).toMatchObject({ id: real });
  });

  it('each worker took part in what happened to the other: nobody of them looks after it', () => {
    join();
    expect(debriefOf(ana).involved).toEqual(expect.arrayContaining(['tom', 'maria']));
    expect(debriefOf(tom).involved).toEqual(expect.arrayContaining(['ana', 'maria']));
    expect(debriefOf(ana).involved).not.toContain('ana');
    expect(does('ruth', ana, { do: 'hand-over', to: person('tom'), reason: 'r' }).reply).toMatchObject({ code: 'not-this-person' });
  });

  it('who was named in one was named in all, before and after', () => {
    does('tom', tom, { do: 'name-involved', person: person('sam') });
    join();
    expect(debriefOf(ana).named).toEqual(['sam']);
    const { facts } = does('ana', ana, { do: 'name-involved', person: person('ruth') });
    expect(facts.map(({ kind }) => kind)).toEqual(['PersonInvolved', 'PersonInvolved', 'DebriefReassigned']);
    expect(debriefOf(tom)).toMatchObject({ owner: debriefOf(ana).owner, state: 'waiting', named: ['sam', 'ruth'] });
    expect(debriefOf(ana).owner).not.toBe('ruth');
  });

  it('what is written for all is written where it is led; what is about one person stays with them', () => {
    join();
    const commands: DebriefCommand[] = [
      { do: 'review', body: {} },
      { do: 'complete', answer: 'a' },
      { do: 'hand-over', to: person('sam'), reason: 'r' },
      { do: 'decide-service', body: { option: 'no-change', reasons: 'r' } },
      { do: 'action', body: { kind: 'place', what: 'w', owner: 'ruth', due: stage.at + DAY_MS } },
      { do: 'duty', said: { say: 'decision', body: { decision: 'no', rules: [], why: 'w' } } },
      { do: 'join', other: ana },
    ];
    for (const command of commands)
      expect(does('ruth', tom, command).reply, command.do).toMatchObject({ code: 'not-now', detail: 'joined' });
    expect(does('ruth', tom, welfare).reply.outcome).toBe('accepted');
    expect(does('tom', tom, { do: 'account', body: { account: 'mine' } }).reply.outcome).toBe('accepted');
    expect(debriefOf(ana).account).toBeUndefined();
  });

  it('the answer waits until everybody was asked after, and is everybody’s', () => {
    join();
    does('ruth', ana, welfare);
    expect(does('ruth', ana, answer).reply).toMatchObject({ code: 'not-now', detail: 'welfare' });
    does('ruth', tom, welfare);
    expect(does('ruth', ana, answer).kinds).toEqual(['DebriefAnswered']);
    expect(debriefOf(tom)).toMatchObject({ state: 'following', answeredAt: stage.at });
  });

  it('end together, with the last thing that is left of any', () => {
    join();
    for (const one of [ana, tom]) does('ruth', one, welfare);
    does('ruth', ana, answer);
    expect(does('ruth', ana, heard('month')).kinds).toEqual(['FollowedUp']);
    const { facts } = does('ruth', tom, heard('month'));
    expect(facts.at(-1)).toMatchObject({ kind: 'DebriefCompleted', data: { debrief: ana } });
    expect(stage.state.debriefs.size).toBe(0);
    const [row, second] = [...stage.state.retentions.values()];
    expect(second).toBeUndefined();
    expect(row?.debrief).toBe(ana);
    expect(row?.people).toEqual(expect.arrayContaining(['ana', 'tom']));
  });

  it('go on together when one of them is overdue', () => {
    join();
    does('ruth', ana, welfare);
    for (let i = 0; i < 4; i += 1) {
      stage.pass(DAY_MS);
      stage.due('debriefs', tom);
    }
    expect(debriefOf(tom)).toMatchObject({ owner: 'sam', state: 'waiting' });
    expect(debriefOf(ana)).toMatchObject({ owner: 'sam', state: 'waiting' });
  });

  it('go on together when the owner leaves', () => {
    join();
    const gone = { put: 'person' as const, value: somebody('ruth', { manager: person('sam'), active: false }) };
    expect(stage.give({ type: 'save', actor: 'test', changes: [gone] }).kinds.filter((kind) => kind === 'DebriefReassigned')).toHaveLength(
      1,
    );
    expect(debriefOf(tom).owner).toBe('sam');
  });

  it('whom one worker did not want never gets the other’s by itself', () => {
    does('tom', tom, { do: 'ask-other', reason: 'r' });
    does('sam', tom, { do: 'hand-over', to: person('ruth'), reason: 'r' });
    does('ruth', ana, { do: 'hand-over', to: person('sam'), reason: 'r' });
    does('sam', tom, { do: 'accept' });
    does('ruth', tom, { do: 'hand-over', to: person('sam'), reason: 'r' });
    expect(does('sam', tom, { do: 'join', other: ana }).reply.outcome).toBe('accepted');
    does('ana', ana, { do: 'ask-other', reason: 'r' });
    expect(debriefOf(ana).owner).not.toBe('ruth');
  });
});

describe('a worker who asks for somebody else', () => {
  it('takes theirs out of it, and leaves the other’s where it is', () => {
    join();
    const { kinds } = does('tom', tom, { do: 'ask-other', reason: 'r' });
    expect(kinds).toEqual(['DebriefSeparated', 'DebriefReassigned']);
    expect(debriefOf(tom)).toMatchObject({ owner: 'sam', state: 'waiting', joinings: [{ into: ana }] });
    expect(joiningOf(debriefOf(tom))).toBeUndefined();
    expect(debriefOf(ana)).toMatchObject({ owner: 'ruth', state: 'accepted', members: [] });
    expect(does('sam', tom, { do: 'accept' }).reply.outcome).toBe('accepted');
    expect(does('sam', tom, { do: 'review', body: {} }).reply.outcome).toBe('accepted');
  });

  it('takes both along where both are theirs', () => {
    const again = alarm('b-ana-2');
    join(again);
    expect(does('ana', again, { do: 'ask-other', reason: 'r' }).kinds).toEqual(['DebriefReassigned']);
    expect(debriefOf(again)).toMatchObject({ owner: 'sam', joinings: [{ into: ana }] });
  });

  it('is asked after once where both are theirs', () => {
    const again = alarm('b-ana-2');
    join(again);
    does('ruth', ana, welfare);
    expect(does('ruth', ana, answer).reply.outcome).toBe('accepted');
  });
});

describe('what was said before', () => {
  const decide = (debrief: DebriefId, decision: 'no' | 'unsure'): Outcome =>
    does('ruth', debrief, { do: 'duty', said: { say: 'decision', body: { decision, rules: [], why: 'w' } } });
  const asks = (debrief: DebriefId): boolean => isDutyOpen(debriefOf(debrief));

  it.each<[string, () => unknown, readonly [boolean, boolean]]>([
    ['nothing', () => undefined, [true, false]],
    ['that one is not to be told, before the other was known', () => decide(ana, 'no'), [false, true]],
    ['that it is not sure, of the one that is held', () => decide(tom, 'unsure'), [true, true]],
    ['that it is not sure, of the one that leads', () => decide(ana, 'unsure'), [true, false]],
  ])('of telling a regulator: %s', (_, say, [lead, held]) => {
    stage.put(somewhere('site', { kind: 'site', zone: 'Australia/Sydney', jurisdiction: 'AU-NSW' }));
    say();
    join();
    expect([asks(ana), asks(tom)]).toEqual([lead, held]);
    expect(does('ruth', tom, { do: 'duty', said: { say: 'aware', body: { at: stage.at, who: 'r', why: 'w' } } }).reply.outcome).toBe(
      held ? 'accepted' : 'refused',
    );
  });

  it('whom one of them did not want is read by nobody else, before and after', () => {
    does('tom', tom, { do: 'ask-other', reason: 'r' });
    does('ruth', ana, { do: 'hand-over', to: person('sam'), reason: 'r' });
    does('sam', tom, { do: 'join', other: ana });
    does('ana', ana, { do: 'ask-other', reason: 'r' });
    const passed = (debrief: DebriefId): string[] =>
      debriefOf(debrief)
        .line.at(-1)
        ?.passed.map((one) => `${one.person} ${one.why}`) ?? [];
    expect(passed(ana)).toContain('sam by-hand');
    expect(passed(ana)).not.toContain('ruth by-hand');
    expect(passed(tom)).not.toContain('sam by-hand');
  });
});

describe('a worker with two of them beside another’s', () => {
  const welfareOf = (debrief: DebriefId): boolean => openItems(debriefOf(debrief)).some(({ kind }) => kind === 'welfare');

  it('is asked after once, whichever way they came together, and again where that one is taken out', () => {
    const again = alarm('b-tom', 2);
    join(again, tom);
    join(tom, ana);
    expect([ana, tom, again].map(welfareOf)).toEqual([true, true, false]);
    does('ruth', tom, { do: 'separate' });
    expect(welfareOf(again)).toBe(true);
  });

  it('takes both out, still together', () => {
    const again = alarm('b-tom', 2);
    join(tom, ana);
    join(again, ana);
    expect(does('tom', again, { do: 'ask-other', reason: 'r' }).kinds).toEqual(['DebriefSeparated', 'DebriefJoined', 'DebriefReassigned']);
    expect(debriefOf(ana)).toMatchObject({ owner: 'ruth', members: [] });
    expect(debriefOf(tom)).toMatchObject({ owner: 'sam', members: [again] });
  });
});

it('what is left with nothing to do when a worker takes theirs out is over', () => {
  join();
  for (const one of [ana, tom]) does('ruth', one, welfare);
  does('ruth', ana, answer);
  does('ruth', ana, heard('month'));
  // Neither while it is theirs, nor in the hands of the next one.
  expect(does('ruth', tom, { do: 'separate' }).reply).toMatchObject({ code: 'not-yours' });
  does('ruth', ana, { do: 'hand-over', to: person('sam'), reason: 'r' });
  expect(does('sam', tom, { do: 'separate' }).reply).toMatchObject({ code: 'not-now', detail: 'answered' });
  does('sam', ana, { do: 'accept' });
  const { facts }: Outcome = does('tom', tom, { do: 'ask-other', reason: 'r' });
  expect(facts.at(-1)).toMatchObject({ kind: 'DebriefCompleted', data: { debrief: ana, by: 'tom' } });
  expect([...stage.state.debriefs.values()].map(({ debrief }) => debrief)).toEqual([tom]);
});

it('of those who all took part a worker of the incident is asked last', () => {
  stage = smallHouse();
  stage.put(
    somebody('sam', { active: false }),
    ...['maria', 'lee'].map((id) => somebody(id, { manager: person('ruth'), active: id === 'maria' })),
    button('b-tom', { worker: person('tom'), place: place('room4') }),
    somebody('ruth', { manager: person('tom') }),
  );
  [ana, tom] = [alarm('b-ana'), alarm('b-tom')];
  does(debriefOf(tom).owner, tom, { do: 'hand-over', to: person('ruth'), reason: 'r' });
  expect(join().reply.outcome).toBe('accepted');
  for (const who of ['lee', 'sam', 'ruth']) does('ana', ana, { do: 'name-involved', person: person(who) });
  expect(debriefOf(ana).owner).not.toBe('tom');
});

describe('what is not held together', () => {
  const refusal = (one = tom, other = ana): unknown => join(one, other).reply;

  it('somebody else’s, which is as if it were not there', () => {
    const none = refusal(tom, 'd-none' as DebriefId); // as: there is none.
    expect(none).toMatchObject({ code: 'invalid', detail: 'other' });
    does('ruth', ana, { do: 'hand-over', to: person('sam'), reason: 'r' });
    expect(refusal()).toEqual(none);
    expect(does('ana', ana, { do: 'join', other: tom }).reply).toMatchObject({ code: 'not-yours' });
  });

  it('a drill with what is real', () => {
    stage.state.debriefs.set(ana, { ...debriefOf(ana), drill: true, short: true });
    stage.state.settle();
    expect(refusal()).toMatchObject({ code: 'not-now', detail: 'drill-and-real' });
  });

  it('an alarm that is still open', () => {
    stage.press('b-desk', [1, 1]);
    const open = [...stage.state.debriefs.values()].at(-1)?.debrief;
    expect(refusal(tom, open)).toMatchObject({ code: 'not-now', detail: 'alarm-open' });
  });

  it('one whose worker has the answer already', () => {
    accept(ana);
    does('ruth', ana, welfare);
    does('ruth', ana, answer);
    expect(refusal()).toMatchObject({ code: 'not-now', detail: 'answered' });
  });

  it('what is together already, by whichever name', () => {
    join();
    expect(refusal(ana, tom)).toMatchObject({ code: 'not-now', detail: 'together-already' });
  });

  it('more than people can talk through in one go', () => {
    for (let i = 2; i <= JOINED_MAX; i += 1) {
      const one = i === 2 ? tom : alarm('b-tom', i);
      expect(join(ana, one).reply.outcome, String(i)).toBe('accepted');
    }
    expect(debriefOf(ana).members).toHaveLength(JOINED_MAX - 1);
    expect(refusal(ana, alarm('b-tom', 99))).toMatchObject({ code: 'not-now', detail: 'too-many' });
  });
});

it('two that lead come together with all that they hold', () => {
  const third = alarm('b-ana', 2);
  const fourth = alarm('b-tom', 2);
  join(tom, ana);
  join(fourth, third);
  expect(join(third, ana).reply).toMatchObject({ id: ana });
  expect(debriefOf(ana).members).toEqual([tom, third, fourth]);
  expect(debriefOf(third).members).toEqual([]);
  expect(joiningOf(debriefOf(fourth))?.into).toBe(ana);
});

it('apart again, each goes on as it stands', () => {
  join();
  expect(does('ruth', ana, { do: 'separate' }).reply).toMatchObject({ detail: 'not-held' });
  expect(does('ruth', tom, { do: 'separate' }).kinds).toEqual(['DebriefSeparated']);
  expect(debriefOf(ana).members).toEqual([]);
  expect(debriefOf(tom).state).toBe('accepted');
  does('ruth', tom, welfare);
  expect(does('ruth', tom, answer).reply.outcome).toBe('accepted');
  expect(debriefOf(ana).answeredAt).toBeUndefined();
});

it('are kept as long as the longest of them, under all their keys', () => {
  const now = { at: stage.at, t: stage.t };
  stage.state.settings.set(choiceKey('notifiable'), { value: RETENTION_RULES.notifiable.most });
  stage.state.settle();
  const months = (one: DebriefId): number | undefined => retentionOf(stage.state.committed, debriefOf(one), now).months;
  // Somebody must be told of Tom's, which was decided before: the law keeps that longer.
  accept(tom);
  does('ruth', tom, { do: 'duty', said: { say: 'decision', body: { decision: 'yes', rules: ['au-nsw-whs'], why: 'w' } } });
  const [short, long] = [months(ana), months(tom)];
  expect(long).toBeGreaterThan(short ?? Infinity);
  join();
  expect(months(ana)).toBe(long);
  expect(retentionOf(stage.state.committed, debriefOf(ana), now).subjects).toEqual(
    expect.arrayContaining([`debrief:${ana}`, `debrief:${tom}`, `alarm:${debriefOf(tom).alarms[0] ?? ''}`]),
  );
});
