import { membersOf, type Json } from '../../base/canonical.ts';
import { HOUR_MS } from '../../base/durations.ts';
import type { PersonId } from '../../base/ids.ts';
import type { OtherDebrief, TogetherView } from '../../contract/debrief-joining.ts';
import type { Debrief, Joining } from '../debrief.ts';
import { joiningOf, leadIdOf } from '../joined.ts';
import { pathOf, upwards } from '../places.ts';
import { isHiddenFrom, mayDo } from '../rules/debrief-rights.ts';
import { isReadAlong } from '../rules/read-along.ts';
import { whyNotJoined } from '../rules/joining.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';

/** Alarms at one site that began so near to each other may have been one incident. */
const ABOUT_THE_SAME_TIME_MS = 3 * HOUR_MS;

/** Kinds of facts in a leading debrief that are written for all who were in the incident. */
const SHARED = ['DebriefReviewed', 'PreventionPlanned', 'ServiceDecided', 'DebriefAnswered', 'DebriefCompleted'];
/** What became of what was planned or decided then: it is read with that, whenever it was. */
const SHARED_LIFE = [
  'PreventionDone',
  'PreventionChecked',
  'PreventionDropped',
  'PreventionMoved',
  'PreventionReplied',
  'ServiceAnswered',
  'ServiceReviewed',
];

/** With which others a debrief is held together, and with which it may be: for its owner. Its worker reads whose the others are, and no more. */
export function togetherView(
  state: StateView,
  { debrief, others = [] }: { readonly debrief: Debrief; readonly others?: readonly Debrief[] | undefined },
  reader: PersonId,
): TogetherView | undefined {
  const isOwner = debrief.owner === reader;
  const lead = leadIdOf(debrief);
  // Who else was there by a silent alarm is not told to one beside whom somebody may stand and read along.
  const isSafe = isOwner || !isReadAlong(state, reader);
  const seen = others.filter((one) => isOwner || !isHiddenFrom(state, one, reader)).filter((one) => isSafe || one.silent !== true);
  const view = {
    others: seen.map((one) => otherView(state, one, { whole: isOwner, reader, leads: one.debrief === lead })),
    perhaps: isOwner ? perhaps(state, debrief, reader) : [],
  };
  return view.others.length + view.perhaps.length === 0 ? undefined : view;
}

function otherView(
  state: StateView,
  one: Debrief,
  how: { readonly whole: boolean; readonly reader: PersonId; readonly leads?: boolean },
): OtherDebrief {
  const { worker, openedAt, welfare } = one;
  return {
    ...(worker === undefined ? {} : { worker: named(state, worker) }),
    ...(how.whole || worker === how.reader ? { debrief: one.debrief } : {}),
    ...(how.whole
      ? {
          path: pathOf(state.places, one.place),
          openedAt,
          ...(one.short || joiningOf(one)?.same === true ? {} : { welfareDone: welfare !== undefined }),
        }
      : {}),
    ...(how.leads === undefined ? {} : { leads: how.leads }),
  };
}

/** The owner's others of about the same time at the same site, or of the same worker. Whether they were one incident only people know. */
function perhaps(state: StateView, debrief: Debrief, owner: PersonId): OtherDebrief[] {
  if (!mayDo(state, debrief, { reader: owner, verb: 'join' })) return [];
  const site = siteOf(state, debrief);
  return state.debriefs
    .by('owner', owner)
    .filter((one) => joiningOf(one) === undefined && Math.abs(one.openedAt - debrief.openedAt) <= ABOUT_THE_SAME_TIME_MS)
    .filter((one) => siteOf(state, one) === site || (one.worker !== undefined && one.worker === debrief.worker))
    .filter((one) => whyNotJoined(state, debrief, one) === undefined)
    .map((one) => otherView(state, one, { whole: true, reader: owner }));
}

function siteOf(state: StateView, { place }: Debrief): string | undefined {
  return upwards(state.places, place).at(-1)?.place;
}

interface SharedFact {
  readonly kind: string;
  readonly seq: number;
  readonly at: number;
  readonly data: Json;
  readonly secret?: { readonly value: Json | undefined } | undefined;
}

/** Of the facts of a leading debrief: what was written for the worker of one that was held within it at that time. */
export function sharedFacts<F extends SharedFact>(facts: readonly F[], { since, until = Infinity }: Joining): F[] {
  const within = facts.filter(({ kind, seq }) => SHARED.includes(kind) && seq > since && seq < until);
  const begun = new Set(within.flatMap((fact) => aboutOf(fact) ?? []));
  return facts
    .filter((fact) => within.includes(fact) || (SHARED_LIFE.includes(fact.kind) && begun.has(aboutOf(fact) ?? '')))
    .map((fact) => (fact.kind === 'DebriefReviewed' ? withoutHarm(fact) : fact));
}

/** How the other worker was hurt is theirs. */
function withoutHarm<F extends SharedFact>(fact: F): F {
  const words = membersOf(fact.secret?.value);
  if (fact.secret === undefined || words === undefined) return fact;
  const { worker: _, ...rest } = words;
  return { ...fact, secret: { ...fact.secret, value: rest } };
}

/** The action or the decision that it is about. */
function aboutOf({ data }: SharedFact): string | undefined {
  const members = membersOf(data);
  const id = members?.['action'] ?? members?.['decision'];
  return typeof id === 'string' ? id : undefined;
}

/** What a worker reads of what is planned and decided for all: how it stands in the debriefs that lead, beside their own. */
export function withShared(debrief: Debrief, leads: readonly Debrief[]): Debrief {
  if (leads.length === 0) return debrief;
  return {
    ...debrief,
    actions: [...debrief.actions, ...leads.flatMap(({ actions }) => actions)],
    service: [...(debrief.service ?? []), ...leads.flatMap(({ service = [] }) => service)],
  };
}
