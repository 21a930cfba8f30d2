import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../base/digest.ts';

/** 192 random bits: beyond guessing, so that a fast hash is enough to store them by. */
const SECRET_BYTES = 24;

/** A secret that is shown once; safe in headers, cookies and configuration files. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** A radio button's AES-128 key, hexadecimal. */
export function newRadioKey(): string {
  return randomBytes(16).toString('hex');
}

/** What is stored in place of a secret: hexadecimal SHA-256. Only for secrets that nobody could guess; passwords go through Argon2id. */
export function hashOf(secret: string): string {
  return sha256Hex(secret);
}

/** Compares without telling by its time how much was right. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)));
}
