import type { Access } from '../access/access.ts';
import type { OriginPolicy } from '../access/origin.ts';
import type { Clock } from '../base/clock.ts';
import type { DeviceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { FeedbackBody } from '../contract/hand.ts';
import type { Policy } from '../domain/policy.ts';
import type { CanaryStanding } from '../engine/ports/canary.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';

/** What a page may hear of the hand that it plays. */
export interface Hand {
  current(device: DeviceId): FeedbackBody;
  onTold(listener: (device: DeviceId, body: FeedbackBody) => void): () => void;
  shownUnrecorded(device: DeviceId): void;
}

export interface FeedDeps {
  readonly core: Core;
  readonly access: Access;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults: FaultSink;
  readonly hand: Hand;
  readonly policy: Policy;
  readonly origin: OriginPolicy;
  /** A console of another build reloads when it is calm. */
  readonly build: string;
  readonly demo: boolean;
  /** Short hash of the newest signed head, for the consoles' footers. */
  readonly signedHead: () => string | undefined;
  /** How the gateway's own test presses go. */
  readonly canary?: CanaryStanding | undefined;
  /** The phone page's own messages: the device has shown a revision. */
  readonly handAck: (device: DeviceId, rev: number) => void;
}
