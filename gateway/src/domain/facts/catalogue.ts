import { Compile, type Validator } from 'typebox/compile';
import type { Static, TSchema } from 'typebox';
import type { Json } from '../../base/canonical.ts';
import type { AlarmId, DebriefId } from '../../base/ids.ts';
import { ALARM_FACTS } from './alarm-facts.ts';
import { CHANNELS_FACTS } from './channels-facts.ts';
import { CANARY_FACTS } from './canary-facts.ts';
import { DEBRIEF_CONTENT_FACTS } from './debrief-content-facts.ts';
import { DEBRIEF_FACTS } from './debrief-facts.ts';
import { DRILL_FACTS } from './drill-facts.ts';
import { DUTY_FACTS } from './duty-facts.ts';
import { ESCALATION_FACTS } from './escalation-facts.ts';
import { GATEWAY_FACTS } from './gateway-facts.ts';
import { JOINING_FACTS } from './joining-facts.ts';
import { KEEPING_FACTS } from './keeping-facts.ts';
import { MONTH_FACTS } from './month-facts.ts';
import { OUTPUTS_FACTS } from './outputs-facts.ts';
import { PUSH_FACTS } from './push-facts.ts';
import { SET_UP_FACTS } from './set-up-facts.ts';
import { SIGNAL_FACTS } from './signal-facts.ts';
import { SUPERVISION_FACTS } from './supervision-facts.ts';
import { TEST_SEND_FACTS } from './test-send-facts.ts';
import { TIME_FACTS } from './time-facts.ts';
import { WATCH_FACTS } from './watch-facts.ts';

/** Every kind of fact that this build writes. All are at version 1; a change of a shape makes a new version and an upcaster. */
export const FACTS = {
  ...SIGNAL_FACTS,
  ...ALARM_FACTS,
  ...DEBRIEF_FACTS,
  ...SET_UP_FACTS,
  ...ESCALATION_FACTS,
  ...GATEWAY_FACTS,
  ...SUPERVISION_FACTS,
  ...WATCH_FACTS,
  ...DRILL_FACTS,
  ...CHANNELS_FACTS,
  ...CANARY_FACTS,
  ...OUTPUTS_FACTS,
  ...PUSH_FACTS,
  ...TEST_SEND_FACTS,
  ...TIME_FACTS,
  ...DEBRIEF_CONTENT_FACTS,
  ...KEEPING_FACTS,
  ...DUTY_FACTS,
  ...JOINING_FACTS,
  ...MONTH_FACTS,
} as const;
export const FACT_VERSION = 1;

export type FactKind = keyof typeof FACTS;

/** Optional members may be given as undefined; the canonical form leaves them out. */
type Loose<T> = { readonly [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };
export type FactData<K extends FactKind> = Loose<Static<(typeof FACTS)[K]>>;

/** A fact that the rules have decided; the engine gives it its place and times. */
export interface Draft<K extends FactKind = FactKind> {
  readonly kind: K;
  readonly data: FactData<K>;
  readonly actor: string;
  readonly about?: AlarmId | DebriefId | undefined;
  readonly secret?: { readonly subject: string; readonly value: Json } | undefined;
}

/** A fact as `apply` sees it: committed or about to be, or read back with its text erased. */
export type Fact = {
  [K in FactKind]: {
    readonly kind: K;
    readonly data: FactData<K>;
    readonly at: number;
    readonly t: number;
    readonly seq: number;
    readonly actor: string;
    readonly secret?: { readonly subject: string; readonly value: Json | undefined } | undefined;
  };
}[FactKind];

export function isFactKind(kind: string): kind is FactKind {
  return Object.hasOwn(FACTS, kind);
}

/** Checks facts against their schemas before they are written and after they were read. */
export class FactChecker {
  readonly #validators = new Map<string, Validator>();

  /** What is wrong with it, or undefined when nothing is. */
  problem(kind: string, v: number, data: unknown): string | undefined {
    if (!isFactKind(kind)) return `unknown kind ${kind}`;
    if (v !== FACT_VERSION) return `unknown version ${String(v)} of ${kind}`;
    const validator = this.#validators.get(kind) ?? this.#compile(kind);
    if (validator.Check(data)) return undefined;
    const first = validator.Errors(data)[0];
    return `${kind}: ${first === undefined ? 'does not fit its schema' : `${first.instancePath} ${first.message}`}`;
  }

  #compile(kind: FactKind): Validator {
    const schema: TSchema = FACTS[kind];
    const validator = Compile(schema);
    this.#validators.set(kind, validator);
    return validator;
  }
}
