import { hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { FaultError, messageOf } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { syncFolder } from '../sync-folder.ts';
import { KEY_BYTES, unsealBytes } from './aead.ts';

/** What a key that is made from the master key is for: no two uses share a key. */
export type KeyUse = 'data-keys' | 'signing-key' | 'lifeboat-file' | OutsideUse;
/** What is sealed or signed beside the databases, in messages that leave the house. */
export type OutsideUse = 'answer-links' | 'shown-receipts' | 'push-identity';

/** The one secret that opens all others. It lives in a file of its own, never in the data folder's databases or backups. */
export class MasterKey {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  for(use: KeyUse): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, Buffer.alloc(0), `duress-gateway/${use}/v1`, KEY_BYTES));
  }
}

/** @throws FaultError `key-unusable` when the file is missing, unreadable or not a key. */
export function readMasterKey(file: string): MasterKey {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (cause) {
    throw new FaultError('key-unusable', `the master key file ${file} can not be read (${messageOf(cause)})`, { retryable: false, cause });
  }
  const bytes = keyBytes(content);
  if (bytes === undefined) {
    throw new FaultError('key-unusable', `the master key file ${file} must hold 32 bytes, as they are or in hexadecimal or base64`, {
      retryable: false,
    });
  }
  return new MasterKey(bytes);
}

/** Makes a new key file, readable by its owner alone. An existing file is left as it is. */
export function createMasterKey(file: string): void {
  try {
    makeFolder(dirname(file));
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, randomBytes(KEY_BYTES).toString('hex') + '\n');
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    syncFolder(dirname(file));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw new FaultError('key-unusable', `the master key file ${file} can not be created (${messageOf(cause)})`, {
      // Neither a key nor anything sealed is there: a first start that was set up wrongly, and waiting does not mend it.
      retryable: false,
      cause,
    });
  }
}

/** What the seal of the kept push identity is bound to. */
export const PUSH_PLACE = 'push-identity';

/** Beside a master key that took another one's place: the identity by which browsers know this house goes on from the first. */
export function keptPushFile(masterKeyFile: string): string {
  return `${masterKeyFile}.push`;
}

/**
 * The key that the push identity is made from. Browsers have subscribed to it, so it outlives the master key that it came from.
 *
 * @throws FaultError `key-unusable` when a kept one does not open
 */
export function pushIdentityOf(masterKeyFile: string, master: MasterKey): Buffer {
  const kept = keptPushFile(masterKeyFile);
  if (!existsSync(kept)) return master.for('push-identity');
  const key = unsealBytes(master.for('push-identity'), PUSH_PLACE, readFileSync(kept));
  if (key === undefined) throw new FaultError('key-unusable', `the master key does not open ${kept}`, { retryable: false });
  return key;
}

function keyBytes(content: Buffer): Buffer | undefined {
  if (content.length === KEY_BYTES) return content;
  const text = content.toString('latin1').trim();
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}
