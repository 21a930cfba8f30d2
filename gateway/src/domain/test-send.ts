import type { PersonId } from '../base/ids.ts';
import type { SentResult, TestResult } from '../contract/test-send.ts';
import type { WayName } from '../contract/ways.ts';

/** The last message that tried whether a person can be reached, and what is known of it. */
export interface TestSend {
  readonly person: PersonId;
  readonly send: string;
  readonly by: PersonId;
  readonly askedAt: number;
  readonly askedT: number;
  readonly ways: readonly TriedWay[];
}

export interface TriedWay {
  readonly way: WayName;
  /** Absent: nothing is known yet. */
  readonly result?: TestResult | undefined;
  readonly at?: number | undefined;
  readonly why?: string | undefined;
}

/** What may follow: what was delivered is not undelivered by a word that comes late. */
const FOLLOWS: Readonly<Record<TestResult, readonly SentResult[]>> = {
  accepted: ['delivered', 'unreachable'],
  unreachable: ['delivered'],
  delivered: [],
  'no-device': [],
};

export function isNewsOf({ ways }: TestSend, way: WayName, result: SentResult): boolean {
  const tried = ways.find((one) => one.way === way);
  return tried !== undefined && (tried.result === undefined || FOLLOWS[tried.result].includes(result));
}
