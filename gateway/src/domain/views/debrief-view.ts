import { membersOf, type Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import { DEBRIEF_VERBS, FOLLOW_UPS, type DebriefDetail, type TaskView } from '../../contract/debrief.ts';
import type { Alarm } from '../alarm.ts';
import type { Debrief } from '../debrief.ts';
import { leadIdOf } from '../joined.ts';
import { pathOf } from '../places.ts';
import { isPartial, mayDo, mayRead, relationsTo, type DebriefPart } from '../rules/debrief-rights.ts';
import { isReadAlong } from '../rules/read-along.ts';
import type { StateView } from '../state.ts';
import { asAsked, dutySummary } from './duty-summary.ts';
import type { Reader } from './reader.ts';
import { foundView, named } from './alarm-view.ts';
import { isOwnAndOpen, isStoryHidden, pressedLevel } from './own-alarm-view.ts';
import { DebriefContent, listsFor, type FactRead } from './debrief-content-view.ts';
import { headOf, ownerStepView } from './task-view.ts';
import { togetherView, withShared } from './together-view.ts';
import { attachmentViews, holdView, readingViews } from './keeping-view.ts';

/** What was read from the log about one debrief. */
export interface DebriefSources {
  readonly debrief: Debrief;
  readonly alarms: readonly Alarm[];
  /** All facts about the debrief, oldest first. */
  readonly facts: readonly FactRead[];
  readonly drafts: Readonly<Record<string, Json>>;
  /** Causes that were there before at the same place (views/repeats-view.ts). */
  readonly repeats?: DebriefDetail['repeats'];
  /** Its readings, oldest first. */
  readonly readings?: readonly { readonly at: number; readonly data: Json }[] | undefined;
  /** The other debriefs of the incident; what was written there for all is among the facts (views/together-view.ts). */
  readonly others?: readonly Debrief[] | undefined;
  /** Where what is planned and decided for its worker too stands. */
  readonly leads?: readonly Debrief[] | undefined;
}

/** One debrief for a person who may read it; undefined for anybody else. A text whose key was destroyed is not there any more. */
export function debriefDetail(state: StateView, sources: DebriefSources, reader: Reader): DebriefDetail | undefined {
  const { debrief } = sources;
  const task = headOf(state, debrief, reader);
  if (task === undefined) return undefined;
  const texts = new Texts(state, sources.facts);
  const content = new DebriefContent(state, withShared(debrief, sources.leads ?? []), sources.facts);
  const account = texts.latest('AccountGiven');
  const relations = relationsTo(state, debrief, reader.person);
  /** Whoever may read one part alone reads of it what is theirs. */
  const only = isPartial(task.relation);
  /** What the reader may not read is not looked up. */
  const part = (name: DebriefPart, read: () => object | undefined): object => {
    const value = mayRead(relations, name) ? read() : undefined;
    return value === undefined ? {} : { [name]: value };
  };
  return {
    task: task.relation === 'worker' ? { ...task, ...dutyOf(state, sources, reader) } : task,
    alarms: [],
    line: [],
    actions: [],
    followUps: [],
    involved: [],
    ...part('alarms', () =>
      sources.alarms.map((alarm) => ({ ...alarmSummary(state, alarm, reader.person), ...workerBeside(state, debrief, alarm) })),
    ),
    ...part('line', () => debrief.line.map((step) => ownerStepView(state, step))),
    ...part('welfare', () => texts.latest('WelfareChecked')),
    ...part('account', () => (account === undefined ? undefined : { ...account, version: debrief.account?.version ?? 1 })),
    ...part('review', () => texts.latest('DebriefReviewed')),
    // Since there are follow-ups the answer is a fact of its own; without any it came with the end.
    ...part('answer', () => texts.latest('DebriefAnswered') ?? texts.latest('DebriefCompleted')),
    ...part('followUps', () => texts.followUps()),
    ...part('involved', () => involvedFor(state, debrief, task.relation).map((person) => named(state, person))),
    ...part('actions', () => content.actions(reader.person, only).map((action) => asStands(debrief, action))),
    ...part('accountVersions', () => content.accountVersions()),
    ...part('disputes', () => content.disputes()),
    ...part('supports', () => content.supports()),
    ...part('supportChecks', () => content.supportChecks(reader.person, only)),
    ...part('service', () => content.service(reader.person, only)),
    ...part('repeats', () => sources.repeats),
    ...part('lists', () => listsFor(state, debrief.place)),
    ...part('attachments', () => attachmentViews(state, sources, reader.person)),
    ...part('readings', () => readingViews(state, sources.readings ?? [])),
    ...part('hold', () => holdView(state, debrief)),
    ...part('together', () => togetherView(state, sources, reader.person)),
    drafts: sources.drafts,
    may: DEBRIEF_VERBS.filter((verb) => mayDo(state, debrief, { reader: reader.person, verb })),
  };
}

/**
 * Who took part. As long as somebody may stand beside the worker and read along, only whom they or the owner have named: who else has come would
 * say which PIN was given.
 */
function involvedFor(state: StateView, debrief: Debrief, relation: TaskView['relation']): readonly PersonId[] {
  const mayBeForced = relation === 'worker' && (debrief.endedAt === undefined || isReadAlong(state, debrief.worker));
  return mayBeForced ? (debrief.named ?? []) : debrief.involved;
}

/** Whose alarm it is, where that is not whose debrief it is. */
function workerBeside(state: StateView, { worker }: Debrief, alarm: Alarm): Pick<DebriefDetail['alarms'][number], 'worker'> {
  return alarm.worker === undefined || alarm.worker === worker ? {} : { worker: named(state, alarm.worker) };
}

/** What was decided of telling a regulator where the incident is led; also once that has left memory. */
function dutyOf(state: StateView, { debrief, others = [] }: DebriefSources, reader: Reader): Pick<TaskView, 'duty'> {
  const lead = others.find((one) => one.debrief === leadIdOf(debrief));
  const duty = dutySummary(state, asAsked(state, debrief, lead), reader);
  return duty === undefined ? {} : { duty };
}

/** What is planned in the debrief that leads is done there. */
function asStands<A extends { readonly action: string }>({ actions }: Debrief, action: A): A {
  return actions.some((own) => own.action === action.action) ? action : { ...action, may: [] };
}

function alarmSummary(state: StateView, alarm: Alarm, reader: PersonId): DebriefDetail['alarms'][number] {
  // Its worker reads nothing here that would say which PIN was given.
  if (isStoryHidden(state, alarm, reader)) {
    return { alarm: alarm.alarm, level: pressedLevel(alarm), pressedAt: alarm.pressedAt, path: pathOf(state.places, alarm.where.place) };
  }
  // What happened first, whatever became of it: it may have been taken over, released, or opened again since.
  const { takenAt, hereAt } = alarm.first ?? {};
  return {
    alarm: alarm.alarm,
    level: alarm.level,
    pressedAt: alarm.pressedAt,
    path: pathOf(state.places, alarm.where.place),
    ...(takenAt === undefined ? {} : { takenAfterMs: takenAt - alarm.pressedAt }),
    ...(hereAt === undefined ? {} : { hereAfterMs: hereAt - alarm.pressedAt }),
    ...(isOwnAndOpen(alarm, reader) ? {} : foundView(state, alarm)),
    ...(alarm.hand === undefined || isOwnAndOpen(alarm, reader) ? {} : { hand: alarm.hand }),
    confidence: alarm.where.confidence,
    ...(alarm.state === 'closed' ? { outcome: alarm.closed.outcome } : {}),
  };
}

class Texts {
  readonly #state: StateView;
  readonly #facts: DebriefSources['facts'];

  constructor(state: StateView, facts: DebriefSources['facts']) {
    this.#state = state;
    this.#facts = facts;
  }

  /** The newest text of one kind with who wrote it and when. */
  latest(kind: string): Record<string, unknown> | undefined {
    const fact = this.#facts.findLast((one) => one.kind === kind);
    const body = membersOf(fact?.secret?.value);
    if (fact === undefined || body === undefined) return undefined;
    return { ...body, by: this.#person(fact.data, 'by'), at: fact.at };
  }

  /** The newest of each. */
  followUps(): Record<string, unknown>[] {
    return FOLLOW_UPS.flatMap((which) => {
      const fact = this.#facts.findLast((one) => one.kind === 'FollowedUp' && membersOf(one.data)?.['which'] === which);
      const body = membersOf(fact?.secret?.value);
      return fact === undefined || body === undefined ? [] : [{ ...body, which, by: this.#person(fact.data, 'by'), at: fact.at }];
    });
  }

  #person(data: Json, member: string): { person: string; name: string } {
    const id = membersOf(data)?.[member];
    // as: facts name people by their ids.
    return typeof id === 'string' ? named(this.#state, id as PersonId) : { person: '', name: '' };
  }
}
