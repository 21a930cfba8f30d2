import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../base/durations.ts';
import type { PreventActionBody } from '../../contract/debrief.ts';
import type { DebriefCommand } from '../debrief.ts';
import { accepted, answer, dueAt, following, heard, next, pressedAt, there, wall, welfare } from '../testing/debrief-stage.ts';
import { MONDAY_NINE, person, smallHouse, somebody, somewhere, type Outcome, type Stage } from '../testing/stage.ts';

describe('an owner who goes away in the middle', () => {
  const save = (stage: Stage, id: string, more: object): Outcome =>
    stage.give({ type: 'save', actor: 'test', changes: [{ put: 'person', value: somebody(id, { manager: person('sam'), ...more }) }] });

  it.each<[string, () => Stage]>([
    ['waiting', () => pressedAt('2026-03-02T09:00')],
    ['accepted', () => accepted()],
    ['following', () => following()],
  ])('%s: not available from now on, to the delegate in the same commit', (_, start) => {
    const stage = start();
    const { kinds, messages } = save(stage, 'ruth', { unavailable: true, delegate: person('lee') });
    expect(kinds).toEqual(['PersonSaved', 'DebriefReassigned']);
    expect(messages).toMatchObject([{ to: 'person:lee' }]);
    expect(stage.debrief.line.at(-1)).toMatchObject({
      to: 'lee',
      from: 'ruth',
      reason: 'unavailable',
      passed: [{ person: 'ruth', why: 'unavailable' }],
    });
    // Saved again, as when a number is changed, it is not moved again.
    expect(save(stage, 'ruth', { unavailable: true, phone: '1' }).kinds).toEqual(['PersonSaved']);
  });

  it.each([
    ['nobody', undefined, 'sam'],
    ['one who is away too', { unavailable: true }, 'sam'],
    ['one who is free', {}, 'lee'],
  ])('leave that was planned moves it on when it begins; the delegate is %s', (_, lee, owner) => {
    const stage = accepted();
    stage.do('ruth', welfare);
    if (lee !== undefined) stage.put(somebody('lee', { manager: person('ruth'), ...lee }));
    const from = there('2026-03-03T00:00');
    const delegate = lee === undefined ? {} : { delegate: person('lee') };
    expect(save(stage, 'ruth', { leave: [{ from, to: from + 7 * DAY_MS }], ...delegate }).kinds).toEqual(['PersonSaved']);
    expect(dueAt(stage)).toBe(from);
    expect(next(stage).kinds).toEqual(['DebriefReassigned']);
    expect(stage.debrief).toMatchObject({ owner, state: 'waiting' });
    expect(stage.debrief.line.at(-1)).toMatchObject({ reason: 'leave' });
  });

  it('keeps the answer: whoever accepts goes on where it was, and with nothing left it is over', () => {
    const stage = following();
    save(stage, 'ruth', { unavailable: true });
    expect(stage.debrief).toMatchObject({ state: 'waiting', owner: 'sam', answeredAt: MONDAY_NINE });
    stage.do('sam', { do: 'accept' });
    expect(stage.debrief).toMatchObject({ state: 'following' });
    expect(stage.do('sam', heard('month')).kinds).toEqual(['FollowedUp', 'DebriefCompleted']);
  });

  it('nobody else is there: it stays, and each day of work somebody looks again', () => {
    const stage = accepted();
    for (const id of ['sam', 'tom', 'maria', 'lee']) stage.put(somebody(id, { unavailable: true }));
    stage.do('ruth', welfare);
    stage.do('ruth', answer);
    const { facts } = save(stage, 'ruth', { leave: [{ from: stage.at, to: stage.at + 30 * DAY_MS }] });
    expect(facts).toMatchObject([{ kind: 'PersonSaved' }, { data: { item: 'owner', to: [] } }]);
    expect(wall(dueAt(stage))).toBe('2026-03-02T17:00');
    expect(next(stage).facts).toMatchObject([{ data: { item: 'owner' } }]);
    stage.put(somebody('sam'));
    expect(next(stage).facts).toMatchObject([{ data: { to: 'sam', reason: 'leave' } }]);
    stage.do('sam', { do: 'accept' });
    expect(wall(dueAt(stage))).toBe('2026-03-08T09:00');
  });

  it('a leave that was over before anybody noticed moves nothing', () => {
    const stage = accepted();
    stage.do('ruth', welfare);
    save(stage, 'ruth', { leave: [{ from: stage.at + HOUR_MS, to: stage.at + 2 * HOUR_MS }] });
    stage.pass(3 * HOUR_MS);
    expect(stage.due('debriefs', stage.debrief.debrief).facts).toMatchObject([{ data: { item: 'owner' } }]);
    expect(stage.debrief.owner).toBe('ruth');
    expect(wall(dueAt(stage))).toBe('2026-03-04T09:00');
  });
});

describe('somebody who took part', () => {
  it.each(['ana', 'ruth'])('%s names the owner: it goes on at once, and they read nothing of it any more', (who) => {
    const stage = accepted();
    const { kinds } = stage.do(who, { do: 'name-involved', person: person('ruth') });
    expect(kinds).toEqual(['PersonInvolved', 'DebriefReassigned']);
    expect(stage.debrief.line.at(-1)).toMatchObject({ to: 'sam', reason: 'involved', passed: [{ person: 'ruth', why: 'involved' }] });
    expect(stage.do('ruth', { do: 'accept' }).reply).toMatchObject({ code: 'unknown-debrief' });
    // Not by the timers either.
    for (let i = 0; i < 60; i += 1) {
      next(stage);
      expect(stage.debrief.owner).not.toBe('ruth');
    }
    expect(stage.do('sam', { do: 'hand-over', to: person('ruth'), reason: 'r' }).reply.outcome).toBe('refused');
  });

  it.each([
    ['tom', 'accepted'],
    ['nobody', 'unknown-person'],
    ['ana', 'invalid'],
  ])('naming %s: %s', (to, expected) => {
    const { reply } = accepted().do('ana', { do: 'name-involved', person: person(to) });
    expect(reply.outcome === 'refused' ? reply.code : reply.outcome).toBe(expected);
  });

  it('twice is once, and at most 32 are named', () => {
    const stage = accepted();
    stage.put(...Array.from({ length: 33 }, (_, i) => somebody(`p${String(i)}`)));
    const name = (i: number): Outcome => stage.do('ana', { do: 'name-involved', person: person(`p${String(i)}`) });
    for (let i = 0; i < 32; i += 1) expect(name(i).kinds).toEqual(['PersonInvolved']);
    expect(name(0)).toMatchObject({ kinds: [], reply: { outcome: 'accepted' } });
    expect(name(32).reply).toMatchObject({ outcome: 'refused', code: 'invalid' });
  });
});

describe('after the answer', () => {
  it('the last thing that is done ends it, and nothing else does', () => {
    const stage = following();
    expect(stage.do('ruth', heard('week')).kinds).toEqual(['FollowedUp']);
    expect(stage.do('ruth', heard('week')).kinds).toEqual(['FollowedUp']);
    expect(stage.debrief.followUps?.week).toMatchObject({ version: 2 });
    stage.pass(365 * DAY_MS);
    for (let i = 0; i < 40; i += 1) next(stage);
    expect(stage.debrief).toMatchObject({ answeredAt: MONDAY_NINE });
  });

  it.each<[string, DebriefCommand, string]>([
    ['nothing', { do: 'follow-up', body: { which: 'week' } }, 'invalid'],
    ['blanks', { do: 'follow-up', body: { which: 'week', how: ' ', declined: '\n' } }, 'invalid'],
    ['declined', { do: 'follow-up', body: { which: 'week', declined: 'not now' } }, 'accepted'],
  ])('a follow-up that says %s', (_, command, expected) => {
    const { reply, facts } = following().do('ruth', command);
    expect(reply.outcome === 'refused' ? reply.code : reply.outcome).toBe(expected);
    if (expected === 'accepted') expect(facts[0]).toMatchObject({ secret: { value: { declined: 'not now' } }, data: { which: 'week' } });
  });

  it('the short form has no follow-up, and ends with the answer', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'accidental' });
    stage.do('ruth', { do: 'accept' });
    expect(stage.do('ruth', heard('week')).reply).toMatchObject({ code: 'not-now' });
    expect(stage.do('ruth', answer).kinds).toEqual(['DebriefCompleted']);
  });

  it('… unless a change is open', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'accidental' });
    stage.do('ruth', { do: 'accept' });
    stage.do('ruth', {
      do: 'action',
      body: { what: 'a lid', kind: 'equipment', owner: 'tom', due: stage.at + 30 * MINUTE_MS } satisfies PreventActionBody,
    });
    expect(stage.do('ruth', answer).kinds).toEqual(['DebriefAnswered']);
    expect(stage.debrief.state).toBe('following');
  });
});

it('a worker who asks for somebody else where nothing is left any more: it goes on to them, and is not over', () => {
  const site = { kind: 'site', zone: 'Australia/Sydney' } as const;
  const stage = following();
  // Whether a regulator is told was open, until the place has no rules any more.
  stage.put(somewhere('site', { ...site, jurisdiction: 'AU-NSW' }));
  stage.do('ruth', heard('month'));
  expect(stage.debrief.state).toBe('following');
  stage.put(somewhere('site', site));
  const { reply, kinds } = stage.do('ana', { do: 'ask-other', reason: 'r' });
  expect([reply.outcome, kinds]).toEqual(['accepted', ['DebriefReassigned']]);
  expect(stage.debrief).toMatchObject({ owner: 'sam', state: 'waiting' });
});
