import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../../gateway/src/base/clock.ts';
import type { EventLog } from '../../../gateway/src/base/log.ts';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import type { Outbox } from '../../../gateway/src/engine/ports/outbox.ts';
import type { Queries } from '../../../gateway/src/engine/ports/queries.ts';
import { SqliteStore } from '../../../gateway/src/store/sqlite/store.ts';

/** A store that the contract suites can be run on: each is one implementation of the three ports over the same data. */
export interface StoreUnderTest {
  readonly log: Log;
  readonly queries: Queries;
  readonly outbox: Outbox;
  readonly keys: { destroy(subject: string): Promise<number> };
  close(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  /** A fresh place for data; `store` opens it, also a second time after `close`. */
  place(): { store(): StoreUnderTest; remove(): void };
}

export function sqliteKind(): StoreKind {
  return {
    name: 'sqlite',
    place() {
      const folder = temporaryFolder();
      return {
        store: () => sqliteStore(folder),
        remove: () => {
          rmSync(folder, { recursive: true });
        },
      };
    },
  };
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'duress-store-'));
}

/** `data` and `keys` lie apart in the folder, as they do in a real one. */
export function placesIn(folder: string): { readonly folder: string; readonly masterKeyFile: string } {
  return { folder: join(folder, 'data'), masterKeyFile: join(folder, 'keys', 'master.key') };
}

export function sqliteStore(folder: string, masterKeyFile = placesIn(folder).masterKeyFile): SqliteStore {
  return new SqliteStore({ ...placesIn(folder), masterKeyFile, clock: new SystemClock(), events: quiet() });
}

function quiet(): EventLog {
  const ignore = (): void => undefined;
  return { info: ignore, warn: ignore, error: ignore };
}
