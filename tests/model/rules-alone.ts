import type { AlarmId, InputId } from '../../gateway/src/base/ids.ts';
import type { Alarm } from '../../gateway/src/domain/alarm.ts';
import { apply } from '../../gateway/src/domain/apply/apply.ts';
import { decide, decideBlindly } from '../../gateway/src/domain/decide.ts';
import { FACT_VERSION, FactChecker, type Fact } from '../../gateway/src/domain/facts/catalogue.ts';
import type { Input, Reply } from '../../gateway/src/domain/input.ts';
import type { Policy } from '../../gateway/src/domain/policy.ts';
import type { Decision, Ruling } from '../../gateway/src/domain/ruling.ts';
import type { State } from '../../gateway/src/domain/state.ts';
import { smallHouse } from '../../gateway/src/domain/testing/stage.ts';
import { FIRST, type Event, type Opening } from './events.ts';
import { AT, SHORT, T } from './scale.ts';

export interface Step {
  readonly reply: Reply;
  readonly facts: readonly Fact[];
  /** What the alarm became, or the one that was opened; undefined where there is none. */
  readonly alarm: Alarm | undefined;
}

/**
 * The product's own `decide` and `apply` over one alarm in a small house (testing/stage.ts). Each step begins with the alarm it is
 * given and nothing else is kept, not even its debrief: the answer depends on the alarm, the input and the time alone. All of it
 * throws what the rules throw, and TypeError for a fact that its own schema refuses.
 */
export class RulesAlone {
  readonly policy: Policy;
  readonly #state: State = smallHouse().state;
  readonly #checker = new FactChecker();

  constructor(policy: Policy = SHORT) {
    this.policy = policy;
  }

  open({ input, meanwhile }: Pick<Opening, 'input' | 'meanwhile'>): Step {
    meanwhile?.(this.#state);
    return this.#step({ id: input.id, t: T }, (ruling) => decide(ruling, input));
  }

  /** By the rule without branches, which the engine falls back on when the rules have thrown. */
  openBlindly(input: Input): Step {
    return this.#step({ id: input.id, t: T }, (ruling) => decideBlindly(ruling, input, { error: 'of the rules', bare: false }));
  }

  give(event: Event, alarm: Alarm, t = T): Step {
    this.#put(alarm);
    event.meanwhile?.(this.#state);
    const input = event.input(alarm);
    return this.#step({ id: input.id, t }, (ruling) => decide(ruling, input), alarm);
  }

  #put(alarm: Alarm): void {
    const state = this.#state;
    // What is closed leaves memory with its commit.
    if (alarm.state !== 'closed') state.alarms.set(alarm.alarm, alarm);
    const [boot, seq] = FIRST;
    const press = { seq, kind: 'duress', pressedAt: AT, alarm: alarm.alarm, receivers: [] };
    state.presses.set(alarm.device, { device: alarm.device, boots: [{ boot, presses: [press] }] });
  }

  #step({ id, t }: { readonly id: InputId; readonly t: number }, rules: (ruling: Ruling) => Decision, about?: Alarm): Step {
    const state = this.#state;
    try {
      const decision = rules({ state, at: AT, t, id, policy: this.policy });
      const facts = decision.facts.map((made, seq) => {
        const problem = this.#checker.problem(made.kind, FACT_VERSION, made.data);
        if (problem !== undefined) throw new TypeError(problem);
        const fact = { ...made, at: AT, t, seq } as unknown as Fact; // as: checked just now.
        apply(state, fact);
        return fact;
      });
      const raised = facts.find((fact) => fact.kind === 'AlarmRaised')?.data.alarm;
      const same = about === undefined ? undefined : state.alarms.get(about.alarm);
      const alarm = same ?? (raised === undefined ? undefined : state.alarms.get(raised as AlarmId)); // as: ids in facts are plain strings.
      return { reply: decision.reply, facts, alarm };
    } finally {
      state.drop();
    }
  }
}
