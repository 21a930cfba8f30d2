import type { DutyRule } from '../../contract/duty.ts';
import { AU_CARE } from './au-care.ts';
import { AU_VIOLENT, AU_WHS } from './au-whs.ts';
import { NZ_HSWA } from './nz-hswa.ts';

/** Every rule that this build knows about telling a regulator. */
export const DUTY_RULES: readonly DutyRule[] = [...AU_WHS, ...AU_VIOLENT, ...AU_CARE, ...NZ_HSWA];

/** What this build knows no rule for: another law, a licence, a contract. Whoever decides *yes* can always name it. */
export const OTHER_RULE: DutyRule = {
  rule: 'other',
  jurisdiction: 'ZZ',
  regime: 'whs',
  topic: 'other',
  title: 'Another law, a licence or a contract',
  questions: [{ key: 'other', text: 'Is there anybody else who must be told: an insurer, a licensing office, a funder?' }],
  law: 'Not every duty is on this list. Your policy, your insurer or a lawyer can say.',
  who: 'Whoever the law or the contract names',
  regulator: { name: 'Whoever must be told', web: 'https://www.safeworkaustralia.gov.au' },
  limits: [{ key: 'first', what: 'Tell them.', unit: 'at-once', count: 0, from: 'aware' }],
  keepYears: 7,
  from: '2000-01-01',
  source: { law: 'None: this is a place to write it down', web: 'https://www.safeworkaustralia.gov.au' },
  checked: '2026-11-29',
  sure: 'from-memory',
};

/** After so long somebody should look at a rule's source again. */
export const CHECK_EACH_MONTHS = 12;

export function dutyRule(id: string): DutyRule | undefined {
  return id === OTHER_RULE.rule ? OTHER_RULE : DUTY_RULES.find((one) => one.rule === id);
}

/** `day`: YYYY-MM-DD on the place's clock. */
export function holdsOn({ from, until }: Pick<DutyRule, 'from' | 'until'>, day: string): boolean {
  return from !== 'unknown' && from <= day && (until === undefined || day < until);
}

/**
 * The rules of a place, by its jurisdiction and the regimes that are set for it (none set: safety at work, which is for everybody).
 * Those that held on `day`, and those of which it is not known: they are shown, and no time runs by them.
 */
export function rulesOf(asked: {
  readonly jurisdiction: string | undefined;
  readonly regimes: readonly string[] | undefined;
  readonly day: string;
}): readonly DutyRule[] {
  const { jurisdiction, regimes = ['whs'], day } = asked;
  if (jurisdiction === undefined) return [];
  const country = jurisdiction.slice(0, 2);
  return DUTY_RULES.filter(
    (rule) =>
      (rule.jurisdiction === jurisdiction || rule.jurisdiction === country) &&
      regimes.includes(rule.regime) &&
      (rule.from === 'unknown' || holdsOn(rule, day)),
  );
}

/** Nobody has looked at its source for a year by the gateway's clock. */
export function isStale({ checked }: Pick<DutyRule, 'checked'>, at: number): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO('UTC').toPlainDate();
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(checked).add({ months: CHECK_EACH_MONTHS }), today) <= 0;
}
