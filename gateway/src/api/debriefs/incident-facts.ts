import { membersOf, type Json } from '../../base/canonical.ts';
import type { PersonId, PlaceId } from '../../base/ids.ts';
import { OUTCOMES } from '../../contract/alarm.ts';
import type { Alarm } from '../../domain/alarm.ts';
import { pathOf } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { isOwnAndOpen, isStoryHidden, pressedLevel } from '../../domain/views/own-alarm-view.ts';
import { nameOf } from '../../access/people-rights.ts';
import type { Told } from '../papers/texts.ts';
import type { Saying } from './incident-words.ts';

type Row = readonly [label: string, text: string];
type Members = Readonly<Record<string, Json | undefined>>;

/** A fact as it was read from the log. */
export interface ReadFact {
  readonly kind: string;
  readonly at: number;
  readonly data: Json;
}

/** How one alarm went, moment by moment, as the paper says it. */
export interface Story extends Saying {
  readonly state: StateView;
  readonly reader: PersonId;
  /** The alarms are of several people: each says whose it is. */
  readonly several: boolean;
}

/** Rows of one alarm. Its worker reads no more here than on the screen: while it is open, what was pressed. */
export function alarmRows(alarm: Alarm, facts: readonly ReadFact[], story: Story): Row[] {
  const { state, reader, time } = story;
  const words = story.words.alarm;
  const isHidden = isStoryHidden(state, alarm, reader) || isOwnAndOpen(alarm, reader);
  const device = state.devices.get(alarm.device)?.label ?? alarm.device;
  const worker = alarm.worker === undefined || !story.several ? [] : [[words.worker, nameOf(state, alarm.worker)] as const];
  const opening: Row[] = [
    ...worker,
    [words.level, words.levels[isHidden ? pressedLevel(alarm) : alarm.level]],
    [words.place, pathOf(state.places, alarm.where.place).join(' › ') || words.placeUnknown],
    [words.device, device],
    [words.pressed, time(alarm.pressedAt)],
  ];
  if (isHidden) return opening;
  const shown = facts.find(({ kind }) => kind === 'AlarmShown');
  const told = facts.flatMap((fact): Row[] => (fact.kind === 'AlarmShown' && fact !== shown ? [] : rowOf(fact, story)));
  return [...opening, ...told];
}

function rowOf({ kind, at, data }: ReadFact, { state, time, words: { alarm: words } }: Story): Row[] {
  const members: Members = membersOf(data) ?? {};
  const said = membersOf(members['said'] ?? null)?.['at'];
  /** The moment that the fact is about: it may have been written later. */
  const when = (member?: string): string => time(numberIn(member === undefined ? undefined : members[member]) ?? numberIn(said) ?? at);
  const told = (member = 'by', moment?: string): Told => {
    const id = members[member];
    // as: facts name people by their ids.
    return { when: when(moment), by: typeof id === 'string' ? nameOf(state, id as PersonId) : undefined };
  };
  switch (kind) {
    case 'AlarmRaised':
      return [[words.recorded, time(at)]];
    case 'AlarmPressedAgain':
      return [[words.again, when('pressedAt')]];
    case 'AlarmShown':
      return [[words.shown, words.shownTo(told('person', 'shownAt'))]];
    case 'AlarmUnseen':
      return [[words.unseen, when()]];
    case 'AlarmTaken':
      return [[words.taken, words.by(told('by', 'takenAt'))]];
    case 'AlarmReleased':
      return [[words.released, words.by(told())]];
    case 'ResponderComing':
      return [[words.coming, words.comes(told('responder'))]];
    case 'ResponderHere':
      return [[words.here, words.by(told())]];
    case 'WorkerFound':
      return [[words.found, words.with(words.by(told()), foundText(state, members, words))]];
    case 'EscalationStepped':
      return [[words.climbed, words.step(numberIn(members['step']) ?? 0, when())]];
    case 'AllClearSaid':
      return [[words.allClear, words.by(told())]];
    case 'AllClearConfirmed':
      return [[words.allClearConfirmed, when()]];
    case 'AllClearRefused':
      return [[words.notAllClear, words.by(told())]];
    case 'DrillConfirmed':
      return [[words.drillConfirmed, words.by(told())]];
    case 'DrillBecameReal':
      return [[words.becameReal, when()]];
    case 'AlarmClosed': {
      const outcome = OUTCOMES.find((one) => one === members['outcome']);
      const by = words.by(told());
      return [[words.closed, outcome === undefined ? by : words.with(by, words.outcomes[outcome])]];
    }
    default:
      return [];
  }
}

function foundText(state: StateView, { where, place }: Members, words: Story['words']['alarm']): string {
  if (where === 'as-said') return words.foundAsSaid;
  // as: facts name places by their ids.
  const path = typeof place === 'string' ? pathOf(state.places, place as PlaceId).join(' › ') : '';
  return path === '' ? words.foundElsewhere : words.foundAt(path);
}

function numberIn(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
