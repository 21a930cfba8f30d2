import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';

/** Bytes of the nonce and of the tag of AES-256-GCM (NIST SP 800-38D); a random 96-bit nonce is safe for 2^32 seals under one key, and a key here seals thousands. */
export const IV_BYTES = 12;
export const TAG_BYTES = 16;
export const KEY_BYTES = 32;

export interface SealedParts {
  readonly iv: Buffer;
  readonly ct: Buffer;
  readonly tag: Buffer;
}

/** Seals `plain` with AES-256-GCM under a fresh random nonce; `place` is bound to it and must be given again to open it. */
export function seal(key: Uint8Array, place: string, plain: Uint8Array | string): SealedParts {
  const iv = randomFillSync(Buffer.allocUnsafe(IV_BYTES));
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(place, 'utf8'));
  const ct = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return { iv, ct, tag: cipher.getAuthTag() };
}

/** Opens what `seal` made; `undefined` when the key, the place or a byte is another one. */
export function unseal(
  key: Uint8Array,
  place: string,
  sealed: { readonly iv: Uint8Array; readonly ct: Uint8Array; readonly tag: Uint8Array },
): Buffer | undefined {
  if (sealed.iv.length !== IV_BYTES || sealed.tag.length !== TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place, 'utf8'));
  decipher.setAuthTag(sealed.tag);
  const plain = decipher.update(sealed.ct);
  try {
    decipher.final();
  } catch {
    // The one way in which node:crypto reports a tag that does not match; the caller decides what that means.
    return undefined;
  }
  return plain;
}

/** As `sealBytes`, for a long text that is made and sealed a slice at a time, with a turn of the loop after each. */
export async function sealSlices(key: Uint8Array, place: string, slices: Iterable<string>): Promise<Buffer> {
  const iv = randomFillSync(Buffer.allocUnsafe(IV_BYTES));
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(place, 'utf8'));
  const sealed: Buffer[] = [];
  for (const slice of slices) {
    sealed.push(cipher.update(slice, 'utf8'));
    await new Promise(setImmediate);
  }
  cipher.final();
  return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]);
}

/** `seal` in one piece: nonce, tag, text. */
export function sealBytes(key: Uint8Array, place: string, plain: Uint8Array | string): Buffer {
  const { iv, ct, tag } = seal(key, place, plain);
  return Buffer.concat([iv, tag, ct]);
}

export function unsealBytes(key: Uint8Array, place: string, sealed: Uint8Array): Buffer | undefined {
  const textFrom = IV_BYTES + TAG_BYTES;
  return unseal(key, place, { iv: sealed.subarray(0, IV_BYTES), tag: sealed.subarray(IV_BYTES, textFrom), ct: sealed.subarray(textFrom) });
}
