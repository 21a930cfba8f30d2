import type { MessageResult } from '../../../../contract/messages.ts';
import type { WayName } from '../../../../contract/ways.ts';

interface Said {
  readonly result: MessageResult;
  readonly why?: string | undefined;
}

const UNDELIVERED: Said = { result: 'failed', why: 'undelivered' };

/** What Twilio's words about a text mean. `queued`, `sending` and `sent` say no more than that it was taken. */
const OF_TEXTS: Readonly<Record<string, Said>> = {
  delivered: { result: 'delivered' },
  read: { result: 'shown' },
  undelivered: UNDELIVERED,
  failed: UNDELIVERED,
  canceled: UNDELIVERED,
};

/** … and about a call. Picked up is delivered, no more: a mailbox picks up too. Only a key that was pressed is an answer. */
const OF_CALLS: Readonly<Record<string, Said>> = {
  'in-progress': { result: 'delivered' },
  completed: { result: 'delivered' },
  busy: { result: 'failed', why: 'busy' },
  'no-answer': { result: 'failed', why: 'not-picked-up' },
  failed: UNDELIVERED,
  canceled: UNDELIVERED,
};

/** Undefined for a word that says nothing new, or that this build does not know. */
export function saidBy(way: WayName, status: string): Said | undefined {
  const table = way === 'voice' ? OF_CALLS : OF_TEXTS;
  return Object.hasOwn(table, status) ? table[status] : undefined;
}
