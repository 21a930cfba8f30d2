import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Twilio signs what it posts: HMAC-SHA1 by the account's auth token over the address as it was given to Twilio, followed by each
 * field's name and value, sorted by name. SHA-1 is Twilio's choice; as a keyed hash it is not broken.
 */
export function signatureOf(authToken: string, url: string, fields: readonly (readonly [name: string, value: string])[]): string {
  const sorted = fields.toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  const text = sorted.reduce((before, [name, value]) => before + name + value, url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** Compares without telling by its time how much was right. */
export function isSignedBy(
  authToken: string,
  signature: string,
  signed: { readonly url: string; readonly fields: readonly (readonly [name: string, value: string])[] },
): boolean {
  const right = Buffer.from(signatureOf(authToken, signed.url, signed.fields));
  const given = Buffer.from(signature);
  return right.length === given.length && timingSafeEqual(right, given);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
