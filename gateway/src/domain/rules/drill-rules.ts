import type { DrillId, PersonId, PlaceId } from '../../base/ids.ts';
import { becomesRealT, type LiveAlarm } from '../alarm.ts';
import { DRILL_PARTICIPANTS_MAX, runningDrillOf, type Drill, type RunningDrill } from '../drill.ts';
import type { Draft, FactData } from '../facts/catalogue.ts';
import type { Input, Moment } from '../input.ts';
import { absence } from '../people.ts';
import { isWithin } from '../places.ts';
import { byDevice, byPerson, decided, draft, GATEWAY, refused, type Decision, type Message, type Ruling } from '../ruling.ts';
import { isOfSite } from './belonging.ts';
import { tell } from './debrief-opening.ts';
import type { PressSeen } from './press-meaning.ts';

type Of<T extends Input['type']> = Extract<Input, { readonly type: T }>;

/** A drill begins for a place with all below it. Whoever may start one there was asked at the door (access/permissions.ts). */
export function decideDrillStart(ruling: Ruling, asked: Of<'drill-start'>): Decision {
  const { state, t, policy } = ruling;
  const { actor, place, announced } = asked;
  const participants = [...new Set(asked.participants)];
  if (!state.places.has(place)) return refused('unknown-place', { detail: place });
  if (participants.length === 0 || participants.length > DRILL_PARTICIPANTS_MAX) return refused('invalid', { detail: 'participants' });
  if (runningAt(ruling, place) !== undefined) return refused('drill-running');
  for (const person of participants) {
    const known = state.people.get(person);
    if (known === undefined) return refused('unknown-person', { detail: person });
    // Nobody there rehearses with them, and at their own site their press must not be made light of.
    if (!isOfSite(state, person, place)) return refused('of-another-site', { detail: person });
    // Their press would be real: listing them would promise something else.
    if (absence(known, ruling.at) !== undefined) return refused('somebody-away', { detail: person });
    if (runningDrillOf(state, person) !== undefined) return refused('in-another-drill', { detail: person });
  }
  const drill = `x-${ruling.id}`;
  const data = { drill, place, leader: actor, participants, announced, untilT: t + policy.drillMs };
  return decided([draft('DrillStarted', data, { actor: byPerson(actor) })], { outcome: 'accepted', id: drill });
}

/** Two drills at once in one place would make two different promises about one press. */
function runningAt({ state }: Ruling, place: PlaceId): Drill | undefined {
  return [...state.drills.values()].find(
    (drill) => drill.state === 'running' && (isWithin(state.places, drill.place, place) || isWithin(state.places, place, drill.place)),
  );
}

/** The window closes; what was pressed in it stays what it is until a person closes it, or until nobody has confirmed it. */
export function decideDrillEnd({ state }: Ruling, asked: Of<'drill-end'>): Decision {
  const drill = state.drills.get(asked.drill);
  if (drill === undefined) return refused('unknown-drill');
  if (drill.state === 'ended') return refused('not-now', { detail: 'ended' });
  return decided([draft('DrillEnded', { drill: drill.drill, by: asked.actor }, { actor: byPerson(asked.actor) })]);
}

/** A drill that somebody has forgotten must not go on making light of presses. */
export function drillDue({ state, t }: Ruling, key: DrillId): Decision {
  const drill = state.drills.get(key);
  if (drill?.state !== 'running' || t < drill.untilT) return decided([]);
  return decided([draft('DrillEnded', { drill: key }, { actor: GATEWAY })]);
}

/** A participant's part in the running drill, as the table of press-meaning.ts asks for it. */
export function partOf(ruling: Ruling, worker: PersonId | undefined): { readonly drill?: RunningDrill; readonly who: PressSeen['who'] } {
  const drill = runningDrillOf(ruling.state, worker);
  if (drill === undefined || worker === undefined || ruling.t >= drill.untilT) return { who: 'other' };
  const known = ruling.state.people.get(worker);
  const isAway = known === undefined || absence(known, ruling.at) !== undefined;
  const isOver = drill.forced.includes(worker) || drill.presses.some((press) => press.person === worker);
  const who = isOver ? 'pressed-before' : isAway ? 'away' : 'first-press';
  return { drill, who };
}

type BecameReal = Pick<FactData<'DrillBecameReal'>, 'why' | 'by' | 'climbT'> & { readonly said?: Moment | undefined };

/** From here on nobody may take it for a drill. */
export function becomesReal(alarm: LiveAlarm, real: BecameReal): Draft {
  const actor = real.by !== undefined ? `person:${real.by}` : real.why === 'not-confirmed' ? GATEWAY : byDevice(alarm.device);
  return draft('DrillBecameReal', { alarm: alarm.alarm, ...real }, { actor, about: alarm.alarm });
}

/** Its debrief's owner was told of an exercise. */
export function toldReal(ruling: Ruling, alarm: LiveAlarm): Message[] {
  const owner = ruling.state.debriefs.get(alarm.debrief)?.owner;
  return owner === undefined ? [] : tell(ruling, { debrief: alarm.debrief, to: owner, template: 'debrief-waiting' });
}

/** Nobody has said in time that it is the drill: it is real, and what it should have told people it tells them at once. */
export function unconfirmedDue(ruling: Ruling, alarm: LiveAlarm): { readonly facts: Draft[]; readonly messages: Message[] } | undefined {
  const realT = becomesRealT(alarm);
  if (realT === undefined || ruling.t < realT) return undefined;
  return { facts: [becomesReal(alarm, { why: 'not-confirmed', climbT: ruling.t })], messages: toldReal(ruling, alarm) };
}
