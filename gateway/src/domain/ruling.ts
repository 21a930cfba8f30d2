import type { Json } from '../base/canonical.ts';
import type { AlarmId, DebriefId, InputId, PersonId } from '../base/ids.ts';
import type { Draft, FactData, FactKind } from './facts/catalogue.ts';
import type { RefusalCode, Reply } from './input.ts';
import type { Policy } from './policy.ts';
import type { StateView } from './state.ts';

/** All that a rule may look at. Nothing else: no clock, no chance, no waiting. */
export interface Ruling {
  /** As it stands after everything decided before, on disk or not. */
  readonly state: StateView;
  /** Epoch ms by the wall clock. */
  readonly at: number;
  /** Engine ms; never goes back. */
  readonly t: number;
  /** What came while the log was away is decided as of then, `at` and `t`; this is now, epoch ms: who is here to do something about it. */
  readonly now?: number | undefined;
  /** The input's id; names what the input opens. */
  readonly id: InputId;
  readonly policy: Policy;
}

/** A message that must leave the house; the outbox keeps it until it is out. Names nobody but by id. */
export interface Message {
  readonly id: string;
  readonly channel: 'contact';
  /** `person:<id>`: the channel looks up how to reach them when it sends. */
  readonly to: string;
  readonly body: { readonly template: MessageTemplate; readonly [name: string]: Json };
  readonly about?: AlarmId | DebriefId | undefined;
  readonly dueAt: number;
}

export type MessageTemplate =
  | 'alarm-unanswered'
  | 'debrief-waiting'
  | 'debrief-passed-on'
  | 'device-needs-care'
  | 'debrief-reminder'
  | 'duty-due'
  | 'debrief-asked'
  | 'month-ready';

export interface Decision {
  readonly facts: readonly Draft[];
  readonly messages: readonly Message[];
  readonly reply: Reply;
}

const ACCEPTED: Reply = { outcome: 'accepted' };

export function decided(facts: readonly Draft[], reply: Reply = ACCEPTED, messages: readonly Message[] = []): Decision {
  return { facts, messages, reply };
}

export function refused(code: RefusalCode, more: { readonly detail?: string; readonly by?: PersonId } = {}): Decision {
  return { facts: [], messages: [], reply: { outcome: 'refused', code, ...more } };
}

interface DraftOptions {
  readonly actor: string;
  readonly about?: AlarmId | DebriefId | undefined;
  readonly secret?: { readonly subject: string; readonly value: Json } | undefined;
}

export function draft<K extends FactKind>(kind: K, data: FactData<K>, options: DraftOptions): Draft<K> {
  return { kind, data, ...options };
}

export const GATEWAY = 'gateway';
export const byPerson = (person: PersonId): string => `person:${person}`;
export const byDevice = (device: string): `device:${string}` => `device:${device}`;
