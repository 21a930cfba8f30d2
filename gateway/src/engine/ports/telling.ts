import type { WayName } from '../../contract/ways.ts';
import type { Person } from '../../domain/people.ts';

/** How people can be told beyond the screens, for whoever sets it up. */
export interface Telling {
  /** Every way that is set up in this house, and whether it knows this person. */
  ways(person: Person): readonly { readonly way: WayName; readonly knows: boolean }[];
  /** People can be told on their devices here. */
  readonly hasPush: boolean;
  /** By which browsers know this gateway; undefined where push is not set up. Throws a FaultError `key-unusable` while there is no key. */
  readonly pushKey: string | undefined;
  /** Would anything be posted to such an address? */
  takesEndpoint(endpoint: string): boolean;
}
