import type { AlarmId } from '../../base/ids.ts';
import type { ConsoleFaultCode, FaultSubject } from '../../contract/faults.ts';
import type { Draft } from '../facts/catalogue.ts';
import { faultKey, type Fault } from '../fault.ts';
import { draft, GATEWAY, type Ruling } from '../ruling.ts';

type Asking = Pick<Ruling, 'state'>;

interface Options {
  readonly actor?: string | undefined;
  readonly about?: AlarmId | undefined;
}

/** Opens a fault; nothing when it is open already. */
export function faultOpened<C extends ConsoleFaultCode>(
  { state }: Asking,
  opened: { readonly code: C; readonly subject: FaultSubject<C> } & Pick<Fault, 'label' | 'place' | 'detail'>,
  { actor = GATEWAY, about }: Options = {},
): Draft[] {
  const { code, subject, label, place, detail } = opened;
  const fault = faultKey(code, subject);
  if (state.faults.has(fault)) return [];
  return [draft('FaultOpened', { fault, code, subject, label, place, detail }, { actor, about })];
}

/** Closes a fault; nothing when it is not open. */
export function faultClosed<C extends ConsoleFaultCode>(
  { state }: Asking,
  over: { readonly code: C; readonly subject: FaultSubject<C> },
  { actor = GATEWAY, about }: Options = {},
): Draft[] {
  const fault = faultKey(over.code, over.subject);
  return state.faults.has(fault) ? [draft('FaultClosed', { fault }, { actor, about })] : [];
}

/** Closes whatever stands about this subject: it is no matter of ours any more. */
export function faultsClosedAbout({ state }: Asking, subject: FaultSubject): Draft[] {
  return [...state.faults.values()]
    .filter((fault) => fault.subject === subject)
    .map(({ fault }) => draft('FaultClosed', { fault }, { actor: GATEWAY }));
}
