import type { PersonId, SessionId, SubscriptionId } from '../base/ids.ts';

/** A browser in which a person wants to be told: an address at its maker's push service, and the keys for what is sent there. */
export interface PushSubscription {
  /** SHA-256 of the endpoint: one browser is one row, whoever is signed in there. */
  readonly subscription: SubscriptionId;
  readonly person: PersonId;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** How the person calls the device. */
  readonly label?: string | undefined;
  /** It ends with this sign-in. */
  readonly session?: SessionId | undefined;
  readonly savedAt: number;
  /** Seq of the fact that saved it: what is newer than another. */
  readonly saved: number;
}
