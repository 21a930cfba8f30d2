import type { Log, NewFact, StoredFact } from './ports/log.ts';

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

/** A fact that was read back, as followers hear of it. */
export function asTold(fact: StoredFact): NewFact {
  const { secret, ...rest } = fact;
  return { ...rest, secret: secret?.value === undefined ? undefined : { subject: secret.subject, value: secret.value } };
}
