import { FEEDBACK_STATES } from '@duress/gateway/contract/hand.ts';
import type { DevicePlace } from '@duress/gateway/contract/signal.ts';
import { parseJsonFile } from './devices-file.ts';
import type { LinkConditions } from './link-conditions.ts';
import type { Display } from './pattern.ts';
import { UsageError } from './usage-error.ts';

/** What a step may do, in the words of its file (docs/firmware-sim.md). */
export const DEEDS = [
  'press',
  'assist',
  'push',
  'cancel',
  'test',
  'tamper',
  'lie',
  'move',
  'wear',
  'take-off',
  'go-to',
  'cut-power',
  'restore-power',
  'lose-coverage',
  'regain-coverage',
  'conditions',
  'change-battery',
  'await',
] as const;
export type Deed = (typeof DEEDS)[number];

export interface ScenarioStep {
  /** Milliseconds from the start, or from the end of the last `await` before it. */
  readonly at: number;
  readonly device: string;
  readonly do: Deed;
  readonly pin?: string | undefined;
  /** For `push`. */
  readonly ms?: number | undefined;
  readonly place?: DevicePlace | undefined;
  readonly conditions?: Partial<LinkConditions> | undefined;
  /** For `await`: what the hand must show, `held` presses, or `link`. */
  readonly state?: Display | 'all-held' | 'linked' | undefined;
  readonly withinMs?: number | undefined;
}

export interface Scenario {
  readonly name: string;
  readonly steps: readonly ScenarioStep[];
}

const DISPLAYS: readonly string[] = [
  ...FEEDBACK_STATES,
  'dark',
  'idle',
  'no-link',
  'sending',
  'searching',
  'shown-unrecorded',
  'test-armed',
];
const STEPS_MAX = 10_000;

/** @throws UsageError naming the step and what is wrong with it. */
export function readScenario(path: string, devices: ReadonlySet<string>): Scenario {
  const file = objectOf(parseJsonFile(path), path);
  const { name, steps } = file;
  if (!Array.isArray(steps) || steps.length === 0) throw new UsageError(`${path}: "steps" must be a list, and not an empty one.`);
  if (steps.length > STEPS_MAX) throw new UsageError(`${path} has ${steps.length} steps; at most ${STEPS_MAX} are taken.`);
  return {
    name: typeof name === 'string' ? name : path,
    steps: steps.map((value: unknown, i) =>
      readStep(objectOf(value, `${path}, step ${i + 1}`), { where: `${path}, step ${i + 1}`, devices }),
    ),
  };
}

function readStep(step: Record<string, unknown>, known: { readonly where: string; readonly devices: ReadonlySet<string> }): ScenarioStep {
  const { where, devices } = known;
  const fail = (why: string): never => {
    throw new UsageError(`${where}: ${why}`);
  };
  const { device, pin, state, place, conditions } = step;
  const at = numberIn(step['at'] ?? 0) ?? fail('"at" must be milliseconds, 0 or more.');
  if (typeof device !== 'string' || !devices.has(device))
    return fail(`"device" must be one of the devices file, and is ${JSON.stringify(device)}.`);
  const deed = DEEDS.find((one) => one === step['do']) ?? fail(`"do" must be one of ${DEEDS.join(', ')}.`);
  if (deed === 'cancel' && (typeof pin !== 'string' || !/^[0-9]{4,8}$/.test(pin))) return fail('"cancel" needs a "pin" of 4 to 8 digits.');
  if (deed === 'push' && numberIn(step['ms']) === undefined) return fail('"push" needs "ms".');
  if (deed === 'await' && !isAwaited(state)) return fail(`"await" needs a "state": all-held, linked or one of ${DISPLAYS.join(', ')}.`);
  return {
    at,
    device,
    do: deed,
    pin: typeof pin === 'string' ? pin : undefined,
    ms: numberIn(step['ms']),
    // What a place and conditions may hold is checked where they are used: the simulator may also say nonsense to a gateway.
    place: place === undefined ? undefined : objectOf(place, `${where}, "place"`),
    conditions: conditions === undefined ? undefined : objectOf(conditions, `${where}, "conditions"`),
    state: isAwaited(state) ? state : undefined,
    withinMs: numberIn(step['withinMs']),
  };
}

function isAwaited(value: unknown): value is Display | 'all-held' | 'linked' {
  return value === 'all-held' || value === 'linked' || (typeof value === 'string' && DISPLAYS.includes(value));
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`${where} must be an object.`);
  // An object that is no array is read by name.
  return value as Record<string, unknown>;
}
