import type { Cancel, Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Json } from '../base/canonical.ts';
import type { EventLog } from '../base/log.ts';
import type { State } from '../domain/state.ts';
import type { Core } from '../engine/ports/core.ts';

/** What a lifeboat needs: who presses, who watches, whom to tell, and who may come in. Nothing about what has happened. */
const TABLES = ['person', 'grant', 'session', 'token', 'place', 'device', 'policy', 'rota', 'output', 'subscription'] as const;

/** The name under which each table stands in the state. */
const IN_STATE = {
  person: 'people',
  grant: 'grants',
  session: 'sessions',
  token: 'tokens',
  place: 'places',
  device: 'devices',
  policy: 'policies',
  rota: 'rotas',
  output: 'outputs',
  subscription: 'subscriptions',
} as const;

/** Changes are gathered for this long before the file is written again. */
const WRITE_AFTER_MS = 2_000;

export interface LastKnownFile {
  save(tables: Readonly<Record<string, readonly Json[]>>): Promise<void>;
  load(): Promise<Readonly<Record<string, readonly Json[]>> | undefined>;
}

/** Keeps the set-up in one small file beside the log, rewritten at each start and after each change, for a start at which the log won't open. */
export class LastKnown {
  readonly #core: Core;
  readonly #clock: Clock;
  readonly #events: EventLog;
  readonly #file: LastKnownFile;
  #unfollow: (() => void) | undefined;
  #pending: Cancel | undefined;
  #writing: Promise<void> | undefined;

  constructor(deps: { core: Core; clock: Clock; events: EventLog; file: LastKnownFile }) {
    this.#core = deps.core;
    this.#clock = deps.clock;
    this.#events = deps.events;
    this.#file = deps.file;
  }

  start(): void {
    if (this.#unfollow !== undefined) return;
    this.#unfollow = this.#core.follow((commit) => {
      if (TABLES.some((table) => commit.changed.has(table))) this.#soon();
    });
    // The file may be missing or older than the log: a restored folder, an earlier run that ended before it was written.
    if (this.#core.health.state === 'ok') this.#write();
  }

  async stop(): Promise<void> {
    this.#unfollow?.();
    this.#unfollow = undefined;
    if (this.#pending !== undefined) this.#write();
    this.#pending?.();
    this.#pending = undefined;
    await this.#writing;
  }

  #soon(): void {
    this.#pending ??= this.#clock.after(WRITE_AFTER_MS, () => {
      this.#pending = undefined;
      this.#write();
    });
  }

  /** The file carries its saves out one after the other, so the last one is the one to wait for. */
  #write(): void {
    this.#writing = this.#save().catch(this.#failed);
  }

  async #save(): Promise<void> {
    const tables: Record<string, Json[]> = {};
    // as: rows are plain records of JSON members.
    for (const table of TABLES) tables[table] = [...this.#core.committed[IN_STATE[table]].values()] as unknown as Json[];
    await this.#file.save(tables);
  }

  readonly #failed = (error: unknown): void => {
    this.#events.error('last-known-not-saved', { error: messageOf(error) });
  };
}

/**
 * Fills an empty state from the file; the rows' keys stand in them under the table's own name. What does not fit, because another
 * build wrote it, is left out: a gateway that knows most of its people is better than none, at the moment when its log is away.
 */
export async function loadLastKnown(file: LastKnownFile, state: State, events: EventLog): Promise<void> {
  const tables: unknown = await file.load();
  let unfit = 0;
  for (const name of TABLES) {
    const rows: unknown = memberOf(tables, name) ?? [];
    const list: readonly unknown[] = Array.isArray(rows) ? rows : [rows];
    unfit += list.filter((row) => !isPut(state, name, row)).length;
  }
  if (unfit > 0) events.error('last-known-left-out', { rows: unfit });
}

function isPut(state: State, name: string, row: unknown): boolean {
  const key = memberOf(row, name);
  if (typeof key !== 'string') return false;
  try {
    state.byName.get(name)?.set(key, row);
    return true;
  } catch {
    // An index could not be made of it. The caller counts it and says so.
    return false;
  }
}

function memberOf(value: unknown, name: string): unknown {
  // as: whatever an object has is looked at as unknown.
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
