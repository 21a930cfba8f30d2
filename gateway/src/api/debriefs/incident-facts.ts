import { membersOf, type Json } from '../../base/canonical.ts';
import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { Alarm } from '../../domain/alarm.ts';
import { pathOf } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { isOwnAndOpen, isStoryHidden, pressedLevel } from '../../domain/views/own-alarm-view.ts';
import { nameOf } from '../../access/people-rights.ts';

type Row = readonly [label: string, text: string];
type Members = Readonly<Record<string, Json | undefined>>;

/** A fact as it was read from the log. */
export interface ReadFact {
  readonly kind: string;
  readonly at: number;
  readonly data: Json;
}

/** How one alarm went, moment by moment; `time` says a moment as the paper does. */
export interface Story {
  readonly state: StateView;
  readonly reader: PersonId;
  readonly time: (at: number) => string;
}

/** Rows of one alarm. Its worker reads no more here than on the screen: while it is open, what was pressed. */
export function alarmRows(alarm: Alarm, facts: readonly ReadFact[], story: Story): Row[] {
  const { state, reader, time } = story;
  const isHidden = isStoryHidden(state, alarm, reader) || isOwnAndOpen(alarm, reader);
  const device = state.devices.get(alarm.device)?.label ?? alarm.device;
  const opening: Row[] = [
    ['Level', isHidden ? pressedLevel(alarm) : alarm.level],
    ['Place', pathOf(state.places, alarm.where.place).join(' › ') || 'not known'],
    ['Device', device],
    ['Pressed', time(alarm.pressedAt)],
  ];
  if (isHidden) return opening;
  const shown = facts.find(({ kind }) => kind === 'AlarmShown');
  const told = facts.flatMap((fact): Row[] => (fact.kind === 'AlarmShown' && fact !== shown ? [] : rowOf(fact, story)));
  return [...opening, ...told];
}

function rowOf({ kind, at, data }: ReadFact, { state, time }: Story): Row[] {
  const members: Members = membersOf(data) ?? {};
  const said = membersOf(members['said'] ?? null)?.['at'];
  /** The moment that the fact is about: it may have been written later. */
  const when = (member?: string): string => time(numberIn(member === undefined ? undefined : members[member]) ?? numberIn(said) ?? at);
  const who = (member = 'by'): string => {
    const id = members[member];
    // as: facts name people by their ids.
    return typeof id === 'string' ? ` by ${nameOf(state, id as PersonId)}` : '';
  };
  switch (kind) {
    case 'AlarmRaised':
      return [['Recorded', time(at)]];
    case 'AlarmPressedAgain':
      return [['Pressed again', when('pressedAt')]];
    case 'AlarmShown':
      return [['Shown first', `${when('shownAt')}${who('person').replace(' by ', ' to ')}`]];
    case 'AlarmUnseen':
      return [['Not seen by anybody yet', when()]];
    case 'AlarmTaken':
      return [['Taken', `${when('takenAt')}${who()}`]];
    case 'AlarmReleased':
      return [['Released', `${when()}${who()}`]];
    case 'ResponderComing':
      return [['Coming', `${when()}:${who('responder').replace(' by', '')}`]];
    case 'ResponderHere':
      return [['With the worker', `${when()}${who()}`]];
    case 'WorkerFound':
      return [['Found', `${when()}${who()}: ${foundText(state, members)}`]];
    case 'EscalationStepped':
      return [['Climbed to step', `${String(numberIn(members['step']) ?? 0)}, ${when()}`]];
    case 'AllClearSaid':
      return [['All clear', `${when()}${who()}`]];
    case 'AllClearConfirmed':
      return [['All clear confirmed', when()]];
    case 'AllClearRefused':
      return [['Not all clear', `${when()}${who()}`]];
    case 'DrillConfirmed':
      return [['Confirmed as the drill', `${when()}${who()}`]];
    case 'DrillBecameReal':
      return [['Became real', when()]];
    case 'AlarmClosed':
      return [['Closed', `${when()}${who()}: ${textIn(members['outcome'])}`]];
    default:
      return [];
  }
}

function foundText(state: StateView, { where, place }: Members): string {
  if (where === 'as-said') return 'where the alarm said';
  // as: facts name places by their ids.
  const path = typeof place === 'string' ? pathOf(state.places, place as PlaceId).join(' › ') : '';
  return path === '' ? 'somewhere else' : `somewhere else: ${path}`;
}

function numberIn(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
