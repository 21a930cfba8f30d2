import type { ConsoleFaultCode } from '../../contract/faults.ts';
import { faultKey } from '../../domain/fault.ts';
import type { Core } from '../../engine/ports/core.ts';

/** The fault stands, with other words than these: closed and opened anew, the list says what is so now. */
export function saysOtherwise(core: Core, [code, subject]: readonly [ConsoleFaultCode, string], detail: string): boolean {
  const fault = core.committed.faults.get(faultKey(code, subject));
  return fault !== undefined && fault.detail !== detail;
}
