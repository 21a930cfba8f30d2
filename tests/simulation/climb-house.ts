import type { PersonId, PlaceId, PolicyId, RotaId } from '../../gateway/src/base/ids.ts';
import type { EscalationStep, Shift } from '../../gateway/src/contract/escalation.ts';
import type { EscalationPolicy } from '../../gateway/src/domain/escalation-policy.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { MINUTE_MS } from '../../gateway/src/base/durations.ts';

/** Shifts of minutes, so that a story of minutes sees several: it begins on a Monday at 09:00. Between 09:10 and 09:12 nobody is on duty. */
const shift = (person: string, from: string, to: string): Shift => ({
  ...{ people: [person], days: [1, 2, 3, 4, 5, 6, 7], from, to, since: '2026-02-23' },
});
export const SHIFTS: readonly Shift[] = [
  shift('ruth', '00:00', '09:04'),
  shift('tom', '09:03', '09:10'),
  shift('sam', '09:12', '09:30'),
  shift('tom', '09:20', '12:00'),
  shift('ruth', '11:30', '23:59'),
];
/** Tom is on leave in the middle of it. */
const TOM_AWAY = { from: 6 * MINUTE_MS, to: 8 * MINUTE_MS };

const rota = { to: 'rota' as const, rota: 'duty' };
/** The ground floor, in the first minutes of each story; the house for presses of the highest level. Everything else goes the built-in way. */
export const POLICIES: readonly (Omit<EscalationPolicy, 'policy'> & { readonly policy: string })[] = [
  {
    policy: 'ground',
    name: 'Ground floor',
    place: 'ground' as PlaceId, // as: ids of a story are written by hand.
    hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '09:08' }],
    steps: [step(5, [{ to: 'consoles' }]), step(15, [rota]), { ...step(20, [{ to: 'line' }]), again: true }],
    repeatMs: 45_000,
  },
  {
    policy: 'duress',
    name: 'Duress',
    levels: ['duress'],
    steps: [step(10, [rota, { to: 'role', role: 'responder' }]), step(30, [{ to: 'contacts' }, { to: 'person', person: 'tom' }])],
    repeatMs: 40_000,
  },
];

function step(seconds: number, targets: EscalationStep['targets']): EscalationStep {
  return { afterMs: seconds * 1_000, targets };
}

/** Policies, a rota and leave for the house of `houseAt`. */
export function climbAt(wall: number, tom: Extract<Change, { readonly put: 'person' }>['value']): readonly Change[] {
  const leave = [{ from: wall + TOM_AWAY.from, to: wall + TOM_AWAY.to }];
  // as (all): ids of a story are written by hand.
  return [
    { put: 'person', value: { ...tom, leave } },
    { put: 'rota', value: { rota: 'duty' as RotaId, name: 'Duty', zone: 'Australia/Sydney', shifts: SHIFTS, overrides: [] } },
    ...POLICIES.map((value): Change => ({ put: 'policy', value: { ...value, policy: value.policy as PolicyId } })),
  ];
}

export const TOM = 'tom' as PersonId; // as: an id of a story.
