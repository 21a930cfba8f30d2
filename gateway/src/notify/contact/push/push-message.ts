import { buildPushPayload } from '@block65/webcrypto-web-push';
import type { PushSubscription } from '../../../domain/push-subscription.ts';
import type { PushIdentity } from './push-identity.ts';

export interface Sealing {
  readonly identity: PushIdentity;
  readonly contact: string;
  readonly topic: string;
  readonly ttlSeconds: number;
  readonly urgency: 'high' | 'normal';
}

export interface SealedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

type Addressed = Pick<PushSubscription, 'endpoint' | 'p256dh' | 'auth'>;

/**
 * A message that this browser alone can read (RFC 8291), signed by the gateway for its service (RFC 8292), padded so that its length
 * says nothing. Undefined for keys that are none.
 */
export async function encrypted({ endpoint, p256dh, auth }: Addressed, text: string, sealing: Sealing): Promise<SealedMessage | undefined> {
  const { identity, contact, topic, ttlSeconds, urgency } = sealing;
  // Signed for https alone; a service on this machine that speaks plain is signed for as if it did not.
  const subscription = { endpoint: endpoint.replace(/^http:/, 'https:'), expirationTime: null, keys: { p256dh, auth } };
  const message = { data: text, options: { ttl: ttlSeconds, urgency, topic } };
  try {
    const { headers, body } = await buildPushPayload(message, subscription, { subject: contact, ...identity });
    return { headers, body };
  } catch {
    // Keys were looked at when they came; what the package still refuses is about this browser and no other.
    return undefined;
  }
}
