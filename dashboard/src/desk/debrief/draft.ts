import type { DraftPart } from '@duress/gateway/contract/debrief.ts';
import type { Answer, Api } from '../../shared/api.ts';
import type { Cancel, Clock } from '../../shared/clock.ts';

/** From the first keystroke to the sending; also between two sendings while somebody types on. */
const SAVE_AFTER_MS = 800;
/** Between two tries while the gateway can't be reached. */
const RETRY_MS = 4_000;

/** A draft as it is stored: with its time, by which the next save says which one it goes on from. */
export interface Draft {
  /** Epoch ms. */
  readonly at: number;
  readonly value: unknown;
}

/** What this device keeps until the gateway has it: also the times of the gateway's drafts that it goes on from; 0 for none. */
interface KeptDraft extends Draft {
  readonly from: readonly number[];
}

/** Of what this device has sent and heard nothing of, the last few are known again. */
const SENT_KNOWN = 8;

export type DraftState =
  | { readonly state: 'quiet' }
  | { readonly state: 'saving' }
  | { readonly state: 'saved'; readonly at: number }
  /** The gateway can't be reached; this device has it. */
  | { readonly state: 'kept-here' }
  /** Neither the gateway nor this device. */
  | { readonly state: 'at-risk' }
  /** Something else was written on another device. Both are kept until the person has chosen. */
  | { readonly state: 'elsewhere'; readonly there: Draft };

export interface DraftParts {
  readonly api: Pick<Api, 'put' | 'delete'>;
  readonly clock: Clock;
  readonly storage: Storage | undefined;
  readonly person: string;
  readonly debrief: string;
  readonly part: DraftPart;
  readonly tell: (state: DraftState) => void;
}

/**
 * Keeps what is being written. Each change is on this device at once and at the gateway within a second; the copy on the device
 * is dropped as soon as the gateway has it, for a shared computer must not keep such texts. Written on two devices, neither text takes
 * the place of the other by itself.
 */
export class DraftKeeper {
  readonly #parts: DraftParts;
  readonly #key: string;
  /** Time of the gateway's draft that this one goes on from. */
  #base = 0;
  /** That one, and those that were sent from here since. */
  #from: readonly number[] = [0];
  #latest: KeptDraft | undefined;
  #there: Draft | undefined;
  #timer: Cancel | undefined;
  #sending: Promise<void> | undefined;
  #over = false;

  constructor(parts: DraftParts) {
    this.#parts = parts;
    this.#key = `desk.draft/${parts.person}/${parts.debrief}/${parts.part}`;
  }

  /**
   * What to go on with: what this device could not send, or the gateway's draft. What it could not send is sent now, unless the gateway's has
   * moved on from the one that it was made from: then the person chooses.
   */
  resume(fromGateway: unknown): unknown {
    const here = this.#read();
    const there = draftOf(fromGateway);
    this.#goOnFrom(there?.at ?? 0);
    if (here === undefined || (there !== undefined && isSame(here, there))) {
      this.#forget();
      if (there !== undefined) this.#parts.tell({ state: 'saved', at: there.at });
      return there?.value;
    }
    this.#latest = here;
    this.#from = [...here.from, ...this.#from];
    if (there === undefined || here.from.includes(there.at)) this.#soon(0);
    else this.#elsewhere(there);
    return here.value;
  }

  changed(value: unknown): void {
    if (this.#over) return;
    this.#latest = { at: this.#parts.clock.wall(), value, from: this.#from };
    const kept = this.#keep(this.#latest);
    if (!kept) this.#parts.tell({ state: 'at-risk' });
    if (this.#timer === undefined && this.#sending === undefined && this.#there === undefined) this.#soon(SAVE_AFTER_MS);
  }

  /** The person goes on with what stands here; what was written elsewhere is written over. */
  keepHere(): void {
    const there = this.#there;
    if (there === undefined || this.#latest === undefined) return;
    this.#there = undefined;
    this.#goOnFrom(there.at);
    this.#latest = { ...this.#latest, from: this.#from };
    this.#keep(this.#latest);
    this.#soon(0);
  }

  /** The person goes on with what was written elsewhere: its value. What stands here is dropped. */
  takeThere(): unknown {
    const there = this.#there;
    this.#there = undefined;
    if (there === undefined) return undefined;
    this.#goOnFrom(there.at);
    this.#latest = undefined;
    this.#forget();
    this.#parts.tell({ state: 'saved', at: there.at });
    return there.value;
  }

  /** The page goes away: no waiting. The copy on this device stands in if the sending does not get through. */
  flush(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#save();
  }

  /** Before a submission: nothing more is sent, and nothing is under way that could bring the draft back afterwards. */
  async settle(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    this.#over = true;
    await this.#sending;
  }

  /** The submission was refused: what is in the form is a draft again. */
  again(value: unknown): void {
    this.#over = false;
    this.changed(value);
  }

  /** It was submitted: the gateway drops the draft, and so do we. */
  finish(): void {
    this.#over = true;
    this.#timer?.();
    this.#timer = undefined;
    this.#latest = undefined;
    this.#forget();
    this.#parts.tell({ state: 'quiet' });
  }

  #goOnFrom(at: number): void {
    this.#base = at;
    this.#from = [at];
  }

  #elsewhere(there: Draft): void {
    this.#there = there;
    this.#parts.tell({ state: 'elsewhere', there });
  }

  #soon(delayMs: number): void {
    this.#timer?.();
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#timer = undefined;
      this.#save();
    });
  }

  #save(): void {
    const draft = this.#latest;
    if (draft === undefined || this.#sending !== undefined || this.#there !== undefined || this.#over) return;
    this.#parts.tell({ state: 'saving' });
    this.#sending = this.#send(draft);
  }

  async #send(draft: KeptDraft): Promise<void> {
    const { debrief, part, api } = this.#parts;
    const path = `/api/v1/debriefs/${encodeURIComponent(debrief)}/drafts/${part}?base=${String(this.#base)}`;
    this.#from = [...this.#from, draft.at].slice(-SENT_KNOWN);
    if (this.#latest !== undefined) this.#keep({ ...this.#latest, from: this.#from });
    const answer = await api.put(path, { at: draft.at, value: draft.value });
    this.#sending = undefined;
    this.#saved(draft, answer);
  }

  #saved(draft: KeptDraft, answer: Answer<unknown>): void {
    if (this.#over) return;
    const newer = this.#latest !== draft;
    if (!answer.ok) {
      const there = answer.problem.code === 'draft-elsewhere' ? draftOf(answer.problem['draft']) : undefined;
      if (there === undefined) {
        this.#parts.tell({ state: this.#read() === undefined ? 'at-risk' : 'kept-here' });
        this.#soon(RETRY_MS);
        return;
      }
      // A save that got through although its answer was lost is our own.
      const isOurs = this.#from.includes(there.at);
      if (!isSame(draft, there)) {
        if (isOurs) this.#base = there.at;
        if (isOurs) this.#soon(0);
        else this.#elsewhere(there);
        return;
      }
    }
    this.#goOnFrom(draft.at);
    this.#parts.tell({ state: 'saved', at: draft.at });
    if (newer) {
      this.#soon(SAVE_AFTER_MS);
      return;
    }
    this.#latest = undefined;
    this.#forget();
  }

  #keep(draft: KeptDraft): boolean {
    try {
      this.#parts.storage?.setItem(this.#key, JSON.stringify(draft));
      return this.#parts.storage !== undefined;
    } catch {
      // Full or refused: the gateway alone keeps it, and the page says so.
      return false;
    }
  }

  #read(): KeptDraft | undefined {
    try {
      const value: unknown = JSON.parse(this.#parts.storage?.getItem(this.#key) ?? 'null');
      const draft = draftOf(value);
      if (draft === undefined) return undefined;
      const from = typeof value === 'object' && value !== null && 'from' in value && Array.isArray(value.from) ? value.from : [];
      return { ...draft, from: from.filter((at) => typeof at === 'number') };
    } catch {
      // Refused or damaged: nothing to go on with.
      return undefined;
    }
  }

  #forget(): void {
    try {
      this.#parts.storage?.removeItem(this.#key);
    } catch {
      // Refused storage holds nothing that would have to go.
      this.#latest = undefined;
    }
  }
}

function isSame(one: Draft, other: Draft): boolean {
  return one.at === other.at || JSON.stringify(one.value) === JSON.stringify(other.value);
}

function draftOf(value: unknown): Draft | undefined {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('value' in value) || typeof value.at !== 'number')
    return undefined;
  return { at: value.at, value: value.value };
}
