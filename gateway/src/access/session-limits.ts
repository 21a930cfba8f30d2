import { DAY_MS, HOUR_MS } from '../base/durations.ts';
import type { Role } from '../contract/organisation.ts';

export interface SessionLimits {
  /** From sign-in to the end, whatever happens. */
  readonly absoluteMs: number;
  /** Without a request, without a key or a pointer at a console, and without an open phone page. */
  readonly idleMs: number;
}

/**
 * By risk, in both directions. An administrator's unattended browser can change who is protected; a worker's phone that
 * has signed itself out is a button that does not work; a reception console must outlast a long shift and its hand-over.
 */
export const SESSION_LIMITS: Readonly<Record<Role | 'none', SessionLimits>> = {
  administrator: { absoluteMs: 16 * HOUR_MS, idleMs: 2 * HOUR_MS },
  manager: { absoluteMs: DAY_MS, idleMs: 12 * HOUR_MS },
  reception: { absoluteMs: DAY_MS, idleMs: 14 * HOUR_MS },
  responder: { absoluteMs: 7 * DAY_MS, idleMs: 2 * DAY_MS },
  worker: { absoluteMs: 30 * DAY_MS, idleMs: 14 * DAY_MS },
  none: { absoluteMs: 30 * DAY_MS, idleMs: 14 * DAY_MS },
};

const STRICTEST_FIRST: readonly Role[] = ['administrator', 'manager', 'reception', 'responder', 'worker'];

/** The limits of the strictest role that a person has anywhere. */
export function limitsFor(roles: readonly Role[]): SessionLimits {
  return SESSION_LIMITS[STRICTEST_FIRST.find((role) => roles.includes(role)) ?? 'none'];
}
