import { EMPTY_LADDER, type Ladder } from './ladder.ts';
import type { Press, PressKind } from './press.ts';

/** What the phone keeps between two openings of the page. */
export interface Settings {
  /** The worker has read what this page can't do, and said so. Epoch ms. */
  readonly understoodAt?: number | undefined;
  /** Dark after a press, and nothing that shakes the phone. */
  readonly silent: boolean;
  /** Whom to call when the gateway can't be reached. */
  readonly call?: string | undefined;
}

/** The signed-in worker as the page last knew it, so that it can start without a network. */
export interface Known {
  readonly person: string;
  readonly name: string;
  readonly call?: string | undefined;
  /** The house can tell people on their devices. */
  readonly push?: boolean | undefined;
}

const KEYS = { settings: 'panic.settings', presses: 'panic.presses', ladder: 'panic.ladder', known: 'panic.known' } as const;

/** Presses kept at most; more than this unsent at once is a fist on the screen, and the first ones open the alarm. */
export const PRESSES_MAX = 32;

const KINDS: readonly PressKind[] = ['duress', 'assist', 'cancel', 'test'];

/**
 * The phone's own memory. Every reading is checked, for an old version may have written it; a phone that
 * gives no storage still sends presses, and `works` says so to the set-up page.
 */
export class Memory {
  readonly #storage: Storage | undefined;
  #works: boolean;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.#works = storage !== undefined;
  }

  get works(): boolean {
    return this.#works;
  }

  settings(): Settings {
    const kept = this.#read(KEYS.settings);
    if (!isRecord(kept)) return { silent: true };
    return {
      silent: kept['silent'] !== false,
      understoodAt: numberIn(kept, 'understoodAt'),
      call: textIn(kept, 'call'),
    };
  }

  saveSettings(settings: Settings): void {
    this.#write(KEYS.settings, settings);
  }

  known(): Known | undefined {
    const kept = this.#read(KEYS.known);
    if (!isRecord(kept)) return undefined;
    const person = textIn(kept, 'person');
    const name = textIn(kept, 'name');
    if (person === undefined || name === undefined) return undefined;
    return { person, name, call: textIn(kept, 'call'), push: kept['push'] === true };
  }

  saveKnown(known: Known): void {
    this.#write(KEYS.known, known);
  }

  /** Unsent presses of an earlier load. PINs are never stored, so a cancel without one asks reception all the same. */
  presses(): Press[] {
    const kept = this.#read(KEYS.presses);
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((item: unknown) => pressFrom(item) ?? []).slice(0, PRESSES_MAX);
  }

  savePresses(presses: readonly Press[]): void {
    const stored = presses.map(({ kind, boot, seq, pressedAt, person }) => ({ kind, boot, seq, pressedAt, person }));
    this.#write(KEYS.presses, stored.slice(0, PRESSES_MAX));
  }

  /** Where the last alarm of this person had got to. */
  ladder(person: string): Ladder {
    const kept = this.#read(KEYS.ladder);
    if (!isRecord(kept) || kept['person'] !== person) return EMPTY_LADDER;
    const ladder = kept['ladder'];
    return isLadder(ladder) ? ladder : EMPTY_LADDER;
  }

  saveLadder(person: string, ladder: Ladder): void {
    this.#write(KEYS.ladder, { person, ladder });
  }

  #read(key: string): unknown {
    try {
      const text = this.#storage?.getItem(key);
      return text === undefined || text === null ? undefined : JSON.parse(text);
    } catch {
      // Refused storage or damaged text: both mean that nothing is known, and set-up says that the phone forgets.
      this.#works = false;
      return undefined;
    }
  }

  #write(key: string, value: unknown): void {
    try {
      this.#storage?.setItem(key, JSON.stringify(value));
    } catch {
      // Full or refused: the press goes on from memory, and set-up says that the phone forgets.
      this.#works = false;
    }
  }
}

function pressFrom(item: unknown): Press | undefined {
  if (!isRecord(item)) return undefined;
  const kind = KINDS.find((known) => known === item['kind']);
  const boot = numberIn(item, 'boot');
  const seq = numberIn(item, 'seq');
  const pressedAt = numberIn(item, 'pressedAt');
  if (kind === undefined || boot === undefined || seq === undefined || pressedAt === undefined) return undefined;
  return { kind, boot, seq, pressedAt, person: textIn(item, 'person') };
}

function isLadder(value: unknown): value is Ladder {
  if (!isRecord(value) || numberIn(value, 'rev') === undefined || typeof value['recorded'] !== 'boolean') return false;
  const steps = value['steps'];
  return (
    Array.isArray(steps) && steps.every((step) => isRecord(step) && typeof step['state'] === 'string' && numberIn(step, 'at') !== undefined)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberIn(record: Record<string, unknown>, key: string): number | undefined {
  const value = record[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textIn(record: Record<string, unknown>, key: string): string | undefined {
  const value = record[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
