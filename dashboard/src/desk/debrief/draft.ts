import type { DraftPart } from '@duress/gateway/contract/debrief.ts';
import type { Answer, Api } from '../../shared/api.ts';
import type { Cancel, Clock } from '../../shared/clock.ts';

/** From the first keystroke to the sending; also between two sendings while somebody types on. */
const SAVE_AFTER_MS = 800;
/** Between two tries while the gateway can't be reached. */
const RETRY_MS = 4_000;

/** A draft as it is stored: with its time, so that of two devices the newer writing wins. */
export interface Draft {
  /** Epoch ms. */
  readonly at: number;
  readonly value: unknown;
}

export type DraftState =
  | { readonly state: 'quiet' }
  | { readonly state: 'saving' }
  | { readonly state: 'saved'; readonly at: number }
  /** The gateway can't be reached; this device has it. */
  | { readonly state: 'kept-here' }
  /** Neither the gateway nor this device. */
  | { readonly state: 'at-risk' };

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
 * is dropped as soon as the gateway has it, for a shared computer must not keep such texts.
 */
export class DraftKeeper {
  readonly #parts: DraftParts;
  readonly #key: string;
  #latest: Draft | undefined;
  #timer: Cancel | undefined;
  #sending: Promise<void> | undefined;
  #over = false;

  constructor(parts: DraftParts) {
    this.#parts = parts;
    this.#key = `desk.draft/${parts.person}/${parts.debrief}/${parts.part}`;
  }

  /** What to go on with: the newer of the gateway's draft and one that never got there. A draft that did not is sent now. */
  resume(fromGateway: unknown): unknown {
    const here = this.#read();
    const there = draftOf(fromGateway);
    if (here === undefined || (there !== undefined && there.at >= here.at)) {
      this.#forget();
      if (there !== undefined) this.#parts.tell({ state: 'saved', at: there.at });
      return there?.value;
    }
    this.#latest = here;
    this.#soon(0);
    return here.value;
  }

  changed(value: unknown): void {
    if (this.#over) return;
    this.#latest = { at: this.#parts.clock.wall(), value };
    const kept = this.#keep(this.#latest);
    if (!kept) this.#parts.tell({ state: 'at-risk' });
    if (this.#timer === undefined && this.#sending === undefined) this.#soon(SAVE_AFTER_MS);
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

  #soon(delayMs: number): void {
    this.#timer?.();
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#timer = undefined;
      this.#save();
    });
  }

  #save(): void {
    const draft = this.#latest;
    if (draft === undefined || this.#sending !== undefined || this.#over) return;
    this.#parts.tell({ state: 'saving' });
    this.#sending = this.#send(draft);
  }

  async #send(draft: Draft): Promise<void> {
    const { debrief, part, api } = this.#parts;
    const answer = await api.put(`/api/v1/debriefs/${encodeURIComponent(debrief)}/drafts/${part}`, draft);
    this.#sending = undefined;
    this.#saved(draft, answer);
  }

  #saved(draft: Draft, answer: Answer<unknown>): void {
    if (this.#over) return;
    const newer = this.#latest !== draft;
    if (!answer.ok) {
      this.#parts.tell({ state: this.#read() === undefined ? 'at-risk' : 'kept-here' });
      this.#soon(RETRY_MS);
      return;
    }
    this.#parts.tell({ state: 'saved', at: draft.at });
    if (newer) {
      this.#soon(SAVE_AFTER_MS);
      return;
    }
    this.#latest = undefined;
    this.#forget();
  }

  #keep(draft: Draft): boolean {
    try {
      this.#parts.storage?.setItem(this.#key, JSON.stringify(draft));
      return this.#parts.storage !== undefined;
    } catch {
      // Full or refused: the gateway alone keeps it, and the page says so.
      return false;
    }
  }

  #read(): Draft | undefined {
    try {
      return draftOf(JSON.parse(this.#parts.storage?.getItem(this.#key) ?? 'null'));
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

function draftOf(value: unknown): Draft | undefined {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('value' in value) || typeof value.at !== 'number')
    return undefined;
  return { at: value.at, value: value.value };
}
