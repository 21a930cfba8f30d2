import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../base/durations.ts';
import { nextDue, type Due } from '../decide.ts';
import { accepted, answer, heard, pressedAt, welfare } from '../testing/debrief-stage.ts';
import { place, smallHouse, type Outcome, type Stage } from '../testing/stage.ts';
import { ENGINE_SLACK_MS } from '../written-time.ts';

const YEAR_MS = 365 * DAY_MS;
/** The talk after four weeks is the furthest time that a debrief has of its own. */
const FURTHEST_MS = 28 * DAY_MS + ENGINE_SLACK_MS;

function step(stage: Stage, ms: number): void {
  stage.at += ms;
}

function planned(stage: Stage): Due {
  return nextDue(stage.state.committed, { table: 'debriefs', key: stage.debrief.debrief }, stage.policy) ?? fail();
}

function fail(): never {
  throw new RangeError('nothing is planned');
}

/** How long the heap waits, whichever clock comes first. */
function waitOf(stage: Stage): number {
  const { value, orT = Infinity } = planned(stage);
  return Math.max(0, Math.min(value - stage.at, orT - stage.t));
}

const look = (stage: Stage): Outcome => stage.due('debriefs', stage.debrief.debrief);

/** What comes next, and nothing before it. */
function next(stage: Stage): string[] {
  const wait = waitOf(stage);
  if (wait > 0) {
    stage.pass(wait - 1);
    expect(look(stage).facts).toEqual([]);
    stage.pass(1);
  }
  return said(look(stage));
}

function said({ facts }: Outcome): string[] {
  return facts.map(({ kind, data }) => {
    if (kind === 'DebriefReminded') return `${data.step} ${data.item}${data.to.length === 0 ? ', to nobody' : ''}`;
    return kind === 'DebriefReassigned' ? `${data.from}→${data.to} ${data.reason}` : kind;
  });
}

/** All that comes until this much engine time has passed. */
function during(stage: Stage, ms: number): string[] {
  const end = stage.t + ms;
  const all: string[] = [];
  for (let i = 0; i < 500; i += 1) {
    const wait = waitOf(stage);
    if (stage.t + wait > end) {
      stage.pass(end - stage.t);
      return all;
    }
    stage.pass(wait);
    all.push(...said(look(stage)));
  }
  throw new RangeError('what is due does not end');
}

describe('the wall clock stood years ahead, and comes back', () => {
  it('a reminder that was written then is said again, as much later as it was to be, and an hour', () => {
    const stage = accepted();
    step(stage, 10 * YEAR_MS);
    // In one moment all of it is late by that clock.
    expect(during(stage, MINUTE_MS)).toContain('due welfare');
    step(stage, -10 * YEAR_MS);
    expect(stage.debrief.prompts?.['welfare']?.next).toBeGreaterThan(stage.at + 9 * YEAR_MS);
    expect(waitOf(stage)).toBeLessThan(4 * DAY_MS);
    const all = during(stage, 8 * DAY_MS);
    expect(all).toContain('due welfare');
    expect(all).toContain('ruth→sam overdue');
  });

  it('what is not due at all by the clock that is right is taken back without a word, and comes on its day', () => {
    const stage = accepted();
    stage.do('ruth', welfare);
    stage.do('ruth', answer);
    step(stage, YEAR_MS);
    expect(next(stage)).toEqual(expect.arrayContaining(['due week', 'due month']));
    step(stage, -YEAR_MS);
    expect(next(stage)).toEqual(expect.arrayContaining(['before month, to nobody', 'before week, to nobody']));
    expect(stage.debrief.prompts?.['month']?.next).toBe(stage.debrief.openedAt + 28 * DAY_MS);
    const due = stage.debrief.openedAt + 7 * DAY_MS;
    expect(planned(stage).value).toBe(due);
    const messages = stage.at;
    expect(next(stage)).toContain('due week');
    expect(stage.at).toBe(due);
    expect(stage.at).toBeGreaterThan(messages);
  });

  it('a time to accept that was written then runs by engine time', () => {
    const stage = pressedAt('2026-03-02T09:00');
    step(stage, 10 * YEAR_MS);
    expect(said(look(stage))).toContain('ruth→sam no-answer');
    step(stage, -10 * YEAR_MS);
    const { acceptByT = 0 } = stage.debrief.state === 'waiting' ? stage.debrief : {};
    stage.pass(acceptByT + ENGINE_SLACK_MS - stage.t - 1);
    expect(look(stage).facts).toEqual([]);
    stage.pass(1);
    expect(said(look(stage))).toContain('sam→ruth no-answer');
  });

  it('what was opened then is asked for after its own time, and moves on as ever', () => {
    const stage = smallHouse();
    step(stage, 10 * YEAR_MS);
    stage.press('b-ana', [1, 1]);
    step(stage, -10 * YEAR_MS);
    stage.act('maria', 'take');
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    stage.do('ruth', { do: 'accept' });
    const began = stage.t;
    expect(next(stage)).toEqual(['before welfare']);
    expect(stage.t - began).toBe(7 * HOUR_MS + ENGINE_SLACK_MS);
    expect(next(stage)).toEqual(['due welfare']);
    expect(stage.t - began).toBe(8 * HOUR_MS + ENGINE_SLACK_MS);
    expect(next(stage)).toEqual(['ruth→sam overdue']);
  });

  it('whom to tell is asked again a day later', () => {
    const stage = smallHouse();
    stage.put({ ...(stage.state.places.get(place('site')) ?? fail()), jurisdiction: 'AU-NSW' });
    accepted(undefined, stage);
    step(stage, 10 * YEAR_MS);
    expect(during(stage, MINUTE_MS)).toContain('DutyReminded');
    step(stage, -10 * YEAR_MS);
    const from = stage.t;
    const { remindedT = 0, remindedUntil } = stage.debrief.duty ?? {};
    expect(remindedUntil).toBeGreaterThan(stage.at + 9 * YEAR_MS);
    stage.pass(remindedT + DAY_MS + ENGINE_SLACK_MS - stage.t - 1);
    expect(said(look(stage))).not.toContain('DutyReminded');
    stage.pass(1);
    expect(said(look(stage))).toContain('DutyReminded');
    expect(stage.t - from).toBeLessThanOrEqual(DAY_MS + ENGINE_SLACK_MS);
    expect(stage.debrief.duty?.remindedUntil).toBe(stage.at);
  });

  it.each([
    [ENGINE_SLACK_MS, 'by the wall clock', 0],
    [ENGINE_SLACK_MS + MINUTE_MS, 'by engine time', MINUTE_MS],
  ])('a clock that is set back by %i ms: %s', (back, _, before) => {
    const stage = accepted();
    const { value } = planned(stage);
    step(stage, -back);
    stage.pass(waitOf(stage) - 1);
    expect(look(stage).facts).toEqual([]);
    stage.pass(1);
    expect(said(look(stage))).toEqual(['before welfare']);
    expect(value - stage.at).toBe(before);
  });
});

type Deed = 'accept' | 'welfare' | 'complete' | 'week' | 'account' | 'hand-over';
type Step = { readonly clock: number } | { readonly pass: number } | { readonly deed: Deed };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ clock: fc.integer({ min: -60 * 365, max: 60 * 365 }).map((days) => days * DAY_MS) }),
  fc.record({ pass: fc.integer({ min: 1, max: 120 * 60 }).map((minutes) => minutes * MINUTE_MS) }),
  fc.record({ deed: fc.constantFrom<Deed>('accept', 'welfare', 'complete', 'week', 'account', 'hand-over') }),
);

function take(stage: Stage, deed: Deed): void {
  const { owner } = stage.debrief;
  if (deed === 'accept') stage.do(owner, { do: 'accept' });
  else if (deed === 'welfare') stage.do(owner, welfare);
  else if (deed === 'complete') stage.do(owner, answer);
  else if (deed === 'week') stage.do(owner, heard('week'));
  else if (deed === 'account') stage.do('ana', { do: 'account', body: { account: 'it was loud' } });
  else stage.do(owner, { do: 'hand-over', to: smallHouse().state.people.get(stage.debrief.owner)?.manager ?? owner, reason: 'r' });
}

it('however the wall clock is set, something comes of an open debrief within the time that it has, and nothing closes it', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 3, maxLength: 14 }), fc.boolean(), (steps, isDuty) => {
      const stage = smallHouse();
      if (isDuty) stage.put({ ...(stage.state.places.get(place('site')) ?? fail()), jurisdiction: 'AU-NSW' });
      accepted(undefined, stage);
      for (const one of steps) {
        // Never before 1970.
        if ('clock' in one) step(stage, Math.max(one.clock, -stage.at));
        else if ('deed' in one) take(stage, one.deed);
        else expect(during(stage, one.pass)).not.toContain('DebriefCompleted');
        expect(waitOf(stage)).toBeLessThanOrEqual(FURTHEST_MS);
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);
