import { hash } from 'node:crypto';
import { canonical, type Json } from '../base/canonical.ts';
import type { NewFact } from '../engine/ports/log.ts';

/** A secret as it stands in a fact: who it belongs to, under which key, and the ciphertext; binary parts in base64. */
export interface SealedInFact {
  readonly subject: string;
  readonly key: string;
  readonly iv: string;
  readonly ct: string;
  readonly tag: string;
}

/** What a stored fact's text holds (docs/log-format.md). */
export interface FactBody {
  readonly about?: string;
  readonly actor: string;
  readonly at: number;
  readonly data: Json;
  readonly epoch: number;
  readonly kind: string;
  readonly sealed?: SealedInFact;
  readonly seq: number;
  readonly t: number;
  readonly v: number;
}

export const HASH_BYTES = 32;
export const ZERO_HASH = '0'.repeat(64);

/**
 * The canonical text of a fact, put together by hand because its members are known and stand in sorted order; a test
 * holds it equal to `canonical` of the same object.
 */
export function factText(fact: Omit<NewFact, 'secret'>, epoch: number, sealed: SealedInFact | undefined): string {
  const about = fact.about === undefined ? '' : `"about":${canonical(fact.about)},`;
  const seal = sealed === undefined ? '' : `"sealed":${canonical({ ...sealed })},`;
  return (
    `{${about}"actor":${canonical(fact.actor)},"at":${canonical(fact.at)},"data":${canonical(fact.data)},"epoch":${canonical(epoch)},` +
    `"kind":${canonical(fact.kind)},${seal}"seq":${canonical(fact.seq)},"t":${canonical(fact.t)},"v":${canonical(fact.v)}}`
  );
}

/** The place that a fact's seal is bound to: it opens nowhere else. */
export function factPlace(place: {
  readonly epoch: number;
  readonly seq: number;
  readonly kind: string;
  readonly subject: string;
}): string {
  return canonical(['fact', place.epoch, place.seq, place.kind, place.subject]);
}

/** Hashes a chain: each hash is SHA-256 over the previous hash's bytes and the fact's UTF-8 text. One buffer is used again and again. */
export class ChainHash {
  #buffer = Buffer.alloc(16 * 1024);

  next(previous: Uint8Array, text: string): Buffer {
    // A UTF-16 unit takes at most three bytes in UTF-8.
    const most = HASH_BYTES + text.length * 3;
    if (most > this.#buffer.length) this.#buffer = Buffer.alloc(most * 2);
    this.#buffer.set(previous, 0);
    const end = HASH_BYTES + this.#buffer.write(text, HASH_BYTES, 'utf8');
    // Through a latin1 string because that is a third faster than asking for a buffer, and it is most of what verifying costs.
    return Buffer.from(hash('sha256', this.#buffer.subarray(0, end), 'latin1'), 'latin1');
  }
}
