import { describe, expect, it } from 'vitest';
import { ACTION_STATES } from '../../contract/debrief-content.ts';
import type { PreventAction } from '../debrief.ts';
import { commandOf, inState, soon, toldStory } from '../testing/debrief-story.ts';
import { person, type Outcome, type Stage } from '../testing/stage.ts';
import { ACTION_LIFE, ACTIONS_MAX, CHECK_AFTER_MS, type ActionCommand } from './action-rules.ts';
import { openMatters } from './open-matters.ts';
import { relationTo } from './debrief-rights.ts';

const code = ({ reply }: Outcome): string => (reply.outcome === 'refused' ? `${reply.code} ${reply.detail ?? ''}`.trim() : reply.outcome);

/** The only action, brought into a state. */
function withAction(state: PreventAction['state']): Stage {
  const stage = toldStory();
  if (state === 'dropped') stage.do('sam', commandOf(stage, 'action-drop'));
  if (state === 'done' || state === 'checked') stage.do('tom', commandOf(stage, 'action-done'));
  if (state === 'checked') stage.do('sam', commandOf(stage, 'action-check'));
  expect(stage.debrief.actions[0]?.state).toBe(state);
  return stage;
}

describe('the life of a planned change', () => {
  const AFTER = {
    'action-done': { planned: 'done' },
    'action-check': { done: 'checked' },
    'action-drop': { planned: 'dropped', done: 'dropped' },
    'action-move': { planned: 'planned' },
    'action-reply': { planned: 'planned', done: 'done', checked: 'checked', dropped: 'dropped' },
  } as const;
  const verbs = Object.keys(ACTION_LIFE) as ActionCommand['do'][]; // as: keys of a fixed record.
  it.each(verbs.flatMap((verb) => ACTION_STATES.map((state) => ({ verb, state }))))('$state: $verb', ({ verb, state }) => {
    const stage = withAction(state);
    const after = (AFTER[verb] as Partial<Record<string, string>>)[state]; // as: a state that is not there has no after.
    expect(code(stage.do('sam', commandOf(stage, verb)))).toBe(after === undefined ? `not-now ${state}` : 'accepted');
    expect(stage.debrief.actions[0]?.state).toBe(after ?? state);
  });

  it('is checked some weeks after it was done, and is open until then', () => {
    const stage = withAction('done');
    expect(stage.debrief.actions[0]?.checkDue).toBe(stage.at + CHECK_AFTER_MS);
    expect(openMatters(stage.debrief)).toContain('action');
    stage.do('sam', commandOf(stage, 'action-check'));
    expect(stage.debrief.actions[0]?.checkDue).toBeUndefined();
    expect(openMatters(stage.debrief)).not.toContain('action');
  });

  it.each(verbs)('%s needs words, and an action that is there', (verb) => {
    const stage = withAction(ACTION_LIFE[verb][0] ?? 'planned');
    const command = commandOf(stage, verb);
    const blank = Object.fromEntries(
      Object.entries(command.body).map(([key, value]) => [
        key,
        ['action', 'owner', 'due', 'worked'].includes(key) ? (value as unknown) : ' ',
      ]),
    );
    // as (both): the same body with other values.
    expect(code(stage.do('sam', { do: verb, body: blank } as unknown as ActionCommand))).toBe('invalid text');
    expect(code(stage.do('sam', { do: verb, body: { ...command.body, action: 'p-none' } } as ActionCommand))).toBe('invalid action'); // as: see above.
  });
});

describe('who does it', () => {
  it('says that it is done for their own alone', () => {
    const stage = toldStory();
    stage.do('sam', { do: 'action', body: { kind: 'policy', what: 'a rule', owner: 'lee', due: soon(stage) } });
    const [door, rule] = stage.debrief.actions;
    expect(code(stage.do('tom', { do: 'action-done', body: { action: rule?.action ?? '', what: 'x' } }))).toBe('not-yours');
    expect(code(stage.do('tom', { do: 'action-done', body: { action: door?.action ?? '', what: 'x' } }))).toBe('accepted');
  });

  it('changes hands with a new day and a reason, and who had it is nothing to the debrief any more', () => {
    const stage = toldStory();
    const move = (body: object): string => {
      const { action = '' } = stage.debrief.actions[0] ?? {};
      return code(stage.do('sam', { do: 'action-move', body: { action, owner: 'lee', due: soon(stage), reason: 'r', ...body } }));
    };
    expect(move({ owner: 'nobody' })).toBe('unknown-person');
    expect(move({ due: stage.at })).toBe('invalid due');
    expect(relationTo(stage.state, stage.debrief, person('tom'))).toBe('action-owner');
    expect(move({ due: stage.at + 1 })).toBe('accepted');
    expect(stage.debrief.actions).toMatchObject([{ owner: 'lee', due: stage.at + 1, state: 'planned' }]);
    expect(relationTo(stage.state, stage.debrief, person('tom'))).toBeUndefined();
  });

  it('is told of it; the owner of the debrief is told when it is done', () => {
    const stage = toldStory();
    const made = stage.do('sam', { do: 'action', body: { kind: 'policy', what: 'a rule', owner: 'lee', due: soon(stage) } });
    expect(made.messages.map(({ to }) => to)).toEqual(['person:lee']);
    expect(stage.do('tom', commandOf(stage, 'action-done')).messages.map(({ to }) => to)).toEqual(['person:sam']);
  });
});

describe('planning', () => {
  it('names causes that are known, and goes on after the answer', () => {
    const stage = inState(toldStory(), 'following');
    const plan = (factors: string[]): string =>
      code(stage.do('sam', { do: 'action', body: { kind: 'policy', what: 'w', owner: 'tom', due: soon(stage), factors } }));
    expect(plan(['layout', 'a ghost'])).toBe('invalid factors');
    expect(plan(['layout', 'noise'])).toBe('accepted');
    expect(stage.debrief.actions.at(-1)?.factors).toEqual(['layout', 'noise']);
    const accepted = inState(stage, 'accepted');
    expect(code(accepted.do('sam', { do: 'review', body: { factors: ['a ghost'] } }))).toBe('invalid factors');
  });

  it(`has at most ${String(ACTIONS_MAX)} actions in one debrief`, () => {
    const stage = toldStory();
    const body = { kind: 'policy', what: 'w', owner: 'tom', due: soon(stage) } as const;
    const plan = (due = body.due): string => code(stage.do('sam', { do: 'action', body: { ...body, due } }));
    expect([plan(stage.at), plan(9e15)]).toEqual(['invalid due', 'invalid due']);
    expect(code(stage.do('sam', { do: 'action', body: { ...body, owner: 'nobody-here' } }))).toBe('unknown-person');
    for (let one = 2; one <= ACTIONS_MAX; one += 1) expect(plan()).toBe('accepted');
    expect(plan()).toBe('invalid actions');
  });
});
