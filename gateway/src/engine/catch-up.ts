import { FaultError } from '../base/errors.ts';
import type { Fact, FactChecker } from '../domain/facts/catalogue.ts';
import type { Head, Log, NewFact, StoredFact, StoredRow } from './ports/log.ts';

/** How many facts are read at once when the log holds more than this process knows. */
const CATCH_UP_FACTS = 500;

/** Every fact after `seq`, oldest first. */
export async function factsSince(log: Pick<Log, 'factsAfter'>, seq: number): Promise<StoredFact[]> {
  const facts: StoredFact[] = [];
  for (;;) {
    const page = await log.factsAfter(facts.at(-1)?.seq ?? seq, CATCH_UP_FACTS);
    facts.push(...page);
    if (page.length < CATCH_UP_FACTS) return facts;
  }
}

/** Every row that is not archived. */
export async function everyRow(log: Pick<Log, 'load'>): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for await (const slice of log.load()) rows.push(...slice);
  return rows;
}

/**
 * A log whose newest facts a newer build has written is not for this one: it would take the rows for its own and go on without
 * understanding them. The older facts were written by builds before; `duress log verify` and `rebuild` read all of them.
 *
 * @throws FaultError `log-unknown-fact`
 */
export async function refuseUnknownFacts(log: Pick<Log, 'factsAfter'>, head: Head, checker: FactChecker): Promise<void> {
  for (const fact of await log.factsAfter(Math.max(0, head.seq - CATCH_UP_FACTS), CATCH_UP_FACTS)) knownFact(checker, fact);
}

/**
 * A fact that was read back, as the rules know it.
 *
 * @throws FaultError `log-unknown-fact` for a kind, a version or a shape that this build does not know.
 */
export function knownFact(checker: FactChecker, fact: StoredFact): Fact {
  const problem = checker.problem(fact.kind, fact.v, fact.data);
  if (problem !== undefined) throw new FaultError('log-unknown-fact', `fact ${String(fact.seq)}: ${problem}`, { retryable: false });
  // as: it was just checked against the catalogue that Fact is made from.
  return fact as unknown as Fact;
}

/** A fact that was read back, as followers hear of it. */
export function asTold(fact: StoredFact): NewFact {
  const { secret, ...rest } = fact;
  return { ...rest, secret: secret?.value === undefined ? undefined : { subject: secret.subject, value: secret.value } };
}
