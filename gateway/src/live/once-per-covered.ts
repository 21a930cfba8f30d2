import type { Verb } from '../access/permissions.ts';
import type { StateView } from '../domain/state.ts';
import { coveredBy, nameOfCovered, type Covered } from './covered.ts';
import type { Viewer } from './rights-at.ts';

/** Hundreds of consoles that cover the same cost one answer. */
export function oncePerCovered<T>(state: StateView, verb: Verb, answer: (covered: Covered) => T): (viewer: Viewer) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (viewer) => {
    const covered = coveredBy(state, viewer, verb);
    const name = nameOfCovered(covered);
    const there = known.get(name) ?? { answer: answer(covered) };
    known.set(name, there);
    return there.answer;
  };
}
