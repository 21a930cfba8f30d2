import { createPublicKey, ECDH, createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { pushIdentity } from './push-identity.ts';

const keyOf = (n: number): Buffer => createHash('sha256').update(String(n)).digest();

test('the same key gives the same identity, another one another, and each is a pair on the curve', () => {
  expect(pushIdentity(keyOf(1))).toEqual(pushIdentity(keyOf(1)));
  const all = Array.from({ length: 200 }, (_, n) => pushIdentity(keyOf(n)));
  expect(new Set(all.map(({ publicKey }) => publicKey)).size).toBe(200);
  for (const { publicKey, privateKey } of all) {
    const point = Buffer.from(publicKey, 'base64url');
    expect([point.length, Buffer.from(privateKey, 'base64url').length]).toEqual([65, 32]);
    expect(ECDH.convertKey(publicKey, 'prime256v1', 'base64url', 'base64url', 'uncompressed')).toBe(publicKey);
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' };
    expect(createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyType).toBe('ec');
  }
});
