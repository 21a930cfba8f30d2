import type { Fault } from './fault.ts';

/** A technical matter that is over: what reports count. Times in epoch ms. */
export interface PastFault extends Pick<Fault, 'code' | 'subject' | 'place' | 'since'> {
  readonly endedAt: number;
  readonly acknowledgedAt?: number | undefined;
}

/** The same matter comes and goes: each time is one, told apart by the fact that ended it. */
export function pastFaultKey(fault: string, endedSeq: number): string {
  return `${fault}@${String(endedSeq)}`;
}

export function pastFault({ code, subject, place, since, acknowledged }: Fault, endedAt: number): PastFault {
  return { code, subject, place, since, endedAt, acknowledgedAt: acknowledged?.at };
}
