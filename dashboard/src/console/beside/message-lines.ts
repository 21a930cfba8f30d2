import type { TimelineEntry } from '@duress/gateway/contract/alarm.ts';
import type { ConsoleTexts } from '../texts/en.ts';

/** One message on one way: where its first result stands on the story, and the results after that, each with its time. */
export interface MessageLine {
  readonly entry: TimelineEntry;
  readonly later: readonly TimelineEntry[];
}

/**
 * The story with each message on each way as one line: what a service says later stands behind what it said first. Everything else stays as it
 * is. A result that has come first is where the line stands.
 */
export function gathered(entries: readonly TimelineEntry[]): readonly MessageLine[] {
  const lines: { entry: TimelineEntry; later: TimelineEntry[] }[] = [];
  const known = new Map<string, TimelineEntry[]>();
  for (const entry of entries) {
    const name = messageOf(entry);
    const before = name === undefined ? undefined : known.get(name);
    if (before !== undefined) {
      before.push(entry);
      continue;
    }
    const later: TimelineEntry[] = [];
    lines.push({ entry, later });
    if (name !== undefined) known.set(name, later);
  }
  return lines;
}

function messageOf({ kind, detail }: TimelineEntry): string | undefined {
  return kind === 'MessageReported' ? `${String(detail['message'])} ${String(detail['way'])}` : undefined;
}

/** `Text message to Gus: taken by the service 12:03:07, delivered 12:03:09`: the first part in bold, the rest behind it. */
export function messageWords(
  { entry, later }: MessageLine,
  { texts, time }: { readonly texts: ConsoleTexts; readonly time: (at: number) => string },
): { readonly what: string; readonly rest: string } {
  const { channels } = texts;
  const { way, to } = entry.detail;
  const name = nameIn(entry, to) ?? channels.somebody;
  if (!isKey(channels.way, way)) return { what: channels.noWay(name), rest: whyIn(entry, texts) };
  const results = [entry, ...later].map((one) => resultWords(one, texts) + (later.length === 0 ? '' : ` ${time(one.happened ?? one.at)}`));
  return { what: channels.sent(channels.way[way], name), rest: `: ${results.join(', ')}` };
}

function resultWords(entry: TimelineEntry, texts: ConsoleTexts): string {
  const { result, tries } = entry.detail;
  const words = isKey(texts.channels.result, result) ? texts.channels.result[result] : String(result);
  const tried = typeof tries === 'number' && tries > 1 ? `, ${texts.channels.tries(tries)}` : '';
  return words + tried + whyIn(entry, texts);
}

function whyIn({ detail: { why } }: TimelineEntry, { channels }: ConsoleTexts): string {
  return typeof why === 'string' && why !== '' ? ` (${channels.why[why] ?? why})` : '';
}

function nameIn({ detail: { names } }: TimelineEntry, person: unknown): string | undefined {
  if (typeof names !== 'object' || names === null || typeof person !== 'string') return undefined;
  // as: the timeline names people by their ids.
  return (names as Readonly<Record<string, string>>)[person];
}

function isKey<T extends object>(words: T, key: unknown): key is keyof T {
  return typeof key === 'string' && Object.hasOwn(words, key);
}
