import { membersOf, type Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import type { DutyRule, DutyRulesView, DutyRuleView, DutyView } from '../../contract/duty.ts';
import type { Debrief } from '../debrief.ts';
import { dayAt } from '../duty/due.ts';
import { DUTY_RULES, holdsOn, isStale, OTHER_RULE } from '../duty/rules.ts';
import { awareAt, dutyRulesOf, jurisdictionOf, lateAt, limitDue, type Known } from '../duty/standing.ts';
import { mayDo, mayRead, relationsTo } from '../rules/debrief-rights.ts';
import type { StateView } from '../state.ts';
import { zoneAt } from '../zone-at.ts';
import { named } from './alarm-view.ts';
import type { DebriefSources } from './debrief-view.ts';
import { dutySummary } from './duty-summary.ts';
import type { Reader } from './reader.ts';

/** For a person who may read the debrief; undefined for anybody else. The worker reads what was decided and when somebody was told. */
export function dutyView(
  state: StateView,
  { debrief, facts }: Pick<DebriefSources, 'debrief' | 'facts'>,
  reader: Reader,
): DutyView | undefined {
  const relations = relationsTo(state, debrief, reader.person);
  if (!mayRead(relations, 'duty')) return undefined;
  const said = new Said(state, facts, mayRead(relations, 'duty-words'));
  const jurisdiction = jurisdictionOf(state, debrief);
  const rules = [...dutyRulesOf(state, debrief), OTHER_RULE];
  return {
    may: mayDo(state, debrief, { reader: reader.person, verb: 'duty' }),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    zone: zoneAt(state, debrief.place),
    summary: dutySummary(state, debrief, reader) ?? { open: 0, overdue: false },
    aware: { at: awareAt(debrief), ...said.aware() },
    rules: rules.map((rule) => ruleView({ state, holidays: reader.holidays }, debrief, { rule, at: reader.at })),
    decisions: said.decisions(),
    notified: said.notified(),
  };
}

function ruleView(known: Known, debrief: Debrief, { rule, at }: { readonly rule: DutyRule; readonly at: number }): DutyRuleView {
  const isMeant = debrief.duty?.decision?.rules.includes(rule.rule) === true;
  return {
    ...rule,
    holds: holdsOn(rule, dayAt(debrief.openedAt, zoneAt(known.state, debrief.place))),
    stale: isStale(rule, at),
    limits: rule.limits.map((limit) => {
      const due = rule.from === 'unknown' ? undefined : limitDue(known, debrief, { rule, limit });
      const doneAt = debrief.duty?.told.find((one) => one.rule === rule.rule && one.limit === limit.key)?.at;
      const isLate = isMeant && doneAt === undefined && due !== undefined && lateAt({ unit: limit.unit, due }) < at;
      return { ...limit, ...(due === undefined ? {} : { due }), ...(doneAt === undefined ? {} : { doneAt }), overdue: isLate };
    }),
  };
}

/** What people said, from the facts; the texts for those who may read them, as far as their key is there. */
class Said {
  readonly #state: StateView;
  readonly #facts: DebriefSources['facts'];
  readonly #withWords: boolean;

  constructor(state: StateView, facts: DebriefSources['facts'], withWords: boolean) {
    this.#state = state;
    this.#facts = facts;
    this.#withWords = withWords;
  }

  aware(): Pick<DutyView['aware'], 'said'> {
    const last = this.#of('DutyAwareSaid').at(-1);
    if (last === undefined) return {};
    const { who = '', why = '' } = last.words;
    return { said: { ...last.stamp, who: textIn(who), why: textIn(why) } };
  }

  /** The newest first. */
  decisions(): DutyView['decisions'] {
    return this.#of('DutyConsidered')
      .map(({ data, words, stamp }) => {
        const { decision, rules, version } = data;
        // as: members of a fact and of its sealed words, as they were checked when they came in.
        return { ...words, ...stamp, decision, rules, version } as DutyView['decisions'][number];
      })
      .reverse();
  }

  notified(): DutyView['notified'] {
    return this.#of('DutyNotified').map(({ data, words, stamp }) => {
      const { rule, limit, toldAt } = data;
      // as: see above.
      return { ...words, ...stamp, rule, limit, told: toldAt } as DutyView['notified'][number];
    });
  }

  #of(kind: string) {
    return this.#facts
      .filter((fact) => fact.kind === kind)
      .map((fact) => {
        const data: Readonly<Record<string, Json | undefined>> = membersOf(fact.data) ?? {};
        const words: Readonly<Record<string, Json | undefined>> = (this.#withWords ? membersOf(fact.secret?.value) : undefined) ?? {};
        // as: facts name people by their ids.
        return { data, words, stamp: { by: named(this.#state, textIn(data['by']) as PersonId), at: fact.at } };
      });
  }
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** All rules of this build, with those whose source nobody has looked at for a year. */
export function dutyRulesView(at: number): DutyRulesView {
  return { at, rules: DUTY_RULES.map((rule) => ({ ...rule, stale: isStale(rule, at) })) };
}
