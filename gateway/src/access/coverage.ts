import type { Clock } from '../base/clock.ts';
import { DAY_MS } from '../base/durations.ts';
import type { PersonId, PlaceId } from '../base/ids.ts';
import { Pace } from '../base/pace.ts';
import { ALARM_LEVELS, type AlarmLevel } from '../contract/alarm.ts';
import { COVERAGE_DAYS, type Coverage, type CoverageGap, type CoverageGaps, type CoverageSpan } from '../contract/escalation.ts';
import { pathOf } from '../domain/places.ts';
import type { Policy } from '../domain/policy.ts';
import { joined, profilesIn, spansOf, type CoverageQuestion, type Missing, type Span } from '../domain/rules/coverage.ts';
import { policiesAbove } from '../domain/rules/policy-choice.ts';
import type { StateView } from '../domain/state.ts';
import { zoneAt } from '../domain/zone-at.ts';
import { nameOf } from './people-rights.ts';
import { may, type Asker } from './permissions.ts';

/** *If you pressed now*, for the desk and for the command line. */
export interface CoverageLook {
  readonly state: StateView;
  readonly policy: Policy;
  /** Epoch ms from which on it is looked ahead. */
  readonly at: number;
  /** Is there a way by which this person could be told? */
  readonly reaches: (person: PersonId) => boolean;
  /** By which it is seen that others must have their turn. */
  readonly clock: Clock;
}

/** Somebody who may press, or a place where somebody may. */
export interface Subject {
  readonly place?: PlaceId | undefined;
  readonly worker?: PersonId | undefined;
}

/** Kinds of places and workers that one answer looks at: some 10 to 50 ms of work each, in small turns. The rest is said to be left out. */
const PROFILES_MAX = 100;
/** Gaps that one answer names; a house with more has one thing to mend first. */
const GAPS_MAX = 500;
/** Places and workers that one gap names; the others are counted. */
const NAMED_MAX = 3;
/** Enough to tell two rooms of one name apart, and short. */
const NAMES_OF_PATH = 2;

/** Every place, and every worker who carries a button, where that belongs. One by one: whoever takes them may do something else in between. */
export function* subjectsOf(state: StateView): Generator<Subject> {
  for (const { place } of state.places.values()) yield { place };
  const seen = new Set<string>();
  for (const { revoked, worker, place: own } of state.devices.values()) {
    if (revoked || worker === undefined) continue;
    const place = placeOf(state, worker, own);
    const name = `${place ?? ''} ${worker}`;
    if (seen.has(name)) continue;
    seen.add(name);
    yield { worker, place };
  }
}

/** Those of them whose set-up this reader may see; asked once for each place. */
export function* subjectsFor(state: StateView, reader: Asker): Generator<Subject> {
  const seen = new Map<PlaceId | undefined, boolean>();
  const maySee = (place: PlaceId | undefined): boolean => may(state, reader, { verb: 'see-set-up', place });
  for (const subject of subjectsOf(state)) if (seen.getOrInsertComputed(subject.place, maySee)) yield subject;
}

/** Where an alarm of this worker is taken to be when no radio says otherwise. */
export function placeOf(state: StateView, worker: PersonId | undefined, of?: PlaceId): PlaceId | undefined {
  if (of !== undefined || worker === undefined) return of;
  const button = state.devices.by('worker', worker).find(({ revoked, place }) => !revoked && place !== undefined);
  return button?.place ?? state.people.get(worker)?.place;
}

/** The next fortnight of one place or worker. */
export async function coverageOf(look: CoverageLook, subject: Subject, level: AlarmLevel): Promise<Coverage> {
  const { state, at } = look;
  const { place, worker } = subject;
  const spans = await Array.fromAsync(inTurns(look, spansOf(questionOf(look, subject, level))));
  return {
    ...(place === undefined ? {} : { place }),
    path: pathOf(state.places, place),
    ...(worker === undefined ? {} : { worker: named(state, worker) }),
    level,
    zone: zoneAt(state, place),
    from: at,
    to: at + COVERAGE_DAYS * DAY_MS,
    spans: joined(spans.filter((span) => span !== undefined)).map((span) => spanView(state, span)),
  };
}

/** Everything that is missing anywhere in the next fortnight, soonest first. What is the same for many is worked out, and said, once. */
export async function gapsOf(look: CoverageLook, subjects: Iterable<Subject>): Promise<CoverageGaps> {
  const { state, at } = look;
  const profiles = await alikeIn(look, subjects);
  const found = new Map<string, CoverageGap>();
  let looked = 0;
  for (const alike of profiles.slice(0, PROFILES_MAX)) {
    const [first] = alike;
    if (first === undefined) continue;
    const where = alike.slice(0, NAMED_MAX).map((subject) => subjectName(state, subject));
    for (const level of levelsAt(state, first.place)) {
      for (const gap of await missingIn(look, first, level)) merge(found, gap, { where, total: alike.length });
    }
    looked += alike.length;
  }
  const gaps = [...found.values()].sort((a, b) => a.from - b.from || (a.kind < b.kind ? -1 : 1));
  const cut = profiles.length > PROFILES_MAX || gaps.length > GAPS_MAX;
  return { zone: zoneAt(state, undefined), from: at, to: at + COVERAGE_DAYS * DAY_MS, gaps: gaps.slice(0, GAPS_MAX), looked, cut };
}

/** Those of one profile together, in the order in which they come; what a place has is looked up once. */
async function alikeIn({ state, clock }: CoverageLook, subjects: Iterable<Subject>): Promise<Subject[][]> {
  const pace = new Pace(clock);
  const profileAt = profilesIn(state);
  const places = new Map<PlaceId | undefined, ReturnType<typeof profileAt>>();
  const profiles = new Map<string, Subject[]>();
  for (const subject of subjects) {
    if (pace.isDue) await pace.turn();
    const profileOf = places.getOrInsertComputed(subject.place, profileAt);
    profiles.getOrInsertComputed(profileOf(subject.worker), () => []).push(subject);
  }
  return [...profiles.values()];
}

/** Both levels only where a policy tells them apart. */
function levelsAt(state: StateView, place: PlaceId | undefined): readonly AlarmLevel[] {
  return policiesAbove(state, place).some(({ levels }) => levels !== undefined) ? ALARM_LEVELS.toReversed() : ['duress'];
}

type Gap = Omit<CoverageGap, 'where' | 'total'>;

/** What is missing through several spans is one gap. */
async function missingIn(look: CoverageLook, subject: Subject, level: AlarmLevel): Promise<Gap[]> {
  const gaps: Gap[] = [];
  let open = new Map<string, Gap>();
  for await (const span of inTurns(look, spansOf(questionOf(look, subject, level)))) {
    if (span === undefined) continue;
    const now = new Map<string, Gap>();
    for (const missing of span.missing) {
      const key = JSON.stringify([missing, span.policy]);
      const before = open.get(key);
      const gap = before ?? gapView(look.state, { missing, span, level, place: subject.place });
      gap.to = span.to;
      if (before === undefined) gaps.push(gap);
      now.set(key, gap);
    }
    open = now;
  }
  return gaps;
}

function merge(found: Map<string, CoverageGap>, gap: Gap, { where, total }: Pick<CoverageGap, 'where' | 'total'>): void {
  const key = JSON.stringify(gap);
  const before = found.get(key);
  const all = [...(before?.where ?? []), ...where].slice(0, NAMED_MAX);
  found.set(key, { ...gap, where: all, total: (before?.total ?? 0) + total });
}

function questionOf({ state, policy, at, reaches }: CoverageLook, { place, worker }: Subject, level: AlarmLevel): CoverageQuestion {
  return { state, policy, place, worker, level, from: at, to: at + COVERAGE_DAYS * DAY_MS, reaches };
}

function gapView(
  state: StateView,
  { missing, span, level, place }: { missing: Missing; span: Span; level: AlarmLevel; place: PlaceId | undefined },
): Gap {
  const { kind, step, rota, person } = missing;
  return {
    kind,
    from: span.from,
    to: span.to,
    level,
    zone: zoneAt(state, place),
    ...(step === undefined ? {} : { step }),
    ...(span.policy === undefined ? {} : { policy: span.policy }),
    ...(rota === undefined ? {} : { rota }),
    ...(person === undefined ? {} : { person: named(state, person) }),
  };
}

function spanView(state: StateView, { from, to, policy, steps, repeatMs }: Span): CoverageSpan {
  return {
    from,
    to,
    ...(policy === undefined ? {} : { policy }),
    steps: steps.map(({ told, ...step }) => ({ ...step, told: told.map((person) => named(state, person)) })),
    repeatMs,
  };
}

function subjectName(state: StateView, { place, worker }: Subject): string {
  return worker === undefined ? pathOf(state.places, place).slice(-NAMES_OF_PATH).join(' › ') : nameOf(state, worker);
}

function named(state: StateView, person: PersonId): { person: string; name: string } {
  return { person, name: nameOf(state, person) };
}

/** One by one, with a turn for everything else whenever that has taken a few ms: a press must not wait for a fortnight. */
async function* inTurns<T>({ clock }: CoverageLook, items: Iterable<T>): AsyncGenerator<T> {
  const pace = new Pace(clock);
  for (const item of items) {
    yield item;
    await pace.rest();
  }
}
