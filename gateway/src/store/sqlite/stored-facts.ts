import type { StatementSync } from 'node:sqlite';
import { FaultError } from '../../base/errors.ts';
import type { Head, StoredFact } from '../../engine/ports/log.ts';
import type { Json } from '../../base/canonical.ts';
import type { ChainRow } from '../chain-defect.ts';
import { factPlace, ZERO_HASH, type FactBody } from '../fact-text.ts';
import { unseal } from '../sealing/aead.ts';
import type { Keyring } from '../sealing/keyring.ts';

/** Opens the secret of a stored fact. An erased subject gives no value; a seal that does not open although its key is there is damage. */
export function storedFact(body: string, keyring: Keyring): StoredFact {
  // as: the text was written by factText and its hash is checked by `open` and by verification.
  const { sealed, ...fact } = JSON.parse(body) as FactBody;
  // as: `about` is written from a NewFact, whose ids carry the brand that JSON can not.
  const plain = fact as StoredFact;
  if (sealed === undefined) return plain;
  const key = keyring.byId(sealed.key);
  if (key === undefined) return { ...plain, secret: { subject: sealed.subject, value: undefined } };
  const place = factPlace({ epoch: fact.epoch, seq: fact.seq, kind: fact.kind, subject: sealed.subject });
  const parts = { iv: Buffer.from(sealed.iv, 'base64'), ct: Buffer.from(sealed.ct, 'base64'), tag: Buffer.from(sealed.tag, 'base64') };
  const text = unseal(key.key, place, parts);
  if (text === undefined) throw new FaultError('log-broken', `the seal of fact ${String(fact.seq)} does not open`, { retryable: false });
  // as: what was sealed is the JSON text of a Json value.
  return { ...plain, secret: { subject: sealed.subject, value: JSON.parse(text.toString('utf8')) as Json } };
}

/** Where the log stands: its newest fact, and the epoch that the next one will carry. */
export function headOf(newest: ChainRow | undefined, epoch: number): Head {
  if (newest === undefined) return { epoch, seq: 0, hash: ZERO_HASH, at: 0, t: 0 };
  // as: the text was written by factText.
  const { at, t } = JSON.parse(newest.body) as FactBody;
  return { epoch, seq: newest.seq, hash: Buffer.from(newest.hash).toString('hex'), at, t };
}

/** Statement rows as ChainRow. */
export function chainRows(statement: StatementSync, ...parameters: readonly number[]): ChainRow[] {
  // as: the columns of the statement (seq, epoch, body, hash), by the schema's STRICT types.
  return statement.all(...parameters) as unknown as ChainRow[];
}
