import type { PlaceId } from '../base/ids.ts';

/** A technical matter that is open. Its key is `<code>:<subject>`: a matter that is already open is not opened twice. */
export interface Fault {
  readonly fault: string;
  readonly code: string;
  /** `device:<id>`, `receiver:<id>`, `place:<id>` or `gateway`. */
  readonly subject: string;
  readonly label: string;
  readonly place?: PlaceId | undefined;
  readonly since: number;
  readonly detail?: string | undefined;
}

export function faultKey(code: string, subject: string): string {
  return `${code}:${subject}`;
}
