import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { FaultError } from '../../base/errors.ts';
import { networkCauseOf } from './network-cause.ts';

/** Two: the one that receivers know, and the one that takes its place. */
const SECRETS_MAX = 2;
/** `whsec_` and base64 of 24 to 64 bytes (Standard Webhooks, *Signature scheme*). */
const SECRET = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;
const SECRET_BYTES = { min: 24, max: 64 };

/** The headers by which a receiver knows that a post is ours, is whole, and is not an old one played again (Standard Webhooks). */
export function signatureHeaders(
  secrets: readonly Uint8Array[],
  { id, at, body }: { readonly id: string; /** Epoch ms. */ readonly at: number; readonly body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/**
 * The secrets in a file, one a line. Read for each post, so that a new one is used without a restart.
 * @throws FaultError `channel-failed` when it can't be read or holds something else: unsigned is not sent.
 */
export async function readSecrets(file: string): Promise<Uint8Array[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new FaultError('channel-failed', `webhook: the secret file ${networkCauseOf(cause)}`, { retryable: true, cause });
  });
  const lines = text.split('\n').map((line) => line.trim());
  const secrets = lines.filter((line) => line !== '').map(secretIn);
  if (secrets.length === 0 || secrets.length > SECRETS_MAX || secrets.includes(undefined)) {
    throw new FaultError('channel-failed', 'webhook: the secret file must hold one or two lines whsec_… of 24 to 64 bytes', {
      retryable: true,
    });
  }
  return secrets.filter((secret) => secret !== undefined);
}

function secretIn(line: string): Uint8Array | undefined {
  const bytes = Buffer.from(SECRET.exec(line)?.[1] ?? '', 'base64');
  return bytes.length >= SECRET_BYTES.min && bytes.length <= SECRET_BYTES.max ? bytes : undefined;
}
