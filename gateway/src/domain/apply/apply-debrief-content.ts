import { assert, unreachable } from '../../base/assert.ts';
import { membersOf, type Json } from '../../base/canonical.ts';
import type { DebriefId, PersonId, PlaceId } from '../../base/ids.ts';
import type { ListedFactor, ListedSupport } from '../../contract/debrief-content.ts';
import type { Debrief, PreventAction, ServiceDecision, SupportCheck } from '../debrief.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { DEBRIEF_CONTENT_FACTS } from '../facts/debrief-content-facts.ts';
import type { State } from '../state.ts';

export type DebriefContentFact = Extract<Fact, { readonly kind: keyof typeof DEBRIEF_CONTENT_FACTS }>;
type Of<K extends DebriefContentFact['kind']> = Extract<DebriefContentFact, { readonly kind: K }>;
type AboutDebrief = Exclude<DebriefContentFact, Of<'DebriefListsSaved'>>;
/** Of a fact, recorded or not, what changes the debrief. */
type Said<F extends AboutDebrief = AboutDebrief> = F extends AboutDebrief ? Pick<F, 'kind' | 'data' | 'at' | 't'> : never;

/** What a fact makes of what was said in a debrief, or of a place's lists. */
export function applyDebriefContent(state: State, fact: DebriefContentFact): void {
  if (fact.kind === 'DebriefListsSaved') {
    saveLists(state, fact);
    return;
  }
  // as: ids in facts are the strings that branded ids became.
  const id = fact.data.debrief as DebriefId;
  const debrief = state.debriefs.get(id);
  assert(debrief !== undefined, `${fact.kind} is about a debrief that is open`);
  state.debriefs.set(id, contentAfter(debrief, fact));
}

function saveLists(state: State, fact: Of<'DebriefListsSaved'>): void {
  // as: ids in facts are the strings that branded ids became.
  const place = fact.data.place as PlaceId;
  const sealed = membersOf(fact.secret?.value);
  state.debriefLists.set(place, {
    place,
    // as (both): the rules have sealed what the contract's schema let through.
    supports: listIn(sealed?.['supports']) as unknown as ListedSupport[],
    factors: listIn(sealed?.['factors']) as unknown as ListedFactor[], // as: see above.
  });
}

function listIn(value: Json | undefined): readonly Json[] {
  // as: what of JSON is a list is a list of JSON; `isArray` forgets of what.
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The debrief once this is said. */
export function contentAfter(debrief: Debrief, fact: Said): Debrief {
  switch (fact.kind) {
    case 'PartDisputed': {
      const { dispute, part, action } = fact.data;
      const said = { dispute, part, action, answered: false, at: fact.at, t: fact.t };
      return { ...debrief, disputes: [...(debrief.disputes ?? []), said] };
    }
    case 'DisputeAnswered':
      return {
        ...debrief,
        disputes: (debrief.disputes ?? []).map((one) => (one.dispute === fact.data.dispute ? { ...one, answered: true } : one)),
      };
    case 'SupportOffered':
      return { ...debrief, supports: (debrief.supports ?? 0) + 1, ...withCheck(debrief, fact.data.check, fact.data.support) };
    case 'SupportChecked': {
      const after = fact.data.by === debrief.owner ? { done: true } : { said: { at: fact.at, t: fact.t } };
      const supportChecks = (debrief.supportChecks ?? []).map((one) => (one.id === fact.data.support ? { ...one, ...after } : one));
      return { ...debrief, supportChecks, ...withCheck({ ...debrief, supportChecks }, fact.data.next, fact.data.next?.id) };
    }
    case 'ServiceDecided':
    case 'ServiceAnswered':
    case 'ServiceReviewed':
      return { ...debrief, service: serviceAfter(debrief.service ?? [], fact) };
    case 'PreventionDone':
    case 'PreventionChecked':
    case 'PreventionDropped':
    case 'PreventionMoved':
    case 'PreventionReplied':
      return { ...debrief, actions: debrief.actions.map((one) => (one.action === fact.data.action ? actionAfter(one, fact) : one)) };
    default:
      return unreachable(fact);
  }
}

function withCheck(
  { supportChecks = [], owner }: Debrief,
  check: { readonly person: string; readonly due: number } | undefined,
  id: string | undefined,
): Pick<Debrief, 'supportChecks'> {
  if (check === undefined || id === undefined) return {};
  // as: ids in facts are the strings that branded ids became.
  const next: SupportCheck = { id, person: check.person as PersonId, due: check.due, done: false };
  return { supportChecks: [...supportChecks, check.person === owner ? { ...next, own: true } : next] };
}

type ServiceFact = Extract<Said, { readonly kind: `Service${string}` }>;

/** At most one is in force and one is asked for: a new one takes the place of what it comes after. */
function serviceAfter(before: readonly ServiceDecision[], fact: ServiceFact): ServiceDecision[] {
  switch (fact.kind) {
    case 'ServiceDecided': {
      const { decision, second, reviewDue } = fact.data;
      const state = second === undefined ? 'in-force' : 'asked';
      const others = before.map((one) => (one.state === 'asked' || one.state === state ? replaced(one) : one));
      // as: ids in facts are the strings that branded ids became.
      return [...others, { decision, second: second as PersonId | undefined, state, reviewDue, at: fact.at, t: fact.t }];
    }
    case 'ServiceAnswered': {
      const { decision, agreed } = fact.data;
      return before.map((one) => {
        if (one.decision === decision) return { ...one, state: agreed ? 'in-force' : 'not-agreed', at: fact.at, t: fact.t };
        return agreed && one.state === 'in-force' ? replaced(one) : one;
      });
    }
    case 'ServiceReviewed': {
      const { decision, result, reviewDue } = fact.data;
      return before.map((one) => {
        if (one.decision !== decision || result === 'change') return one;
        return result === 'keep' ? { ...one, reviewDue } : { ...one, state: 'ended', reviewDue: undefined };
      });
    }
  }
}

function replaced(one: ServiceDecision): ServiceDecision {
  return { ...one, state: 'replaced', reviewDue: undefined };
}

type ActionFact = Extract<Said, { readonly kind: `Prevention${string}` }>;

function actionAfter(action: PreventAction, fact: ActionFact): PreventAction {
  switch (fact.kind) {
    case 'PreventionDone':
      return { ...action, state: 'done', checkDue: fact.data.checkDue };
    case 'PreventionChecked':
      return { ...action, state: 'checked', checkDue: undefined };
    case 'PreventionDropped':
      return { ...action, state: 'dropped', checkDue: undefined };
    case 'PreventionMoved':
      // as: ids in facts are the strings that branded ids became.
      return { ...action, owner: fact.data.owner as PersonId, due: fact.data.due };
    case 'PreventionReplied':
      return action;
  }
}
