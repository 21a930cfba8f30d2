import type {
  AlarmId,
  DebriefId,
  DeviceId,
  DrillId,
  GrantId,
  OutputId,
  PersonId,
  PlaceId,
  PolicyId,
  RotaId,
  SessionId,
  SubscriptionId,
  TokenId,
} from '../base/ids.ts';
import type { Json } from '../base/canonical.ts';
import type { Alarm } from './alarm.ts';
import type { Debrief } from './debrief.ts';
import type { DebriefLists } from './debrief-lists.ts';
import type { Device, DeviceTest, Downlink, Hand, PressMemory } from './devices.ts';
import type { Drill } from './drill.ts';
import type { AttachmentRow, Hold, RecentReading, Retention, Witness } from './kept.ts';
import type { EscalationPolicy } from './escalation-policy.ts';
import type { Fault } from './fault.ts';
import type { MonthNotice } from './month-notice.ts';
import type { Output } from './output.ts';
import type { Credential, Grant, Person, Session, Token } from './people.ts';
import type { Place } from './places.ts';
import type { PushSubscription } from './push-subscription.ts';
import type { Rota } from './rota.ts';
import type { PastFault } from './past-fault.ts';
import type { Path, Proof } from './supervision.ts';
import { Table, type TableView } from './table.ts';
import type { TestSend } from './test-send.ts';
import type { HandOver, HeardTest } from './watch.ts';

/** Everything that facts have made so far and that is still open: one table per kind of thing. */
export interface Tables {
  readonly alarms: Table<AlarmId, Alarm>;
  readonly debriefs: Table<DebriefId, Debrief>;
  readonly drills: Table<DrillId, Drill>;
  readonly people: Table<PersonId, Person>;
  readonly credentials: Table<PersonId, Credential>;
  readonly grants: Table<GrantId, Grant>;
  readonly sessions: Table<SessionId, Session>;
  readonly tokens: Table<TokenId, Token>;
  readonly places: Table<PlaceId, Place>;
  readonly devices: Table<DeviceId, Device>;
  readonly tests: Table<DeviceId, DeviceTest>;
  readonly presses: Table<DeviceId, PressMemory>;
  readonly hands: Table<DeviceId, Hand>;
  readonly downlinks: Table<DeviceId, Downlink>;
  readonly faults: Table<string, Fault>;
  /** Leave memory with the commit that ends them; reports read them from the disk. */
  readonly pastFaults: Table<string, PastFault>;
  /** Escalation policies of the house's own. */
  readonly policies: Table<PolicyId, EscalationPolicy>;
  readonly rotas: Table<RotaId, Rota>;
  readonly outputs: Table<OutputId, Output>;
  readonly proofs: Table<DeviceId, Proof>;
  readonly paths: Table<string, Path>;
  readonly handOvers: Table<PersonId, HandOver>;
  readonly heardTests: Table<string, HeardTest>;
  /** Browsers in which people want to be told. */
  readonly subscriptions: Table<SubscriptionId, PushSubscription>;
  /** The last test message to each person. */
  readonly testSends: Table<PersonId, TestSend>;
  /** Who has read which debrief in the last minutes. */
  readonly readings: Table<string, RecentReading>;
  /** Legal holds, by what they stand on. */
  readonly holds: Table<string, Hold>;
  /** How long each completed debrief is kept. */
  readonly retentions: Table<DebriefId, Retention>;
  /** How much time this gateway has seen pass. */
  readonly witnesses: Table<string, Witness>;
  /** Photos by their own names; they leave memory at once. */
  readonly attachments: Table<string, AttachmentRow>;
  /** Single values: `first-administrator-key`, … */
  readonly settings: Table<string, { readonly value: Json }>;
  /** Of places that have lists of their own. */
  readonly debriefLists: Table<PlaceId, DebriefLists>;
  /** Who hears of the months of a site, by the site. */
  readonly monthNotices: Table<PlaceId, MonthNotice>;
}

/** The working or the committed half, to read. */
export type StateView = { readonly [T in keyof Tables]: Tables[T] extends Table<infer K, infer V> ? TableView<K, V> : never };

/** The rules' memory. Rules read `working`; screens and followers read `committed`. */
export class State implements Tables {
  readonly alarms = new Table<AlarmId, Alarm>({
    name: 'alarm',
    archived: (alarm) => alarm.state === 'closed',
    subject: (alarm) => (alarm.where.position === undefined ? undefined : `alarm:${alarm.alarm}`),
    history: (alarm) => ({
      at: alarm.raisedAt,
      person: alarm.worker,
      place: alarm.where.place,
      outcome: alarm.state === 'closed' ? alarm.closed.outcome : undefined,
    }),
    indexes: {
      subject: (alarm) => (alarm.state === 'closed' ? undefined : alarm.subject),
      device: (alarm) => alarm.device,
      worker: (alarm) => alarm.worker,
    },
  });
  readonly debriefs = new Table<DebriefId, Debrief>({
    name: 'debrief',
    archived: (debrief) => debrief.state === 'completed',
    history: (debrief) => ({ at: debrief.openedAt, person: debrief.worker, place: debrief.place }),
    indexes: { owner: (debrief) => debrief.owner, worker: (debrief) => debrief.worker },
  });
  readonly drills = new Table<DrillId, Drill>({
    name: 'drill',
    archived: (drill) => drill.state === 'ended',
    history: (drill) => ({ at: drill.startedAt, person: drill.leader, place: drill.place }),
  });
  readonly people = new Table<PersonId, Person>({
    name: 'person',
    subject: (person) => (person.erased === true ? undefined : `person:${person.person}`),
    indexes: { login: (person) => person.login?.toLowerCase() },
  });
  readonly credentials = new Table<PersonId, Credential>({ name: 'credential', subject: (credential) => `person:${credential.person}` });
  readonly grants = new Table<GrantId, Grant>({ name: 'grant', indexes: { person: (grant) => grant.person } });
  readonly sessions = new Table<SessionId, Session>({ name: 'session', indexes: { person: (session) => session.person } });
  readonly tokens = new Table<TokenId, Token>({ name: 'token' });
  readonly places = new Table<PlaceId, Place>({ name: 'place' });
  readonly devices = new Table<DeviceId, Device>({
    name: 'device',
    subject: (device) => `device:${device.device}`,
    indexes: { worker: (device) => device.worker },
  });
  readonly tests = new Table<DeviceId, DeviceTest>({ name: 'test' });
  readonly presses = new Table<DeviceId, PressMemory>({ name: 'press' });
  readonly hands = new Table<DeviceId, Hand>({ name: 'hand' });
  readonly downlinks = new Table<DeviceId, Downlink>({ name: 'downlink' });
  readonly faults = new Table<string, Fault>({ name: 'fault' });
  readonly pastFaults = new Table<string, PastFault>({
    name: 'past-fault',
    archived: () => true,
    history: ({ since, place }) => ({ at: since, place }),
  });
  readonly policies = new Table<PolicyId, EscalationPolicy>({ name: 'policy' });
  readonly rotas = new Table<RotaId, Rota>({ name: 'rota' });
  readonly outputs = new Table<OutputId, Output>({ name: 'output' });
  readonly proofs = new Table<DeviceId, Proof>({ name: 'proof' });
  readonly paths = new Table<string, Path>({ name: 'path' });
  readonly handOvers = new Table<PersonId, HandOver>({ name: 'hand-over' });
  readonly heardTests = new Table<string, HeardTest>({ name: 'heard-test' });
  readonly subscriptions = new Table<SubscriptionId, PushSubscription>({
    name: 'subscription',
    subject: ({ person }) => `person:${person}`,
    indexes: { person: ({ person }) => person, session: ({ session }) => session },
  });
  readonly testSends = new Table<PersonId, TestSend>({ name: 'test-send', indexes: { by: ({ by }) => by } });
  readonly readings = new Table<string, RecentReading>({ name: 'reading' });
  readonly holds = new Table<string, Hold>({ name: 'hold', subject: ({ on }) => (on === 'house' ? 'gateway' : on) });
  readonly retentions = new Table<DebriefId, Retention>({ name: 'retention' });
  readonly witnesses = new Table<string, Witness>({ name: 'witness' });
  readonly attachments = new Table<string, AttachmentRow>({ name: 'attachment', archived: () => true, history: ({ at }) => ({ at }) });
  readonly settings = new Table<string, { readonly value: Json }>({ name: 'setting' });
  readonly debriefLists = new Table<PlaceId, DebriefLists>({ name: 'debrief-lists', subject: ({ place }) => `debrief-lists:${place}` });
  readonly monthNotices = new Table<PlaceId, MonthNotice>({ name: 'month-notice' });

  readonly committed: StateView = Object.fromEntries(
    Object.entries(this.#tables()).map(([name, table]) => [name, table.committed]),
    // as: fromEntries forgets which view belongs to which name; #tables() has exactly the names of Tables.
  ) as unknown as StateView;

  /** Every table by the name that its rows are stored under. */
  readonly byName: ReadonlyMap<string, Table<string, unknown>> = new Map(
    Object.values(this.#tables()).map((table) => [table.spec.name, table]),
  );

  settle(): void {
    for (const table of this.byName.values()) table.settle();
  }

  drop(): void {
    for (const table of this.byName.values()) table.drop();
  }

  clear(): void {
    for (const table of this.byName.values()) table.clear();
  }

  /** The tables by their names here. */
  #tables(): Record<keyof Tables, Table<string, unknown>> {
    const { alarms, debriefs, drills, people, credentials, grants, sessions, tokens } = this;
    const { policies, rotas, outputs, proofs, paths, handOvers, heardTests, subscriptions, testSends } = this;
    const { places, devices, tests, presses, hands, downlinks, faults, pastFaults, settings, debriefLists } = this;
    const { readings, holds, retentions, witnesses, attachments, monthNotices } = this;
    const tables: Tables = {
      alarms,
      debriefs,
      drills,
      people,
      credentials,
      grants,
      sessions,
      tokens,
      places,
      devices,
      tests,
      presses,
      hands,
      downlinks,
      faults,
      pastFaults,
      policies,
      rotas,
      outputs,
      proofs,
      paths,
      handOvers,
      heardTests,
      subscriptions,
      testSends,
      readings,
      holds,
      retentions,
      witnesses,
      attachments,
      settings,
      debriefLists,
      monthNotices,
    };
    // as: rows go in and out as JSON; whoever loads them checks their shape.
    return tables as unknown as Record<keyof Tables, Table<string, unknown>>;
  }
}
