import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runCommandLine } from '../../gateway/src/cli/command-line.ts';
import { allCommands } from '../../gateway/src/cli/commands.ts';
import type { GatewayProcess } from '../harness/process.ts';

/** One fact as it stands on disk. */
export interface RecordedFact {
  readonly seq: number;
  readonly kind: string;
  /** Wall clock, and engine milliseconds. */
  readonly at: number;
  readonly t: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every fact of a gateway that does not run, over the bytes in its file: what a power cut would have left. */
export function recorded(gateway: GatewayProcess): RecordedFact[] {
  const database = new DatabaseSync(join(gateway.data, 'log.db'));
  try {
    const rows = database.prepare('SELECT body FROM fact ORDER BY seq').all();
    return rows.map((row) => JSON.parse(String(row['body'])) as RecordedFact); // as: the log's own canonical text
  } finally {
    database.close();
  }
}

export function factsOf(gateway: GatewayProcess, kind: string): RecordedFact[] {
  return recorded(gateway).filter((fact) => fact.kind === kind);
}

/** What names a press: device, boot and seq. */
export function nameOf(press: { readonly device?: unknown; readonly boot?: unknown; readonly seq?: unknown }): string {
  return `${String(press.device)}/${String(press.boot)}/${String(press.seq)}`;
}

/** `duress log verify` on the data folder. @throws with what it says when the log does not verify. */
export async function verifyLog(gateway: GatewayProcess): Promise<void> {
  const outcome = await runCommandLine(allCommands(), ['log', 'verify', gateway.data], {});
  if (outcome.exit !== 0) throw new Error(outcome.out + outcome.err);
}
