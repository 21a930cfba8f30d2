import type { Clock } from './clock.ts';
import type { Json } from './canonical.ts';

export type LogLevel = 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, Json | undefined>>;

/**
 * Structured events, one JSON object a line: a stable code and ids, for machines and for a person at night.
 * Never a location, a name, a word about health or about what happened, and never a secret.
 */
export interface EventLog {
  info(code: string, fields?: LogFields): void;
  warn(code: string, fields?: LogFields): void;
  error(code: string, fields?: LogFields): void;
}

export class JsonLines implements EventLog {
  readonly #clock: Clock;
  readonly #write: (line: string) => void;

  constructor(clock: Clock, write: (line: string) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  info(code: string, fields: LogFields = {}): void {
    this.#line('info', code, fields);
  }

  warn(code: string, fields: LogFields = {}): void {
    this.#line('warn', code, fields);
  }

  error(code: string, fields: LogFields = {}): void {
    this.#line('error', code, fields);
  }

  #line(level: LogLevel, code: string, fields: LogFields): void {
    const at = new Date(this.#clock.wall()).toISOString();
    this.#write(JSON.stringify({ at, level, code, ...fields }) + '\n');
  }
}
