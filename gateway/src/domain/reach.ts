import { sha256Hex } from '../base/digest.ts';
import type { PersonId } from '../base/ids.ts';
import type { MessageResult } from '../contract/messages.ts';
import type { WayName } from '../contract/ways.ts';

/** What became of one message to one person. */
export interface Sent {
  readonly message: string;
  readonly person: PersonId;
  readonly step: number;
  /** The ways by which it goes out; none: nothing that is set up knows the person. */
  readonly of: readonly WayName[];
  readonly results: Readonly<Partial<Record<WayName, MessageResult>>>;
}

/** Whom the last step told, and what is known of the messages that went to people about this alarm. */
export interface Reach {
  readonly step: number;
  readonly told: readonly PersonId[];
  readonly sent: readonly Sent[];
}

/** One result, as it is reported. */
export interface Result {
  readonly message: string;
  readonly person: PersonId;
  readonly step: number;
  readonly of: readonly WayName[];
  readonly way?: WayName | undefined;
  readonly result: MessageResult;
}

/** Messages to one person that an alarm remembers: results of older ones come late, and one each minute for hours must not fill it. */
const REMEMBERED_PER_PERSON = 4;

/** 48 bits: it is looked for among the few messages of one person about one alarm. */
const ANSWER_NAME_CHARACTERS = 12;

/** What may follow a result. A try after one that failed may go well; what a person has seen is not unsaid by a service. */
const FOLLOWS: Readonly<Record<MessageResult, readonly MessageResult[]>> = {
  failed: ['refused', 'accepted', 'delivered', 'shown', 'answered'],
  refused: ['failed', 'accepted', 'delivered', 'shown', 'answered'],
  accepted: ['delivered', 'shown', 'answered', 'failed', 'refused'],
  delivered: ['shown', 'answered'],
  shown: ['answered'],
  answered: [],
};

/** How a link that answers a message names it: short, and not the message's own id. */
export function answerName(message: string): string {
  return sha256Hex(message).slice(0, ANSWER_NAME_CHARACTERS);
}

/** A message that its own link or call named before anybody reported it. */
export function unreportedAs(name: string): string {
  return `answer:${name}`;
}

/** The message of this person that a link names, as far as it is known. */
export function answeredIn(
  reach: Reach | undefined,
  { person, name }: { readonly person: PersonId; readonly name: string },
): Sent | undefined {
  return reach?.sent.find((one) => one.person === person && isNamed(one, name));
}

function isNamed({ message }: Sent, name: string): boolean {
  return answerName(message) === name || message === unreportedAs(name);
}

/** Has the climb told this person of it: with its last step, or with a message of which something is known? */
export function hasTold(reach: Reach | undefined, person: PersonId): boolean {
  return reach !== undefined && (reach.told.includes(person) || reach.sent.some((one) => one.person === person));
}

/** It has done what it was for: the same link takes nothing again. */
export function isUsed(sent: Sent | undefined): boolean {
  return sent !== undefined && Object.values(sent.results).includes('answered');
}

/** A step has told these people; what is known of earlier messages stays. */
export function stepped(reach: Reach | undefined, step: number, told: readonly PersonId[]): Reach {
  return { step, told, sent: reach?.sent ?? [] };
}

export function sentAs(reach: Reach | undefined, message: string): Sent | undefined {
  return reach?.sent.find((one) => one.message === message);
}

/** The climb begins anew: it has told nobody yet. What is known of messages that went out before stays. */
export function begunAnew(reach: Reach | undefined): Reach | undefined {
  return reach === undefined ? undefined : { ...reach, step: 0, told: [] };
}

/** Does this say anything that is not known? The same again, and what is overtaken, does not. */
export function isNews(reach: Reach | undefined, { message, way, result }: Result): boolean {
  const known = sentAs(reach, message);
  if (known === undefined) return true;
  if (way === undefined) return known.of.length > 0;
  const before = known.results[way];
  return before === undefined || FOLLOWS[before].includes(result);
}

/** With one more result. */
export function reported(reach: Reach | undefined, result: Result): Reach {
  const { message, person, step, of, way } = result;
  const { sent } = reach ?? { sent: [] };
  const isSame = (other: Sent): boolean => other.person === person && (other.message === message || isNamed(other, answerName(message)));
  // An answer may come before the word that its message went out: it was kept under another name until now.
  const known = Object.assign({}, ...sent.filter(isSame).map(({ results }) => results)) as Sent['results']; // as: results put together.
  const isOvertaken = way === undefined || (known[way] !== undefined && !FOLLOWS[known[way]].includes(result.result));
  const one: Sent = { message, person, step, of, results: isOvertaken ? known : { ...known, [way]: result.result } };
  const isOthers = (other: Sent): boolean => other.person !== person;
  const theirs = [...sent.filter((other) => !isOthers(other) && !isSame(other)), one].sort(byMessage);
  const newest = theirs.slice(-REMEMBERED_PER_PERSON);
  // A link that was used must stay used, however many messages come after its own.
  const used = theirs.filter((other) => isUsed(other) && !newest.includes(other)).slice(-REMEMBERED_PER_PERSON);
  const all = [...sent.filter(isOthers), ...used, ...newest];
  return { step: reach?.step ?? step, told: reach?.told ?? [person], sent: all };
}

/** The newest message to a person; undefined when nothing is known of any. */
export function newestTo(reach: Reach | undefined, person: PersonId): Sent | undefined {
  return reach?.sent
    .filter((one) => one.person === person)
    .sort(byMessage)
    .at(-1);
}

/** No way by which it goes out has taken it. */
export function isLost({ of, results }: Sent): boolean {
  return of.every((way) => results[way] === 'failed' || results[way] === 'refused');
}

/** Of this person it is known that nothing reaches them: no way has taken the newest message to them. */
export function lostTo(reach: Reach | undefined, person: PersonId): Sent | undefined {
  const newest = newestTo(reach, person);
  return newest !== undefined && isLost(newest) ? newest : undefined;
}

/** And no try of it will: each way works and does not take it for this person, or there is none. */
export function isRefused({ of, results }: Sent): boolean {
  return of.every((way) => results[way] === 'refused');
}

/** Somebody carries it, or it was seen. */
export function isOut({ results }: Sent): boolean {
  return Object.values(results).some((result) => result !== 'failed' && result !== 'refused');
}

/** Whoever was told by the last step, and how many of them something has reached. */
export function reachedOf({ told, sent }: Reach): { readonly told: number; readonly reached: number } {
  const reached = told.filter((person) => sent.some((one) => one.person === person && isOut(one)));
  return { told: told.length, reached: reached.length };
}

/** Ids sort by the time at which they were given. */
function byMessage(a: Sent, b: Sent): number {
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}
