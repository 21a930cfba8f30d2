import type { PersonId, PlaceId } from '../base/ids.ts';
import type { ConsoleFaultCode, FaultSubject } from '../contract/faults.ts';

/** A technical matter that is open. Its key is `<code>:<subject>`: a matter that is already open is not opened twice. */
export interface Fault {
  readonly fault: string;
  readonly code: ConsoleFaultCode;
  /** What it is about, as contract/faults.ts says of its code: `device:<id>`, `place:<id>`, `gateway` … */
  readonly subject: FaultSubject;
  readonly label: string;
  readonly place?: PlaceId | undefined;
  readonly since: number;
  readonly detail?: string | undefined;
  /** What it is about is well again by its own word (epoch ms), which proves nothing yet. */
  readonly easedAt?: number | undefined;
  /** Who has seen it, and when. */
  readonly acknowledged?: { readonly by: PersonId; readonly at: number } | undefined;
  /** Who looks after it. */
  readonly owner?: PersonId | undefined;
  /** Put aside until then, `untilT` in engine ms; shown as such, never hidden. */
  readonly shelved?: { readonly by: PersonId; readonly until: number; readonly untilT: number } | undefined;
}

export function faultKey(code: ConsoleFaultCode, subject: string): string {
  return `${code}:${subject}`;
}
