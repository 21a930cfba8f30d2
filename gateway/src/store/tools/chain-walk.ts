import type { KeyObject } from 'node:crypto';
import { ChainHash, HASH_BYTES, type FactBody } from '../fact-text.ts';
import type { SignedHead } from '../../engine/ports/log.ts';
import { isSignedBy, keyName } from '../sign.ts';

/** What can be wrong with a log, each by its own name. */
export type DefectKind = 'malformed' | 'order' | 'missing' | 'hash' | 'epoch' | 'about' | 'signature' | 'cut' | 'rewritten';

export interface Defect {
  /** The first fact that is wrong or missing. */
  readonly seq: number;
  readonly what: DefectKind;
  /** One sentence for a person. */
  readonly detail: string;
}

/** One fact as it is stored. What stands beside the text in a database only claims something, and is checked against the text. */
export interface Entry {
  readonly body: string;
  readonly hash: Uint8Array;
  readonly columns?: { readonly seq: number; readonly epoch: number; readonly about: string | null } | undefined;
}

export interface WalkOptions {
  /** A head noted earlier, outside the box. */
  readonly noted?: SignedHead | undefined;
  /** The gateway's public key: signatures of the noted head and of heads in the log are checked with it. */
  readonly publicKey?: KeyObject | undefined;
}

/** Heads signed in the log whose facts are remembered until their signature comes by: signing looks a few facts back at most. */
const REMEMBERED_FACTS = 4_096;

/** Walks a chain from its first fact, one entry at a time, and stops at the first defect. */
export class ChainWalk {
  readonly #options: WalkOptions;
  readonly #chain = new ChainHash();
  readonly #recent: { readonly hash: Uint8Array; readonly body: string }[] = [];
  #previous: Uint8Array = new Uint8Array(HASH_BYTES);
  #epoch = 0;
  #body = '';
  #seq = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    for (let i = 0; i < REMEMBERED_FACTS; i += 1) this.#recent.push({ hash: this.#previous, body: '' });
  }

  get head(): { readonly epoch: number; readonly seq: number; readonly hash: string; readonly at: number } {
    return {
      epoch: Math.max(this.#epoch, 1),
      seq: this.#seq,
      hash: Buffer.from(this.#previous).toString('hex'),
      at: parsed(this.#body)?.at ?? 0,
    };
  }

  next({ body: text, hash: stored, columns }: Entry): Defect | undefined {
    const due = this.#seq + 1;
    const defect = (what: DefectKind, detail: string): Defect => ({ seq: due, what, detail });
    const body = scanned(text, columns?.about) ?? parsed(text);
    const seq = columns?.seq ?? body?.seq ?? due;
    if (seq > due) return defect('missing', `fact ${String(due)} is missing: fact ${String(seq)} stands in its place`);
    if (seq < due) return defect('order', `fact ${String(seq)} stands where fact ${String(due)} belongs`);
    if (body === undefined) return defect('malformed', `fact ${String(due)} can not be read`);
    if (body.seq !== due) return defect('order', `the text of fact ${String(body.seq)} stands where fact ${String(due)} belongs`);
    const hash = this.#chain.next(this.#previous, text);
    if (!hash.equals(stored)) return defect('hash', `the hash of fact ${String(due)} does not fit its text and the fact before it`);
    if (body.epoch < this.#epoch || body.epoch !== (columns?.epoch ?? body.epoch)) {
      return defect(
        'epoch',
        `fact ${String(due)} says epoch ${String(body.epoch)}, after epoch ${String(this.#epoch)} and filed under ${String(columns?.epoch ?? body.epoch)}`,
      );
    }
    if (columns !== undefined && (body.about ?? null) !== columns.about)
      return defect('about', `fact ${String(due)} is filed under another alarm or debrief than its text says`);
    this.#step(body, text, hash);
    return this.#signedInLog(body.kind, text) ?? this.#notedHere();
  }

  /** After the last entry: what a noted head says about the end. */
  end(): Defect | undefined {
    const { noted, publicKey } = this.#options;
    if (noted === undefined) return undefined;
    if (publicKey !== undefined && !(noted.key === keyName(publicKey) && isSignedBy(noted, publicKey))) {
      return { seq: noted.seq, what: 'signature', detail: 'the noted head was not signed by this key: it proves nothing' };
    }
    if (this.#seq >= noted.seq) return undefined;
    return {
      seq: this.#seq + 1,
      what: 'cut',
      detail: `the log ends at fact ${String(this.#seq)}, but fact ${String(noted.seq)} existed when the head was noted`,
    };
  }

  #step(body: Scanned, text: string, hash: Buffer): void {
    this.#seq = body.seq;
    this.#epoch = body.epoch;
    this.#body = text;
    this.#previous = hash;
    this.#recent[body.seq % REMEMBERED_FACTS] = { hash, body: text };
  }

  /** A head that the gateway signed into the log must be the one that is here: whoever rewrote the chain could not sign it. */
  #signedInLog(kind: string, text: string): Defect | undefined {
    const { publicKey } = this.#options;
    if (publicKey === undefined || kind !== 'HeadSigned') return undefined;
    const body = parsed(text);
    const signed = body === undefined ? undefined : signedIn(body);
    if (body === undefined || signed === undefined || body.seq - signed.seq >= REMEMBERED_FACTS) {
      return { seq: this.#seq, what: 'signature', detail: `the signed head in fact ${String(this.#seq)} can not be read` };
    }
    // A head of an earlier signing key is checked with that key's public half.
    if (signed.key !== keyName(publicKey)) return undefined;
    const isEmpty = signed.seq === 0;
    const there = isEmpty ? undefined : this.#recent[signed.seq % REMEMBERED_FACTS];
    const hash = there === undefined ? '0'.repeat(HASH_BYTES * 2) : Buffer.from(there.hash).toString('hex');
    const at = there === undefined ? 0 : (parsed(there.body)?.at ?? 0);
    if (hash === signed.hash && isSignedBy({ ...signed, epoch: body.epoch, at }, publicKey)) return undefined;
    return {
      seq: signed.seq,
      what: 'rewritten',
      detail: `fact ${String(signed.seq)} is not the one whose head was signed in fact ${String(body.seq)}`,
    };
  }

  #notedHere(): Defect | undefined {
    const { noted } = this.#options;
    if (noted?.seq !== this.#seq) return undefined;
    if (Buffer.from(this.#previous).toString('hex') === noted.hash) return undefined;
    return {
      seq: this.#seq,
      what: 'rewritten',
      detail: `fact ${String(this.#seq)} or one before it is not what it was when the head was noted: the chain was written anew`,
    };
  }
}

/** What the walk needs of each fact. */
interface Scanned {
  readonly about?: string | undefined;
  readonly seq: number;
  readonly epoch: number;
  readonly kind: string;
}

/** The canonical text of a fact without a seal ends so: its members are sorted, and no text stands among these. */
const TAIL = /,"epoch":(\d+),"kind":"([A-Za-z]+)","seq":(\d+),"t":[-0-9.e+]+,"v":\d+\}$/;
/** Longest tail: a kind of 64 letters and five numbers. */
const TAIL_CHARACTERS = 200;

/**
 * Reads the few members from both ends of the text, some times as fast as parsing all of it; `undefined` when it takes
 * parsing. `filed` is what the fact is filed under, `undefined` where nothing beside the text says so.
 */
function scanned(text: string, filed: string | null | undefined): Scanned | undefined {
  const about = filed ?? undefined;
  const start = about === undefined ? '{"actor":' : `{"about":${JSON.stringify(about)},"actor":`;
  if (filed !== undefined && !text.startsWith(start)) return undefined;
  const [, epoch, kind, seq] = TAIL.exec(text.slice(-TAIL_CHARACTERS)) ?? [];
  if (epoch === undefined || kind === undefined || seq === undefined) return undefined;
  return { about, epoch: Number(epoch), kind, seq: Number(seq) };
}

function parsed(text: string): FactBody | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller reports it as malformed.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  // as: the members that are used are checked here.
  const body = value as Partial<FactBody>;
  const isWhole =
    Number.isSafeInteger(body.seq) && Number.isSafeInteger(body.epoch) && typeof body.kind === 'string' && typeof body.at === 'number';
  // as: just checked.
  return isWhole ? (value as FactBody) : undefined;
}

function signedIn(body: FactBody): Pick<SignedHead, 'seq' | 'hash' | 'key' | 'signature'> | undefined {
  const { data } = body;
  if (typeof data !== 'object' || data === null || !('signed' in data)) return undefined;
  const { signed, hash, key, signature } = data;
  if (typeof signed !== 'number' || typeof hash !== 'string' || typeof key !== 'string' || typeof signature !== 'string') return undefined;
  return { seq: signed, hash, key, signature };
}
