import { createHash } from 'node:crypto';

/** Lines that are kept for whoever reads; the digest goes over all of them. */
const LINES_MAX = 20_000;

/** What happened, in words, each thing with its time; and one number that stands for all of it. */
export class Story {
  readonly #digest = createHash('sha256');
  readonly #lines: string[] = [];
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  tell(who: string, what: string): void {
    this.#count += 1;
    const line = `${String(this.#count).padStart(5)}  ${timeText(this.#now())}  ${who.padEnd(12)} ${what}`;
    this.#digest.update(line);
    this.#lines.push(line);
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Of everything that was told so far. */
  get hash(): string {
    return this.#digest.copy().digest('hex');
  }
}

export function timeText(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`;
}
