import { FaultError } from '../../base/errors.ts';

/** A service's answer as text. @throws FaultError `channel-failed` for one that is longer than any of its answers. */
export async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  if (body === undefined) return '';
  for await (const part of body) {
    bytes += part.byteLength;
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes) throw new FaultError('channel-failed', 'the answer is too long', { retryable: true });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
