import type { UnprovenClimb } from '../contract/escalation.ts';
import { pathOf } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import type { ClimbChange } from '../domain/supervision.ts';
import { may, type Asker } from './permissions.ts';

/** Where whom an alarm is brought to has changed and nobody has tried it since, as far as this reader may see the set-up: one line for each place. */
export function unprovenClimbs(state: StateView, reader: Asker): UnprovenClimb[] {
  const changes = [...state.paths.values()].flatMap(({ climb }) => climb ?? []);
  const seen = changes.filter(({ place }) => may(state, reader, { verb: 'see-set-up', place }));
  return [...Map.groupBy(seen, ({ place }) => place)]
    .map(([place, theirs]) => ({
      ...(place === undefined ? {} : { place }),
      path: pathOf(state.places, place),
      since: Math.min(...theirs.map(({ since }) => since)),
      why: theirs.map((change) => reasonOf(state, change)),
    }))
    .sort((a, b) => a.since - b.since);
}

/** A policy by the name that it has now, or had. */
function reasonOf({ policies }: StateView, { why, policy, name }: ClimbChange): UnprovenClimb['why'][number] {
  const called = (policy === undefined ? undefined : policies.get(policy)?.name) ?? name;
  return { kind: why, ...(called === undefined ? {} : { policy: called }) };
}
