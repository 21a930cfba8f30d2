import type { LearningPage, Suggestion } from '../../contract/learning.ts';
import { bandOf, isEnough } from './bands.ts';

/** Three things to talk about: a factor, what is still to do, and the slowest part. From the bands alone, so they tell no more. */
export function suggestionsFor({ factors, actions, speed }: Pick<LearningPage, 'factors' | 'actions' | 'speed'>): Suggestion[] {
  const [factor] = factors;
  const open = actions.find(({ of }) => of === 'open')?.count ?? bandOf(0);
  // The whole way is slowest by itself: a part of it is meant.
  const parts = speed.flatMap(({ step, spans }) => (step === 'pressToHere' || spans?.p50 === undefined ? [] : [{ step, p50: spans.p50 }]));
  const slowest = parts.toSorted((a, b) => b.p50 - a.p50)[0];
  return [
    { about: 'factor', ...(factor !== undefined && isEnough(factor.count) ? factorOf(factor) : {}) },
    { about: 'actions', count: open },
    { about: 'slowest', ...slowest },
  ];
}

function factorOf({ of, name }: LearningPage['factors'][number]): Pick<Extract<Suggestion, { about: 'factor' }>, 'factor' | 'name'> {
  return { factor: of, ...(name === undefined ? {} : { name }) };
}
