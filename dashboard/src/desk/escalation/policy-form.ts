import type { AlarmLevel } from '@duress/gateway/contract/alarm.ts';
import type {
  EscalationPolicyBody,
  EscalationPolicyView,
  EscalationStep,
  Hours,
  Target,
  TOLD_ROLES,
} from '@duress/gateway/contract/escalation.ts';
import type { WayName } from '@duress/gateway/contract/ways.ts';

/** A target while it is edited: it keeps what was chosen for another kind, so that a slip of the hand loses nothing. */
export interface TargetForm {
  to: Target['to'];
  rota: string;
  person: string;
  role: (typeof TOLD_ROLES)[number];
  list: number;
}

export interface StepForm {
  seconds: number;
  targets: TargetForm[];
  again: boolean;
  ways: WayName[];
}

export interface PolicyForm {
  name: string;
  place: string;
  level: AlarmLevel | 'all';
  hours: Hours[];
  steps: StepForm[];
  repeatSeconds: number;
}

export const TARGET_KINDS = ['rota', 'person', 'role', 'line', 'contacts', 'consoles'] as const satisfies readonly Target['to'][];
const SECOND_MS = 1_000;

export function blankTarget(): TargetForm {
  return { to: 'contacts', rota: '', person: '', role: 'responder', list: 1 };
}

export function blankStep(seconds = 30): StepForm {
  return { seconds, targets: [blankTarget()], again: false, ways: [] };
}

export function blankHours(): Hours {
  return { days: [1, 2, 3, 4, 5], from: '18:00', to: '08:00' };
}

/** What stands in the form at first: the policy, or one that a house could begin with. */
export function policyForm(policy: EscalationPolicyView | undefined): PolicyForm {
  if (policy === undefined) return { name: '', place: '', level: 'all', hours: [], steps: [blankStep()], repeatSeconds: 60 };
  const { name, place = '', levels, hours = [], steps, repeatMs } = policy;
  const level = levels?.length === 1 ? (levels[0] ?? 'all') : 'all';
  return { name, place, level, hours: structuredClone(hours), steps: steps.map(stepForm), repeatSeconds: repeatMs / SECOND_MS };
}

function stepForm({ afterMs, targets, again = false, ways = [] }: EscalationStep): StepForm {
  return { seconds: afterMs / SECOND_MS, targets: targets.map((target) => ({ ...blankTarget(), ...target })), again, ways: [...ways] };
}

export function policyBody({ name, place, level, hours, steps, repeatSeconds }: PolicyForm): EscalationPolicyBody {
  return {
    name,
    ...(place === '' ? {} : { place }),
    ...(level === 'all' ? {} : { levels: [level] }),
    ...(hours.length === 0 ? {} : { hours }),
    steps: steps.map(stepBody),
    repeatMs: repeatSeconds * SECOND_MS,
  };
}

function stepBody({ seconds, targets, again, ways }: StepForm): EscalationStep {
  return {
    afterMs: seconds * SECOND_MS,
    targets: targets.map(targetBody),
    ...(again ? { again } : {}),
    ...(ways.length === 0 ? {} : { ways }),
  };
}

function targetBody({ to, rota, person, role, list }: TargetForm): Target {
  switch (to) {
    case 'rota':
      return { to, rota };
    case 'person':
      return { to, person };
    case 'role':
      return { to, role };
    case 'contacts':
      return { to, list };
    case 'line':
    case 'consoles':
      return { to };
  }
}
