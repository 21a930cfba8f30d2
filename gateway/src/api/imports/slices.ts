import type { PersonId } from '../../base/ids.ts';
import type { Change } from '../../domain/input.ts';
import type { Person } from '../../domain/people.ts';
import type { StateView } from '../../domain/state.ts';

/** Changes that are decided and written in one commit: a press that comes during an import waits for no more than these (design.md). */
export const SLICE_CHANGES = 100;

/**
 * An import in slices that hold each by itself, for each is checked on its own: whoever manages comes before those whom they manage.
 * A delegate who is not there yet is added at the end, since two people may be each other's.
 */
export function inSlices(state: StateView, changes: readonly Change[]): readonly (readonly Change[])[] {
  const people = changes.flatMap((change) => ('put' in change && change.put === 'person' ? [change.value] : []));
  const others = changes.filter((change) => !('put' in change) || change.put !== 'person');
  const slices = cut(managersFirst(people));
  const there = new Set<PersonId>();
  const without: Person[] = [];
  const first = slices.map((slice) => {
    for (const { person } of slice) there.add(person);
    return slice.map((person): Change => {
      const { delegate } = person;
      if (delegate === undefined || there.has(delegate) || state.people.has(delegate)) return { put: 'person', value: person };
      without.push(person);
      return { put: 'person', value: { ...person, delegate: undefined } };
    });
  });
  const last = without.map((value): Change => ({ put: 'person', value }));
  return [...first, ...cut([...last, ...others])];
}

/** Each after their manager, if that one is among them. There is no loop: the plan has refused those. */
function managersFirst(people: readonly Person[]): Person[] {
  const waiting = new Map(people.map((person) => [person.person, person]));
  const ordered: Person[] = [];
  for (const person of people) {
    const line: Person[] = [];
    for (
      let next: Person | undefined = person;
      next !== undefined;
      next = next.manager === undefined ? undefined : waiting.get(next.manager)
    ) {
      if (!waiting.delete(next.person)) break;
      line.push(next);
    }
    ordered.push(...line.reverse());
  }
  return ordered;
}

function cut<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / SLICE_CHANGES) }, (_, i) => list.slice(i * SLICE_CHANGES, (i + 1) * SLICE_CHANGES));
}
