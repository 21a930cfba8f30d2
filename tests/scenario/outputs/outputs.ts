import type { OutputId } from '../../../gateway/src/base/ids.ts';
import type { OutputSwitch } from '../../../gateway/src/contract/outputs.ts';
import type { Change } from '../../../gateway/src/domain/input.ts';
import type { Output } from '../../../gateway/src/domain/output.ts';
import type { TestGateway } from '../../harness/gateway.ts';

export const ON = 'a00101a2';
export const OFF = 'a00100a1';

/** A siren for the whole house, as set-up would make it. */
export function siren(by: OutputSwitch, more: Partial<Output> = {}): Output {
  return {
    output: 'o-siren' as OutputId, // as: an id by hand.
    name: 'Siren',
    audience: 'anyone',
    levels: ['duress'],
    onWhile: 'loud',
    maxOnMs: 300_000,
    drills: false,
    switch: by,
    ...more,
  };
}

export function put(value: Output): Change {
  return { put: 'output', value };
}

/** The first relay of a common board. */
export function relayOn(port: string): OutputSwitch {
  return { by: 'serial', port, on: 'A0 01 01 A2', off: 'A0 01 00 A1' };
}

/** Codes of the faults that stand now about this. */
export function faultsAbout(test: TestGateway, subject: string): string[] {
  return [...test.gateway.core.committed.faults.values()].filter((fault) => fault.subject === subject).map(({ code }) => code);
}
