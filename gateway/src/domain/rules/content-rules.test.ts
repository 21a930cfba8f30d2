import { describe, expect, it } from 'vitest';
import { CONTENT_VERBS, type ContentBodies, type ContentVerb } from '../../contract/debrief-content.ts';
import type { Debrief } from '../debrief.ts';
import { commandOf, decision, inState, soon, toldStory } from '../testing/debrief-story.ts';
import { person, type Outcome, type Stage } from '../testing/stage.ts';
import { DECISIONS_MAX, DISPUTES_MAX, SUPPORTS_MAX } from './content-rules.ts';
import { openMatters, serviceReview } from './open-matters.ts';
import { mayDo, relationTo } from './debrief-rights.ts';

const code = ({ reply }: Outcome): string => (reply.outcome === 'refused' ? `${reply.code} ${reply.detail ?? ''}`.trim() : reply.outcome);

describe('who may say what, in which state', () => {
  const PEOPLE = { ana: 'worker', sam: 'owner', ruth: 'former-owner', lee: 'second', tom: 'action-owner', maria: undefined } as const;
  /** Who may, and whether also while it waits for its owner. */
  const ALLOWED: Readonly<Record<ContentVerb, readonly [by: readonly (keyof typeof PEOPLE)[], waiting: boolean]>> = {
    dispute: [['ana'], true],
    'answer-dispute': [['sam'], false],
    support: [['sam'], true],
    // Ruth, who had it before, is to look in.
    'support-checked': [['sam', 'ruth'], true],
    'decide-service': [['sam'], false],
    agree: [['lee'], true],
    disagree: [['lee'], true],
    'review-service': [['sam'], false],
    'action-done': [['sam', 'tom'], true],
    'action-check': [['sam'], false],
    'action-drop': [['sam'], false],
    'action-move': [['sam'], false],
    'action-reply': [['sam'], false],
  };

  it('the story has each relation', () => {
    const stage = toldStory();
    for (const [who, relation] of Object.entries(PEOPLE)) expect(relationTo(stage.state, stage.debrief, person(who)), who).toBe(relation);
  });

  const cells = CONTENT_VERBS.flatMap((verb) =>
    (['waiting', 'accepted', 'following'] as const).flatMap((state) =>
      Object.keys(PEOPLE).map((who) => {
        const [by, waiting] = ALLOWED[verb];
        return { verb, state, who, may: (by as readonly string[]).includes(who) && (waiting || state !== 'waiting') }; // as: asked of any name.
      }),
    ),
  );
  it.each(cells)('$state: $who may $verb: $may', ({ verb, state, who, may }) => {
    const stage = inState(toldStory(), state);
    if (verb === 'action-check') stage.do('tom', commandOf(stage, 'action-done'));
    const command = commandOf(stage, verb);
    const outcome = stage.do(who, command);
    if (may) {
      expect(code(outcome)).toBe('accepted');
      const [fact] = outcome.facts;
      // Its words are sealed under the debrief's own key; the rest is who, when and which.
      expect(fact?.secret?.subject).toBe(`debrief:${stage.debrief.debrief}`);
      expect(JSON.stringify(fact?.data)).not.toMatch(
        /asked me|right|her own|sleeps|misunder|enough|helps|door|tried|roof|builder|asked for/,
      );
    } else {
      expect(code(outcome)).toBe(who === 'maria' ? 'unknown-debrief' : 'not-yours');
      expect(outcome.facts).toEqual([]);
    }
  });

  it.each(CONTENT_VERBS)('nobody may %s once it is over', (verb) => {
    const stage = toldStory();
    const over = { ...stage.debrief, state: 'completed' } as Debrief; // as: what it has besides does not matter here.
    for (const who of Object.keys(PEOPLE)) expect(mayDo(stage.state, over, { reader: person(who), verb })).toBe(false);
  });
});

describe('the worker’s account', () => {
  it.each(['waiting', 'accepted', 'following'] as const)('can be added to while it is %s, in versions', (state) => {
    const stage = inState(toldStory(), state);
    expect(code(stage.do('ana', { do: 'account', body: { account: 'a' } }))).toBe('accepted');
    expect(code(stage.do('ana', { do: 'account', body: { account: 'a and b', alarm: { felt: 'no' } } }))).toBe('accepted');
    expect(stage.debrief.account?.version).toBe(2);
    for (const who of ['sam', 'ruth', 'lee', 'tom'])
      expect(code(stage.do(who, { do: 'account', body: { account: 'x' } }))).toBe('not-yours');
  });

  it('has at most 200 versions', () => {
    const stage = toldStory();
    for (let version = 1; version <= 200; version += 1)
      expect(code(stage.do('ana', { do: 'account', body: { account: String(version) } }))).toBe('accepted');
    expect(code(stage.do('ana', { do: 'account', body: { account: '201' } }))).toBe('invalid versions');
  });
});

describe('a dispute', () => {
  it.each([
    ['the view', { part: 'review' }, 'accepted'],
    ['the welfare part', { part: 'welfare' }, 'accepted'],
    ['the answer, before there is one', { part: 'answer' }, 'invalid part'],
    ['an action that is not there', { part: 'action', action: 'p-none' }, 'invalid part'],
    ['an action without saying which', { part: 'action' }, 'invalid part'],
    ['the view of an action', { part: 'review', action: 'p-none' }, 'invalid part'],
  ] as const)('is about %s: %s', (_, body, expected) => {
    expect(code(toldStory().do('ana', { do: 'dispute', body: { ...body, text: 'not so' } }))).toBe(expected);
  });

  it('is about an action, and about the answer once there is one', () => {
    const stage = inState(toldStory(), 'following');
    const action = stage.debrief.actions[0]?.action ?? '';
    expect(code(stage.do('ana', { do: 'dispute', body: { part: 'action', action, text: 'too late' } }))).toBe('accepted');
    expect(code(stage.do('ana', { do: 'dispute', body: { part: 'answer', text: 'no word of the door' } }))).toBe('accepted');
    expect(code(stage.do('ana', { do: 'dispute', body: { part: 'answer', text: '  ' } }))).toBe('invalid text');
  });

  it('stands until it is answered, and stays after that', () => {
    const stage = toldStory();
    expect(openMatters(stage.debrief)).toContain('dispute');
    const answer = commandOf(stage, 'answer-dispute');
    expect(code(stage.do('sam', answer))).toBe('accepted');
    expect(code(stage.do('sam', answer))).toBe('not-now dispute');
    expect(code(stage.do('sam', { do: 'answer-dispute', body: { dispute: 'q-none', text: 'x' } }))).toBe('invalid dispute');
    expect(stage.debrief.disputes).toMatchObject([{ part: 'review', answered: true }]);
    expect(openMatters(stage.debrief)).not.toContain('dispute');
    expect(code(stage.do('sam', { do: 'complete', answer: 'thank you' }))).toBe('accepted');
  });

  it(`comes at most ${String(DISPUTES_MAX)} times`, () => {
    const stage = toldStory();
    const again = (): Outcome => stage.do('ana', commandOf(stage, 'dispute'));
    for (let one = 2; one <= DISPUTES_MAX; one += 1) expect(code(again())).toBe('accepted');
    expect(code(again())).toBe('invalid disputes');
  });
});

describe('support', () => {
  const offered = (stage: Stage, body: object): string =>
    code(stage.do('sam', { do: 'support', body: { item: 'peer', result: 'accepted', ...body } }));

  it('is looked after by a person of the house, on a day', () => {
    const stage = toldStory();
    const due = soon(stage);
    expect(offered(stage, { item: 'a horse' })).toBe('invalid item');
    expect(offered(stage, { check: { person: 'nobody', due } })).toBe('unknown-person');
    expect(offered(stage, { check: { person: 'ana', due } })).toBe('not-this-person');
    expect(offered(stage, { check: { person: 'ruth', due: stage.at } })).toBe('invalid due');
    expect(offered(stage, { check: { person: 'ruth', due: stage.at + 1 } })).toBe('accepted');
    expect(offered(stage, { check: { person: 'ruth', due: stage.at + 3 * 366 * 86_400_000 } })).toBe('accepted');
    expect(offered(stage, { check: { person: 'ruth', due: stage.at + 3 * 366 * 86_400_000 + 1 } })).toBe('invalid due');
    expect(stage.debrief.supportChecks).toHaveLength(3);
  });

  it('one look ends, and may name the next', () => {
    const stage = toldStory();
    const [first] = stage.debrief.supportChecks ?? [];
    const next = { person: 'lee', due: soon(stage) };
    const ended = stage.do('sam', { do: 'support-checked', body: { support: first?.id ?? '', check: next } });
    expect(code(ended)).toBe('accepted');
    expect(ended.messages).toMatchObject([{ to: 'person:lee', body: { template: 'debrief-asked' } }]);
    expect(stage.debrief.supportChecks).toMatchObject([
      { id: first?.id, person: 'ruth', done: true },
      { ...next, done: false },
    ]);
    expect(openMatters(stage.debrief)).toContain('support-check');
    expect(code(stage.do('sam', { do: 'support-checked', body: { support: first?.id ?? '' } }))).toBe('not-now support');
    expect(code(stage.do('sam', { do: 'support-checked', body: { support: 's-none' } }))).toBe('invalid support');
    expect(code(stage.do('sam', { do: 'support-checked', body: { support: stage.debrief.supportChecks?.[1]?.id ?? '' } }))).toBe(
      'accepted',
    );
    expect(openMatters(stage.debrief)).not.toContain('support-check');
  });

  it(`is offered at most ${String(SUPPORTS_MAX)} times`, () => {
    const stage = toldStory();
    for (let one = 2; one <= SUPPORTS_MAX; one += 1) expect(offered(stage, {})).toBe('accepted');
    expect(offered(stage, {})).toBe('invalid supports');
  });
});

type Review = ContentBodies['review-service'];

describe('the client’s service', () => {
  const decide = (stage: Stage, body: object): string =>
    code(stage.do('sam', { do: 'decide-service', body: { option: 'conditions', reasons: 'r', reviewDue: soon(stage), ...body } }));

  it.each([
    ['a day to look again', {}, 'accepted'],
    ['no such day', { reviewDue: undefined }, 'invalid reviewDue'],
    ['a day that is over', { reviewDue: 5 }, 'invalid due'],
    ['no reasons', { reasons: ' ' }, 'invalid reasons'],
    ['a second person where none is needed', { second: 'lee' }, 'invalid second'],
    ['no change, and a day', { option: 'no-change' }, 'invalid reviewDue'],
    ['no change', { option: 'no-change', reviewDue: undefined }, 'accepted'],
    ['paused by one alone', { option: 'paused' }, 'second-person-needed'],
    ['excluded by one alone', { option: 'excluded' }, 'second-person-needed'],
    ['excluded with somebody who is not here', { option: 'excluded', second: 'nobody' }, 'unknown-person'],
    ['excluded with its owner', { option: 'excluded', second: 'sam' }, 'not-this-person'],
    ['excluded with the worker', { option: 'excluded', second: 'ana' }, 'not-this-person'],
    ['excluded with who took part', { option: 'excluded', second: 'maria' }, 'not-this-person'],
    ['excluded with a second person', { option: 'excluded', second: 'lee' }, 'accepted'],
  ] as const)('with %s: %s', (_, body, expected) => {
    expect(decide(toldStory(), body)).toBe(expected);
  });

  it('is taken away only when the second person agrees; until then what was decided before counts', () => {
    const stage = toldStory();
    const before = decision(stage, 'in-force');
    const asked = decision(stage, 'asked');
    expect(serviceReview(stage.debrief)).toMatchObject({ decision: before });
    expect(openMatters(stage.debrief)).toEqual(expect.arrayContaining(['service-agreement', 'service-review']));
    stage.do('lee', commandOf(stage, 'agree'));
    expect(stage.debrief.service).toMatchObject([
      { decision: before, state: 'replaced' },
      { decision: asked, state: 'in-force', second: 'lee' },
    ]);
    expect(serviceReview(stage.debrief)).toMatchObject({ decision: asked });
    expect(code(stage.do('lee', { do: 'agree', body: { decision: asked } }))).toBe('not-now decision');
  });

  it('stays as it was when they do not, and they say why', () => {
    const stage = toldStory();
    const asked = decision(stage, 'asked');
    expect(code(stage.do('lee', { do: 'disagree', body: { decision: asked, reason: ' ' } }))).toBe('reason-needed');
    stage.do('lee', commandOf(stage, 'disagree'));
    expect(stage.debrief.service?.map(({ state }) => state)).toEqual(['in-force', 'not-agreed']);
  });

  it('asks one second person at a time: who was asked before is nothing to it any more', () => {
    const stage = toldStory();
    expect(decide(stage, { option: 'excluded', second: 'tom' })).toBe('accepted');
    expect(relationTo(stage.state, stage.debrief, person('lee'))).toBeUndefined();
    expect(code(stage.do('tom', { do: 'agree', body: { decision: decision(stage, 'asked') } }))).toBe('accepted');
  });

  it('is not agreed to by who has become its owner', () => {
    const stage = toldStory();
    stage.do('sam', { do: 'hand-over', to: person('lee'), reason: 'r' });
    expect(code(stage.do('lee', commandOf(stage, 'agree')))).toBe('not-yours');
  });

  it('is not agreed to by whom the worker did not want', () => {
    const stage = toldStory();
    stage.do('sam', { do: 'hand-over', to: person('lee'), reason: 'r' });
    stage.do('ana', { do: 'ask-other', reason: 'not him' });
    expect(relationTo(stage.state, stage.debrief, person('lee'))).toBeUndefined();
  });

  it('is looked at again only once it is in force', () => {
    const stage = toldStory();
    const body = { decision: decision(stage, 'asked'), result: 'end', reasons: 'r' } as const;
    expect(code(stage.do('sam', { do: 'review-service', body }))).toBe('not-now decision');
  });

  it.each<[string, (stage: Stage) => Omit<Review, 'decision' | 'reasons'>, string, string]>([
    ['kept until another day', (stage: Stage) => ({ result: 'keep', reviewDue: soon(stage) + 5 }), 'accepted', 'in-force'],
    ['kept for ever', () => ({ result: 'keep' }), 'invalid reviewDue', 'in-force'],
    ['to be changed', () => ({ result: 'change' }), 'accepted', 'in-force'],
    ['over', () => ({ result: 'end' }), 'accepted', 'ended'],
    ['over, and looked at again', (stage: Stage) => ({ result: 'end', reviewDue: soon(stage) }), 'invalid reviewDue', 'in-force'],
  ])('is looked at again: %s', (_, body, expected, state) => {
    const stage = toldStory();
    const one = decision(stage, 'in-force');
    const { result, ...more } = body(stage);
    expect(code(stage.do('sam', { do: 'review-service', body: { decision: one, result, reasons: 'r', ...more } }))).toBe(expected);
    expect(stage.debrief.service?.[0]?.state).toBe(state);
    // What is to be changed stays due until it is decided anew.
    expect(serviceReview(stage.debrief) === undefined).toBe(state === 'ended');
  });

  it(`is decided at most ${String(DECISIONS_MAX)} times`, () => {
    const stage = toldStory();
    for (let one = 3; one <= DECISIONS_MAX; one += 1) expect(decide(stage, {})).toBe('accepted');
    expect(decide(stage, {})).toBe('invalid decisions');
  });
});
