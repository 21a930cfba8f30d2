import type { DeviceId, GrantId, InputId, PersonId, PlaceId } from '../../base/ids.ts';
import { apply } from '../apply/apply.ts';
import { decide } from '../decide.ts';
import { FACT_VERSION, FactChecker, type Fact } from '../facts/catalogue.ts';
import type { Device } from '../devices.ts';
import type { Alarm } from '../alarm.ts';
import type { Debrief } from '../debrief.ts';
import type { Input, Reply, Signal } from '../input.ts';
import type { Person } from '../people.ts';
import type { Place } from '../places.ts';
import type { Known } from '../duty/standing.ts';
import { DEFAULT_POLICY, type Policy } from '../policy.ts';
import { pinDigest } from '../rules/press.ts';
import type { Message } from '../ruling.ts';
import { State } from '../state.ts';
import type { Reader } from '../views/reader.ts';

/** An input as a story tells it; the stage gives the id. */
export type Cue = { readonly [T in Input['type']]: Omit<Extract<Input, { readonly type: T }>, 'id'> }[Input['type']];

/** What one input did. */
export interface Outcome {
  readonly reply: Reply;
  readonly kinds: readonly string[];
  readonly facts: readonly Fact[];
  readonly messages: readonly Message[];
}

// as (all in this file): ids of a story are written by hand.
export const person = (id: string): PersonId => id as PersonId;
export const place = (id: string): PlaceId => id as PlaceId;
export const device = (id: string): DeviceId => id as DeviceId;

/** 2026-03-02, a Monday, 09:00 in Sydney. */
export const MONDAY_NINE = Date.UTC(2026, 2, 1, 22);

/** The rules on their own: decides, checks each fact against its schema, applies it; time stands still until it is moved. */
export class Stage {
  readonly state = new State();
  policy: Policy = DEFAULT_POLICY;
  at = MONDAY_NINE;
  t = 1_000;
  readonly #checker = new FactChecker();
  #inputs = 0;
  #seq = 0;

  pass(ms: number): void {
    this.at += ms;
    this.t += ms;
  }

  give(cue: Cue): Outcome {
    this.#inputs += 1;
    const id = `i${String(this.#inputs)}` as InputId;
    const decision = decide({ state: this.state, at: this.at, t: this.t, id, policy: this.policy }, { ...cue, id });
    const facts = decision.facts.map((made) => {
      const problem = this.#checker.problem(made.kind, FACT_VERSION, made.data);
      if (problem !== undefined) throw new TypeError(problem);
      this.#seq += 1;
      const fact = { ...made, at: this.at, t: this.t, seq: this.#seq } as unknown as Fact; // as: checked just now.
      apply(this.state, fact);
      return fact;
    });
    this.state.settle();
    return { reply: decision.reply, kinds: facts.map((fact) => fact.kind), facts, messages: decision.messages };
  }

  /** What the times of the law go by. */
  get known(): Known {
    return { state: this.state, holidays: this.policy.holidays };
  }

  /** Somebody who looks now. */
  reader(id: string): Reader {
    return { person: person(id), at: this.at, holidays: this.policy.holidays };
  }

  press(from: string, [boot, seq]: readonly [boot: number, seq: number], more: Partial<Signal> & { readonly age?: number } = {}): Outcome {
    const { age = 0, ...rest } = more;
    const path = { by: 'mqtt' as const };
    const times = { receivedAt: this.at, pressedAt: this.at - age };
    return this.give({ type: 'signal', signal: { device: device(from), boot, seq, kind: 'duress', path, ...times, ...rest } });
  }

  act(actor: string, action: Extract<Input, { type: 'act' }>['action'], body: Extract<Input, { type: 'act' }>['body'] = {}): Outcome {
    return this.give({ type: 'act', actor: person(actor), alarm: this.alarm.alarm, action, body });
  }

  do(actor: string, command: Extract<Input, { type: 'debrief' }>['command']): Outcome {
    return this.give({ type: 'debrief', actor: person(actor), debrief: this.debrief.debrief, command });
  }

  due(table: Extract<Input, { type: 'deadline' }>['table'], key: string): Outcome {
    return this.give({ type: 'deadline', table, key });
  }

  /** The only open alarm. */
  get alarm(): Alarm {
    const [alarm, second] = [...this.state.alarms.values()];
    if (alarm === undefined || second !== undefined) throw new RangeError(`there are ${String(this.state.alarms.size)} open alarms`);
    return alarm;
  }

  /** The only debrief. */
  get debrief(): Debrief {
    const [debrief, second] = [...this.state.debriefs.values()];
    if (debrief === undefined || second !== undefined) throw new RangeError(`there are ${String(this.state.debriefs.size)} debriefs`);
    return debrief;
  }

  put(...rows: readonly (Person | Place | Device)[]): void {
    for (const row of rows) {
      if ('person' in row) this.state.people.set(row.person, row);
      else if ('device' in row) this.state.devices.set(row.device, row);
      else this.state.places.set(row.place, row);
    }
    this.state.settle();
  }
}

export function somebody(id: string, more: Partial<Person> = {}): Person {
  return { person: person(id), name: id, leave: [], unavailable: false, active: true, ...more };
}

export function somewhere(id: string, more: Partial<Place> = {}): Place {
  return { place: place(id), name: id, kind: 'room', beacons: [], fallback: [], emergency: [], ...more };
}

export function button(id: string, more: Partial<Device> = {}): Device {
  return { device: device(id), family: 'duress', label: id, silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false, ...more };
}

/**
 * Ana works in room 1 and carries `b-ana` and `b-ana-2`; `b-desk` belongs to room 4. Ruth is her manager, Sam is Ruth's and administrator.
 * Maria and Lee are at reception. Ana's PIN is 2468, her duress PIN 8642.
 */
export function smallHouse(): Stage {
  const stage = new Stage();
  stage.put(
    somebody('sam'),
    somebody('ruth', { manager: person('sam') }),
    ...['ana', 'tom', 'maria', 'lee'].map((id) => somebody(id, { manager: person('ruth') })),
    somewhere('site', {
      kind: 'site',
      zone: 'Australia/Sydney',
      responsible: person('ruth'),
      fallback: [person('sam'), person('ruth')],
      emergency: [person('ruth'), person('sam')],
    }),
    somewhere('room1', { parent: place('site'), beacons: ['beacon-1'] }),
    somewhere('room4', { parent: place('site'), beacons: ['beacon-4'] }),
    button('b-ana', { worker: person('ana'), place: place('room1') }),
    button('b-ana-2', { worker: person('ana') }),
    button('b-desk', { place: place('room4') }),
  );
  const { credentials, grants } = stage.state;
  const ana = person('ana');
  credentials.set(ana, { person: ana, pin: pinDigest(ana, '2468'), duressPin: pinDigest(ana, '8642') });
  grants.set('g-sam' as GrantId, { grant: 'g-sam' as GrantId, person: person('sam'), role: 'administrator' });
  stage.state.settle();
  return stage;
}
