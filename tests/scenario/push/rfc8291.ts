import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify, type ECDH } from 'node:crypto';

/** Written from RFC 8188, 8291 and 8292, with nothing of what the gateway uses: two that agree are both right, or wrong in the same way. */

const SALT_BYTES = 16;
const POINT_BYTES = 65;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What a single record ends with, before its padding of zeros. */
const LAST_RECORD = 2;

const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
/** HKDF-Expand for one block, which is all that is asked for here. */
const expanded = (key: Uint8Array, info: Uint8Array, bytes: number): Buffer => hmac(key, info, Uint8Array.of(1)).subarray(0, bytes);

/** The browser's half: a key pair and a secret, made for one subscription. */
export class BrowserKeys {
  readonly #ecdh: ECDH = createECDH('prime256v1');
  readonly #auth: Uint8Array;

  /** Known ones, base64url, or new ones. */
  constructor(known?: { readonly privateKey: string; readonly auth: string }) {
    if (known === undefined) this.#ecdh.generateKeys();
    else this.#ecdh.setPrivateKey(known.privateKey, 'base64url');
    this.#auth = known === undefined ? randomBytes(16) : Buffer.from(known.auth, 'base64url');
  }

  get p256dh(): string {
    return this.#ecdh.getPublicKey('base64url');
  }

  get auth(): string {
    return Buffer.from(this.#auth).toString('base64url');
  }

  /** @throws when a byte of it is another one, or it was sealed for another browser. */
  open(body: Buffer): string {
    const salt = body.subarray(0, SALT_BYTES);
    const recordBytes = body.readUInt32BE(SALT_BYTES);
    const idBytes = body.readUInt8(SALT_BYTES + 4);
    const from = SALT_BYTES + 5;
    const theirs = body.subarray(from, from + idBytes);
    const record = body.subarray(from + idBytes);
    if (idBytes !== POINT_BYTES || record.length > recordBytes) throw new Error('not one record under a key of 65 bytes');
    const shared = this.#ecdh.computeSecret(theirs);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#ecdh.getPublicKey(), theirs]);
    const material = expanded(hmac(this.#auth, shared), info, 32);
    const pseudo = hmac(salt, material);
    const key = expanded(pseudo, Buffer.from('Content-Encoding: aes128gcm\0'), KEY_BYTES);
    const nonce = expanded(pseudo, Buffer.from('Content-Encoding: nonce\0'), NONCE_BYTES);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-TAG_BYTES));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()]);
    const end = padded.lastIndexOf(LAST_RECORD);
    if (end === -1 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('not padded as a last record is');
    return padded.subarray(0, end).toString('utf8');
  }
}

export interface Vapid {
  /** The sender's public key, base64url. */
  readonly key: string;
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
}

/** What an `Authorization: vapid t=…, k=…` says, if its signature is that key's. */
export function vapidIn(authorization: string | undefined): Vapid | undefined {
  const read = /^vapid\s+(?:t=([^,\s]+),\s*k=([^,\s]+)|k=([^,\s]+),\s*t=([^,\s]+))$/i.exec(authorization ?? '');
  const token = read?.[1] ?? read?.[4];
  const key = read?.[2] ?? read?.[3];
  const [head = '', claims = '', signature = ''] = token?.split('.') ?? [];
  if (key === undefined || signature === '') return undefined;
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  if (x === undefined || y === undefined) return undefined;
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const isRight = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  // as (both): what a token holds is looked at by whoever asked.
  const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg?: string };
  if (!isRight || alg !== 'ES256') return undefined;
  return { key, claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as Vapid['claims'] };
}
