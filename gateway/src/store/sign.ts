import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonical } from '../base/canonical.ts';
import { FaultError, messageOf } from '../base/errors.ts';
import type { Head, SignedHead } from '../engine/ports/log.ts';
import { replaceFile } from './replace-file.ts';
import { sealBytes, unsealBytes } from './sealing/aead.ts';
import type { MasterKey } from './sealing/master-key.ts';

/** What the seal of the signing key is bound to. */
export const SIGNING_PLACE = 'signing-key';
export const PUBLIC_KEY_FILE = 'log.pub';

/** The sealed signing key: named after the master key that opens it, so that two of them may lie in one folder. */
export function signingKeyFile(masterKeyFile: string): string {
  return `${masterKeyFile}.sign`;
}

/** Signs heads with the gateway's Ed25519 key. The private half lies beside the master key (`….sign`), sealed by it; the public half, plain, in `log.pub`. */
export class Signer {
  readonly publicKey: KeyObject;
  readonly key: string;
  readonly #privateKey: KeyObject;

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey);
    this.key = keyName(this.publicKey);
  }

  publicKeyPem(): string {
    return this.publicKey.export({ format: 'pem', type: 'spki' });
  }

  signHead(head: Head): SignedHead {
    const { epoch, seq, hash, at } = head;
    return { epoch, seq, hash, at, signature: sign(null, signedText(head), this.#privateKey).toString('base64'), key: this.key };
  }
}

/** Reads the signing key beside the master key file, or makes it. @throws FaultError `key-unusable` */
export function openSigner(masterKeyFile: string, master: MasterKey): Signer {
  const folder = dirname(masterKeyFile);
  const file = signingKeyFile(masterKeyFile);
  const sealing = master.for('signing-key');
  try {
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      replaceFile(file, sealBytes(sealing, SIGNING_PLACE, privateKey.export({ format: 'der', type: 'pkcs8' })), 0o600);
    }
    const plain = unsealBytes(sealing, SIGNING_PLACE, readFileSync(file));
    if (plain === undefined)
      throw new FaultError('key-unusable', `the master key does not open the signing key ${file}`, { retryable: false });
    const signer = new Signer(createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }));
    const published = join(folder, PUBLIC_KEY_FILE);
    if (!existsSync(published) || readFileSync(published, 'utf8') !== signer.publicKeyPem())
      replaceFile(published, signer.publicKeyPem(), 0o644);
    return signer;
  } catch (cause) {
    if (cause instanceof FaultError) throw cause;
    throw new FaultError('key-unusable', `the signing key ${file} can not be used (${messageOf(cause)})`, { retryable: true, cause });
  }
}

/** Whether `publicKey` made the head's signature. */
export function isSignedBy(head: SignedHead, publicKey: KeyObject): boolean {
  return verify(null, signedText(head), publicKey, Buffer.from(head.signature, 'base64'));
}

export function keyName(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16);
}

function signedText({ epoch, seq, hash, at }: Pick<SignedHead, 'epoch' | 'seq' | 'hash' | 'at'>): Buffer {
  return Buffer.from(canonical({ at, epoch, hash, seq, type: 'duress-log-head/1' }), 'utf8');
}

/** A signed head in a text of JSON; `undefined` when it is none. */
export function signedHeadIn(text: string): SignedHead | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller says so.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  // as: each member is checked on the next lines.
  const { epoch, seq, hash, at, signature, key } = value as Partial<SignedHead>;
  if (typeof epoch !== 'number' || typeof seq !== 'number' || typeof at !== 'number') return undefined;
  if (typeof hash !== 'string' || typeof signature !== 'string' || typeof key !== 'string') return undefined;
  return { epoch, seq, hash, at, signature, key };
}
