import { apply } from '../domain/apply/apply.ts';
import type { Fact } from '../domain/facts/catalogue.ts';
import { FACT_VERSION, isFactKind } from '../domain/facts/catalogue.ts';
import { State } from '../domain/state.ts';
import { rowChanges } from '../engine/rows.ts';
import { FaultError } from '../base/errors.ts';
import type { Replay } from '../store/tools/rebuild.ts';

/** The rules as `log rebuild` plays facts through them: an empty state, then one fact after the other. */
export function replayFromRules(): Replay {
  const state = new State();
  return (fact) => {
    if (!isFactKind(fact.kind) || fact.v !== FACT_VERSION)
      throw new FaultError('log-unknown-fact', `fact ${String(fact.seq)} is a ${fact.kind}, version ${String(fact.v)}`, {
        retryable: false,
      });
    // as: a fact of a known kind was checked against its schema when it was written.
    apply(state, fact as unknown as Fact);
    const rows = rowChanges(state);
    state.settle();
    return rows;
  };
}
