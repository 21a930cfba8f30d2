import type { FeedMessage } from '../../../gateway/src/contract/feed.ts';
import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import type { NewFact, OutboxMessage } from '../../../gateway/src/engine/ports/log.ts';
import type { ConsolePage } from '../console-page.ts';
import { FIX, NAMES, OPERATORS, WALL, WRITTEN_WORD } from '../house.ts';
import { dataOf, text, type Ledger } from '../ledger.ts';
import type { SimulatedDisk } from '../simulated-disk.ts';
import type { Delivered } from '../simulated-post.ts';
import type { Broken } from './promise.ts';

const A_FIX = String(FIX.lat);

/** What leaves the gateway, and what stands unsealed in its log: what people wrote, who they are, and where they are. */
export class PrivacyChecker {
  readonly #ledger: Ledger;
  readonly #broken: Broken;

  constructor(ledger: Ledger, broken: Broken) {
    this.#ledger = ledger;
    this.#broken = broken;
  }

  /** To a page. `headSeq`: what the gateway knows to be on disk by now. */
  sent({ person, session }: ConsolePage, message: FeedMessage, headSeq: number): void {
    if (isBefore(this.#ledger.withdrawn.get(session), headSeq))
      this.#broken('told-only-to-whom-it-may', `${person} has signed out and is told ${JSON.stringify(message).slice(0, 200)}`);
    // Once a second, and nothing but numbers.
    if (message.type === 'pulse') return;
    const told = JSON.stringify(message);
    this.#words(told, `the page of ${person}`);
    if (person === WALL && NAMES.test(told)) this.#broken('told-only-to-whom-it-may', `the wall shows ${told}`);
    if (told.includes(A_FIX)) this.#located(message);
    if (message.type === 'hello' || message.type === 'refused' || message.type === 'probe') return;
    const alarms = (message.alarms ?? []).length + (message.type === 'pending' ? message.presses.length : 0);
    const hasLost = isBefore(this.#ledger.withdrawn.get(`${person}-reception`), headSeq);
    if (alarms > 0 && hasLost && OPERATORS.some((one) => one === person))
      this.#broken('told-only-to-whom-it-may', `${person} is no reception any more and is told of alarms`);
    if (message.type === 'pending') return;
    for (const { debrief } of message.tasks ?? []) this.#mayKnow(person, debrief);
  }

  /** Somebody was shown a debrief. */
  read(person: string, debrief: string): void {
    this.#mayKnow(person, debrief, true);
  }

  told(device: string, body: FeedbackBody): void {
    const words = JSON.stringify(body);
    this.#words(words, device);
    if (words.includes(A_FIX)) this.#broken('location-only-in-an-alarm', `${device} is told where somebody is`);
  }

  /** A letter lies on a screen that anybody may read. */
  delivered({ to, text: words }: Delivered): void {
    this.#words(words, `a letter to ${to}`);
    if (NAMES.test(words)) this.#broken('told-only-to-whom-it-may', `a letter to ${to} names somebody: ${words}`);
  }

  /** A line for whoever runs the gateway. */
  said(line: string): void {
    this.#words(line, 'a line of the operator');
    if (line.includes(A_FIX) || line.includes('Ana Ruiz')) this.#broken('told-only-to-whom-it-may', `the operator reads ${line}`);
  }

  /** What stands in the log without a seal; before the ledger takes the fact. */
  written(fact: NewFact, outbox: readonly OutboxMessage[]): void {
    const data = dataOf(fact);
    const plain = JSON.stringify(data);
    this.#words(`${plain} ${JSON.stringify(outbox)}`, 'a fact');
    if (/Ana Ruiz|Tom Berg|491 570/.test(plain)) this.#broken('told-only-to-whom-it-may', `${fact.kind} names somebody without a seal`);
    if (plain.includes(A_FIX)) this.#broken('location-only-in-an-alarm', `${fact.kind} says without a seal where somebody is`);
    const entry = this.#ledger.alarms.get(text(data['alarm']));
    if (fact.kind === 'PositionNoted' && (entry === undefined || entry.state === 'closed'))
      this.#broken('location-only-in-an-alarm', `a position is written, and ${text(data['alarm'])} is not open`);
    const path = data['path'] as { readonly receiver?: string } | undefined; // as: the schemas of signals say so.
    if (path?.receiver !== undefined && data['alarm'] === undefined)
      this.#broken('location-only-in-an-alarm', `${fact.kind} says where it was heard, and no alarm is open`);
  }

  quiet(disk: SimulatedDisk): void {
    if (/receiver|beacon|zone-rx|rx-1/.test(disk.presence)) this.#broken('location-only-in-an-alarm', `presence on disk: ${disk.presence}`);
    for (const { row } of disk.rows.values()) {
      const words = JSON.stringify(row.value);
      const isOpen = row.table === 'alarm' && this.#ledger.alarms.get(row.key)?.state !== 'closed';
      if (words.includes(A_FIX) && !isOpen)
        this.#broken('location-only-in-an-alarm', `${row.table} ${row.key} still says where somebody was`);
    }
    for (const person of this.#ledger.erased) {
      if (!disk.destroyed.has(`person:${person}`)) this.#broken('erased-is-gone', `the key of ${person} is still there`);
      const left = JSON.stringify([disk.rows.get(`person ${person}`)?.row.value ?? {}, disk.rows.get(`credential ${person}`) ?? {}]);
      if (/Berg|491 570|pin":"/.test(left)) this.#broken('erased-is-gone', left);
    }
  }

  /** `reads`: who does an action reads that, and has no task of it. */
  #mayKnow(person: string, debrief: string, reads = false): void {
    const entry = this.#ledger.debriefs.get(debrief);
    const isDoer = reads && [...(entry?.doers.values() ?? [])].includes(person);
    if (entry === undefined) this.#broken('never-ahead-of-the-log', `${person} is told of ${debrief}, which is not on disk`);
    else if (entry.worker !== person && !entry.given.has(person) && !isDoer)
      this.#broken('told-only-to-whom-it-may', `${person} is told of ${debrief}, which is ${entry.owner}'s`);
  }

  #located(message: FeedMessage): void {
    if (message.type !== 'snapshot' && message.type !== 'update' && message.type !== 'pending') return;
    for (const view of message.alarms ?? []) {
      const isOpen = this.#ledger.alarms.get(view.alarm)?.state !== 'closed';
      if (JSON.stringify(view).includes(A_FIX) && !isOpen)
        this.#broken('location-only-in-an-alarm', `${view.alarm} is closed, and a page is told where the worker is`);
    }
    if (JSON.stringify({ ...message, alarms: [] }).includes(A_FIX))
      this.#broken('location-only-in-an-alarm', 'a page is told where somebody is, in no alarm');
  }

  #words(told: string, where: string): void {
    if (told.includes(WRITTEN_WORD)) this.#broken('told-only-to-whom-it-may', `what somebody wrote is in ${where}: ${told.slice(0, 200)}`);
  }
}

function isBefore(seq: number | undefined, head: number): boolean {
  return seq !== undefined && seq <= head;
}
