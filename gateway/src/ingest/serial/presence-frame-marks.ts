import type { Json } from '../../base/canonical.ts';
import type { Queries } from '../../engine/ports/queries.ts';
import type { FrameMark, FrameMarks } from './ports.ts';

/** Keeps these rows apart from the devices' own. A device id has no colon. */
const PREFIX = 'radio:';

/**
 * Frame counters in the presence table: beside the chain, flushed in batches, as heartbeats are. What is saved outlives a
 * kill at once; a power cut may take the last of it, and then the press's own name in the log is what knows it.
 */
export class PresenceFrameMarks implements FrameMarks {
  readonly #queries: Pick<Queries, 'presence' | 'savePresence'>;

  constructor(queries: Pick<Queries, 'presence' | 'savePresence'>) {
    this.#queries = queries;
  }

  async load(): Promise<ReadonlyMap<string, FrameMark>> {
    const marks = new Map<string, FrameMark>();
    for (const [key, value] of Object.entries(await this.#queries.presence())) {
      const mark = key.startsWith(PREFIX) ? markOf(value) : undefined;
      if (mark !== undefined) marks.set(key.slice(PREFIX.length), mark);
    }
    return marks;
  }

  async save(marks: ReadonlyMap<string, FrameMark>): Promise<void> {
    const rows: Record<string, Json> = {};
    for (const [device, { key, highest }] of marks) rows[PREFIX + device] = { key, highest };
    await this.#queries.savePresence(rows);
  }
}

function markOf(value: Json): FrameMark | undefined {
  if (value === null || typeof value !== 'object' || !('key' in value)) return undefined;
  const { key, highest } = value;
  return typeof key === 'string' && typeof highest === 'number' ? { key, highest } : undefined;
}
