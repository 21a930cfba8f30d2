import { createECDH, hkdfSync } from 'node:crypto';

/** The order of P-256 (FIPS 186-5): private keys are 1 to one less than this. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 64 bits more than the order has: the remainder is even to within 2^-64 (FIPS 186-5, A.2.1). */
const SEED_BYTES = 40;
const KEY_BYTES = 32;

/** By what push services and browsers know this gateway (VAPID, RFC 8292). Both halves base64url. */
export interface PushIdentity {
  /** 65 bytes, uncompressed. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Made from a key of the master key's: the same at every start, kept nowhere, and back with the master key after a restore. */
export function pushIdentity(key: Uint8Array): PushIdentity {
  const seed = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'p-256', SEED_BYTES));
  const scalar = (BigInt(`0x${seed.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(KEY_BYTES * 2, '0'), 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  return { publicKey: ecdh.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') };
}
