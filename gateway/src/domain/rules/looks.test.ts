import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import { commandOf, inState, soon, toldStory } from '../testing/debrief-story.ts';
import { person, type Outcome, type Stage } from '../testing/stage.ts';
import { tasksOf } from '../views/task-view.ts';
import { ITEM_TERMS, openItems } from './debrief-items.ts';
import { relationsTo, relationTo } from './debrief-rights.ts';
import { openMatters } from './open-matters.ts';

const code = ({ reply }: Outcome): string => (reply.outcome === 'refused' ? `${reply.code} ${reply.detail ?? ''}`.trim() : reply.outcome);

/** Sam, who has it, offers support with a next look by somebody. Its id. */
function named(stage: Stage, who: string, by = 'sam'): Outcome {
  return stage.do(by, { do: 'support', body: { item: 'peer', result: 'later', check: { person: who, due: soon(stage) } } });
}
const idOf = (stage: Stage, at: number): string => stage.debrief.supportChecks?.at(at)?.id ?? '';
const says = (stage: Stage, who: string, body: object): Outcome =>
  stage.do(who, { do: 'support-checked', body: { support: idOf(stage, -1), ...body } });
/** Whose the open looks are. */
const lookers = (stage: Stage): string[] => openItems(stage.debrief).flatMap(({ kind, who }) => (kind === 'support' ? [who] : []));

describe('whoever looks in', () => {
  it('hears of it, says how it went, and may come again; whose next look it is besides is the owner’s to say', () => {
    const stage = toldStory();
    expect(named(stage, 'maria').messages).toMatchObject([{ to: 'person:maria', body: { template: 'debrief-asked' } }]);
    // Maria helped in the alarm; that does not keep her from looking in.
    expect(relationTo(stage.state, stage.debrief, person('maria'))).toBe('supporter');
    const due = soon(stage);
    const support = idOf(stage, -1);
    expect(code(says(stage, 'maria', { support: idOf(stage, 0) }))).toBe('invalid support');
    expect(code(says(stage, 'ruth', {}))).toBe('invalid support');
    expect(code(says(stage, 'maria', { check: { person: 'lee', due } }))).toBe('not-yours');
    const said = says(stage, 'maria', { note: 'not well', check: { person: 'maria', due } });
    expect(code(said)).toBe('accepted');
    // Whoever has it is told, and nobody is told of what they said themselves.
    expect(said.messages).toMatchObject([{ to: 'person:sam', body: { template: 'debrief-asked' } }]);
    expect(code(says(stage, 'maria', { support }))).toBe('not-now support');
  });

  it('leaves it to the owner to read how it went, within three days: what they say ends nothing', () => {
    const stage = inState(toldStory(), 'following');
    named(stage, 'maria');
    says(stage, 'maria', { note: 'not well at all' });
    expect(openMatters(stage.debrief)).toContain('support-check');
    const [item] = openItems(stage.debrief).filter(({ kind }) => kind === 'looked-in');
    expect(item).toMatchObject({ who: 'sam', due: stage.at + 3 * DAY_MS });
    expect(tasksOf(stage.state, stage.reader('maria'))).toEqual([]);
    // Written down by Sam without having seen it: it would stand unread.
    expect(code(says(stage, 'sam', { note: 'back at work' }))).toBe('not-now read');
    expect(code(says(stage, 'sam', { read: true }))).toBe('accepted');
    expect(stage.debrief.supportChecks?.at(-1)).toMatchObject({ done: true });
    expect(code(says(stage, 'sam', { read: true }))).toBe('not-now support');
  });

  it('is told nothing when they name themselves, and the owner neither', () => {
    const stage = toldStory();
    expect(named(stage, 'sam').messages).toEqual([]);
  });

  it('sees of the debrief no time but theirs, and not how it stands', () => {
    const stage = toldStory();
    named(stage, 'maria');
    const due = stage.debrief.supportChecks?.at(-1)?.due ?? 0;
    const task = (): unknown => tasksOf(stage.state, stage.reader('maria'))[0];
    const seen = task();
    expect(seen).toEqual({
      debrief: stage.debrief.debrief,
      state: 'accepted',
      short: false,
      drill: false,
      worker: { person: 'ana', name: expect.any(String) as string },
      owner: { person: 'sam', name: expect.any(String) as string },
      why: { to: { person: 'sam', name: expect.any(String) as string }, at: due, reason: 'by-hand', passed: [] },
      openedAt: due,
      alarmEnded: true,
      welfareDue: due,
      welfareDone: false,
      debriefDue: due,
      overdue: false,
      items: [{ kind: 'support', due, late: false, who: { person: 'maria', name: expect.any(String) as string } }],
      relation: 'supporter',
    });
    inState(stage, 'following');
    expect(task()).toEqual(seen);
    stage.pass(due - stage.at);
    expect(task()).toMatchObject({ overdue: false });
    stage.pass(1);
    expect(task()).toMatchObject({ overdue: true });
  });

  it('has it in their list beside an agreement that they are asked for', () => {
    const stage = toldStory();
    named(stage, 'lee');
    expect(tasksOf(stage.state, stage.reader('lee'))).toMatchObject([
      { relation: 'second', items: [{ kind: 'support', who: { person: 'lee' } }] },
    ]);
  });
});

it('what was said and is not read goes up the line', () => {
  const stage = toldStory();
  for (const verb of ['answer-dispute', 'disagree', 'support-checked'] as const)
    stage.do(verb === 'disagree' ? 'lee' : 'sam', commandOf(stage, verb));
  stage.do('sam', { do: 'complete', answer: 'thank you' });
  named(stage, 'maria');
  says(stage, 'maria', { note: 'not well at all' });
  expect(ITEM_TERMS['looked-in'].then).toBe('passed-on');
  // Before what is due after a week: nothing else here goes up the line.
  const end = stage.at + 6.5 * DAY_MS;
  while (stage.at < end) {
    stage.pass(HOUR_MS);
    stage.due('debriefs', stage.debrief.debrief);
  }
  expect(stage.debrief.line).toContainEqual(expect.objectContaining({ from: 'sam', reason: 'overdue' }));
  expect(openItems(stage.debrief)).toContainEqual(expect.objectContaining({ kind: 'looked-in', who: stage.debrief.owner }));
});

describe('whose a look is', () => {
  it.each([
    ['was named as part of what happened', (stage: Stage) => stage.do('sam', { do: 'name-involved', person: person('ruth') })],
    [
      'is whom the worker asked away',
      (stage: Stage) => {
        stage.do('sam', { do: 'hand-over', to: person('ruth'), reason: 'r' });
        return stage.do('ana', { do: 'ask-other', reason: 'not her' });
      },
    ],
  ] as const)('who %s looks in no more: it is the owner’s, and nobody can name them again', (_, happens) => {
    const stage = toldStory();
    expect(lookers(stage)).toEqual(['ruth']);
    expect(code(happens(stage))).toBe('accepted');
    const { owner } = stage.debrief;
    expect(owner).not.toBe('ruth');
    expect(lookers(stage)).toEqual([owner]);
    expect(relationsTo(stage.state, stage.debrief, person('ruth'))).not.toContain('supporter');
    expect(code(named(stage, 'ruth', owner))).toBe('not-this-person');
  });

  it('an owner may mean themselves, also one whom the worker once asked away; such a look goes on with the debrief', () => {
    const stage = toldStory();
    stage.do('ana', { do: 'ask-other', reason: 'not them' });
    stage.do(stage.debrief.owner, { do: 'hand-over', to: person('sam'), reason: 'they have talked' });
    expect(code(named(stage, 'sam'))).toBe('accepted');
    expect(lookers(stage)).toContain('sam');
    stage.do('sam', { do: 'hand-over', to: person('tom'), reason: 'r' });
    expect(stage.debrief.owner).toBe('tom');
    expect(lookers(stage)).not.toContain('sam');
    expect(relationsTo(stage.state, stage.debrief, person('sam'))).not.toContain('supporter');
  });

  it('nobody is sent to ask as long as a silent alarm is open', () => {
    const stage = toldStory();
    const alter = (change: object): void => {
      stage.state.debriefs.set(stage.debrief.debrief, { ...stage.debrief, ...change });
      stage.state.settle();
    };
    alter({ silent: true, endedAt: undefined });
    expect(code(named(stage, 'maria'))).toBe('not-now alarm-open');
    expect(code(named(stage, 'sam'))).toBe('accepted');
    alter({ endedAt: stage.at });
    expect(code(named(stage, 'maria'))).toBe('accepted');
  });
});
