import { DAY_MS } from '../../base/durations.ts';
import type { Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import type { DutyDecisionBody } from '../../contract/duty.ts';
import type { Debrief } from '../debrief.ts';
import { dutyRule } from '../duty/rules.ts';
import type { DutySaid } from '../duty/said.ts';
import { dutyTime } from '../duty/standing.ts';
import { hasCome } from '../written-time.ts';
import { byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import type { Drafts } from './debrief-opening.ts';
import { tell } from './debrief-opening.ts';

/** Whoever knew of it long before it was an alarm: so far back a time is believed. */
const AWARE_BEFORE_MAX_MS = 366 * DAY_MS;

interface Asked {
  readonly actor: PersonId;
  readonly said: DutySaid;
}

/** Somebody says when it was known, what they decided, or that they told. It is recorded; nothing here decides for them. */
export function decideDuty(ruling: Ruling, { actor, said }: Asked, debrief: Debrief): Decision {
  const options = (words: Json) => ({
    actor: byPerson(actor),
    about: debrief.debrief,
    secret: { subject: `debrief:${debrief.debrief}`, value: words },
  });
  const common = { debrief: debrief.debrief, by: actor };
  switch (said.say) {
    case 'aware': {
      const { at, ...words } = said.body;
      if (at > ruling.at || at < debrief.openedAt - AWARE_BEFORE_MAX_MS) return refused('invalid', { detail: 'at: not in this time' });
      return decided([draft('DutyAwareSaid', { ...common, aware: at }, options(words))]);
    }
    case 'decision': {
      const { decision, rules, ...words } = said.body;
      const wrong = problemOf(said.body);
      if (wrong !== undefined) return refused('invalid', { detail: wrong });
      const version = (debrief.duty?.decision?.version ?? 0) + 1;
      return decided([draft('DutyConsidered', { ...common, version, decision, rules: [...rules] }, options(words))]);
    }
    case 'notified': {
      const { rule, limit, at, askedAt, ...words } = said.body;
      const known = dutyRule(rule)?.limits.some((one) => one.key === limit) === true;
      if (!known) return refused('invalid', { detail: 'rule, limit: not known' });
      if (isOutside(ruling, debrief, at) || isOutside(ruling, debrief, askedAt))
        return refused('invalid', { detail: 'at, askedAt: not between the incident and now' });
      return decided([draft('DutyNotified', { ...common, rule, limit, toldAt: at, askedAt }, options(words))]);
    }
  }
}

/** *Yes* says by which rule, `other` among them; other answers name none. */
function problemOf({ decision, rules, why }: DutyDecisionBody): string | undefined {
  if (why.trim() === '') return 'why: is empty';
  if (rules.some((id) => dutyRule(id) === undefined)) return 'rules: one is not known';
  if (decision === 'yes' && rules.length === 0) return 'rules: name at least one';
  return decision !== 'yes' && rules.length > 0 ? 'rules: only with yes' : undefined;
}

function isOutside(ruling: Ruling, debrief: Debrief, at: number | undefined): boolean {
  return at !== undefined && (at > ruling.at || at < debrief.openedAt - DAY_MS);
}

/** Something is due: the owner hears of it, once for each time. Nothing is decided or closed by it. */
export function dutyReminded(ruling: Ruling, debrief: Debrief): Drafts {
  const due = dutyTime({ state: ruling.state, holidays: ruling.policy.holidays }, debrief);
  if (due === undefined || !hasCome(due, ruling)) return { facts: [], messages: [] };
  const fact = draft('DutyReminded', { debrief: debrief.debrief, until: ruling.at }, { actor: GATEWAY, about: debrief.debrief });
  const told = tell(ruling, { debrief: debrief.debrief, to: debrief.owner, template: 'duty-due' });
  return { facts: [fact], messages: told.map((one) => ({ ...one, id: `${one.id}:duty` })) };
}
