import type { AnswerLinks } from '../access/answer-links.ts';
import type { Access } from '../access/access.ts';
import type { Clock } from '../base/clock.ts';
import type { DeviceId, PersonId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { DeviceState, LoadFigures } from '../contract/supervision.ts';
import type { Device } from '../domain/devices.ts';
import type { Policy } from '../domain/policy.ts';
import type { Attachments } from '../engine/ports/attachments.ts';
import type { CanaryStanding } from '../engine/ports/canary.ts';
import type { Core } from '../engine/ports/core.ts';
import type { BrokerHealth, Counters, DeviceLink, Intake } from '../engine/ports/devices.ts';
import type { SignedHead } from '../engine/ports/log.ts';
import type { OutputsDesk } from '../engine/ports/outputs.ts';
import type { Queries } from '../engine/ports/queries.ts';
import type { Telling } from '../engine/ports/telling.ts';
import type { Heard } from '../engine/presence.ts';
import type { HttpLimits } from './limits.ts';

export interface ApiOptions {
  /** PEM texts; absent: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Further origins that are ours, for a proxy in front. */
  readonly origins?: readonly string[] | undefined;
  /** The listener is on loopback. */
  readonly loopback: boolean;
  readonly demo: boolean;
  /** Folder of the built pages. */
  readonly dashboard: string;
  readonly limits?: Partial<HttpLimits> | undefined;
}

export interface ApiDeps {
  readonly core: Core;
  readonly queries: Queries;
  readonly intake: Intake;
  /** The rules' numbers, for the views that say them in people's time. */
  readonly policy: Policy;
  readonly access: Access;
  /** Take an alarm from the phone. */
  readonly answerLinks: AnswerLinks;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly counters: Counters;
  /** Ways out to devices: a revoked device's connection is closed. */
  readonly links: readonly DeviceLink[];
  /** What was last heard of a device. */
  readonly presence: (device: DeviceId) => Heard | undefined;
  /** How a device stands by its signs of life. */
  readonly deviceState: (device: Device) => DeviceState;
  /** Sirens, lamps and relays, as they stand. */
  readonly outputs: OutputsDesk;
  /** How much reception was asked to look at. */
  readonly load: (reader: PersonId) => LoadFigures;
  /** The newest head that was signed, as it leaves the box. */
  readonly signedHead: () => SignedHead | undefined;
  /** Is there a way set up by which this person could be told? Absent: not known here. */
  readonly reaches?: ((person: PersonId) => boolean) | undefined;
  /** By which ways, and what a browser needs for its own. Absent: by none. */
  readonly telling?: Telling | undefined;
  /** How the outside broker stands, when there is one. */
  readonly broker?: (() => BrokerHealth | undefined) | undefined;
  /** How the gateway's own test presses go, where it makes any. */
  readonly canary?: CanaryStanding | undefined;
  /** All figures of now, as Prometheus reads them. */
  readonly metrics?: (() => Promise<{ readonly type: string; readonly text: string }>) | undefined;
  /** Photos beside the log. Absent: none are taken. */
  readonly attachments?: Attachments | undefined;
  /** What is held of a person, as a file for programs and one to read. Absent: it is not given out here. */
  readonly exportOf?: ((person: PersonId) => Promise<{ readonly json: string; readonly html: string }>) | undefined;
  readonly options: ApiOptions;
}
