import type { DraftPart } from '@duress/gateway/contract/debrief.ts';
import type { Refusal } from '../../shared/api.ts';
import type { Desk } from '../desk.svelte.ts';
import { DraftKeeper, type DraftState } from './draft.ts';

interface PartOptions<V> {
  readonly debrief: string;
  readonly part: DraftPart;
  /** The form as it starts without a draft: empty, or as it was submitted before. */
  readonly start: V;
  /** The gateway's draft of this reader. */
  readonly draft: unknown;
}

/** One part of a debrief while it is being written: its fields, its draft and its submission. */
export class PartForm<V extends object> {
  value: V;
  note: DraftState = $state.raw({ state: 'quiet' });
  busy = $state(false);
  problem: Refusal | undefined = $state.raw();
  readonly #desk: Desk;
  readonly #options: PartOptions<V>;
  readonly #keeper: DraftKeeper;
  #written: string;

  constructor(desk: Desk, options: PartOptions<V>) {
    this.#desk = desk;
    this.#options = options;
    this.#keeper = new DraftKeeper({
      api: desk.api,
      clock: desk.clock,
      storage: desk.storage,
      person: desk.me.person,
      debrief: options.debrief,
      part: options.part,
      tell: (state) => {
        this.note = state;
      },
    });
    const draft = this.#keeper.resume(options.draft);
    // A draft is this very form's value, written by this page or its former build; unknown fields do no harm.
    const value: V = { ...options.start, ...(typeof draft === 'object' ? (draft as Partial<V>) : {}) };
    this.value = $state(value);
    this.#written = JSON.stringify(value);
  }

  /** In an effect of the page: runs again whenever a field changes. */
  watch(): void {
    const text = JSON.stringify(this.value);
    if (text === this.#written) return;
    this.#written = text;
    this.#keeper.changed($state.snapshot(this.value));
  }

  /** Written on two devices, and the person goes on with what stands here. */
  keepHere(): void {
    this.#keeper.keepHere();
  }

  /** …or with what they wrote there. */
  takeThere(): void {
    const there = this.#keeper.takeThere();
    const value: V = { ...this.#options.start, ...(typeof there === 'object' ? (there as Partial<V>) : {}) }; // this very form's value, as in a resumed draft
    this.#written = JSON.stringify(value);
    this.value = value;
  }

  flush(): void {
    this.#keeper.flush();
  }

  /** Sends the part, to an address of its own where it has one. True when the gateway has it. */
  async submit(body: unknown, verb: string = this.#options.part): Promise<boolean> {
    this.busy = true;
    await this.#keeper.settle();
    const { debrief } = this.#options;
    const answer = await this.#desk.api.post(`/api/v1/debriefs/${encodeURIComponent(debrief)}/${verb}`, body);
    this.busy = false;
    this.problem = answer.ok ? undefined : answer.problem;
    if (answer.ok) this.#keeper.finish();
    else this.#keeper.again($state.snapshot(this.value));
    return answer.ok;
  }
}

/** A text field's value as it is sent: nothing where nothing was written. */
export function textOf<K extends string>(key: K, text: string): Partial<Record<K, string>> {
  const trimmed = text.trim();
  // One key with its value: exactly the type, which a computed key loses.
  return trimmed === '' ? {} : ({ [key]: trimmed } as Record<K, string>);
}

/** A choice as it is sent: nothing where nothing was chosen. */
export function chosen<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  // As above.
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
