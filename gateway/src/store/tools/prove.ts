import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { membersOf, type Json } from '../../base/canonical.ts';
import { FaultError, messageOf } from '../../base/errors.ts';

/** What is left of one record whose end the log has said. */
export interface DestroyedRecord {
  readonly debrief: string;
  /** When its time was over, by the fact; epoch ms. */
  readonly at: number;
  readonly class: string;
  readonly subjects: readonly string[];
  /** Data keys of these subjects that are still in keys.db. */
  readonly keysLeft: number;
  /** Texts that were sealed for them, and how many of those still have their key. */
  readonly sealed: number;
  readonly readable: number;
}

export interface Proof {
  readonly ok: boolean;
  readonly records: readonly DestroyedRecord[];
}

/**
 * Shows for each record whose time is over that no key of it is there, by looking at the keys and at every sealed text, without the master
 * key. Also of a running gateway. `lookedIn` is another folder: a backup that was made before still has the keys, and this says so.
 *
 * @throws FaultError `log-open-failed`
 */
export function proveDestroyed(folder: string, lookedIn: string = folder): Proof {
  const [log, there, keys] = [open(join(folder, 'log.db')), open(join(lookedIn, 'log.db')), open(join(lookedIn, 'keys.db'))];
  try {
    const held = new Set(
      keys
        .prepare('SELECT id FROM key')
        .all()
        .map((row) => String(row['id'])),
    );
    const bodies = log.prepare('SELECT body FROM fact WHERE body LIKE \'%"kind":"RetentionEnded"%\' ORDER BY seq').all();
    const sealed = sealedBySubject(there);
    const records = bodies.flatMap(({ body }) => recordIn(String(body), { log, held, sealed }) ?? []);
    return { ok: records.every(({ keysLeft, readable }) => keysLeft === 0 && readable === 0), records };
  } catch (cause) {
    if (cause instanceof FaultError) throw cause;
    throw new FaultError('log-open-failed', `${lookedIn} can not be read (${messageOf(cause)})`, { retryable: false, cause });
  } finally {
    log.close();
    there.close();
    keys.close();
  }
}

interface Found {
  readonly log: DatabaseSync;
  /** Names of the data keys that are there. */
  readonly held: ReadonlySet<string>;
  /** Subject → the names of the keys that seal its texts, one for each text. */
  readonly sealed: ReadonlyMap<string, readonly string[]>;
}

function recordIn(body: string, { log, held, sealed }: Found): DestroyedRecord | undefined {
  const fact = membersOf(JSON.parse(body) as Json); // as: it was parsed from JSON.
  const data = membersOf(fact?.['data']);
  const named = data?.['subjects'];
  if (fact?.['kind'] !== 'RetentionEnded' || data === undefined || !Array.isArray(named)) return undefined;
  const subjects = named.map(String);
  const given = log.prepare('SELECT id FROM keyref WHERE subject = ?');
  const keysLeft = subjects.flatMap((subject) => given.all(subject)).filter((row) => held.has(String(row['id']))).length;
  const texts = subjects.flatMap((subject) => sealed.get(subject) ?? []);
  return {
    debrief: textIn(data['debrief']),
    at: Number(fact['at']),
    class: textIn(data['class']),
    subjects,
    keysLeft,
    sealed: texts.length,
    readable: texts.filter((key) => held.has(key)).length,
  };
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function sealedBySubject(log: DatabaseSync): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const rows = log
    .prepare(
      "SELECT json_extract(body, '$.sealed.subject') AS subject, json_extract(body, '$.sealed.key') AS key FROM fact WHERE body LIKE '%\"sealed\":%'",
    )
    .iterate();
  for (const { subject, key } of rows) {
    if (typeof subject !== 'string' || typeof key !== 'string') continue;
    const keys = found.get(subject) ?? [];
    keys.push(key);
    found.set(subject, keys);
  }
  return found;
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  } catch (cause) {
    throw new FaultError('log-open-failed', `${path} can not be read (${messageOf(cause)})`, { retryable: false, cause });
  }
}
