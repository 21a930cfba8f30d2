import { membersOf, type Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import type { Alarm } from '../alarm.ts';
import type { Debrief } from '../debrief.ts';
import { relationTo } from '../rules/debrief-rights.ts';
import type { StateView } from '../state.ts';
import { alarmRowFor, isHiddenFrom } from './own-alarm-view.ts';
import { readingViews } from './keeping-view.ts';

interface FactOf {
  readonly kind: string;
  readonly at: number;
  readonly data: Json;
  readonly secret?: { readonly value: Json | undefined } | undefined;
}

/** One debrief of theirs, with what was written in it and who has read it. */
export interface ExportedDebrief {
  readonly debrief: Debrief;
  readonly facts: readonly FactOf[];
  readonly readings: readonly FactOf[];
}

export interface ExportSources {
  readonly alarms: readonly Alarm[];
  readonly debriefs: readonly ExportedDebrief[];
  /** There was more than is read at once. */
  readonly more: boolean;
}

/** What is told to a person of themselves, and what is left out of it, each with its reason. */
export interface PersonExport {
  readonly type: 'duress-person-export';
  readonly v: 1;
  readonly at: string;
  readonly person: Record<string, Json>;
  readonly devices: Record<string, Json>[];
  readonly signIns: Record<string, Json>[];
  readonly browsers: Record<string, Json>[];
  readonly alarms: Json[];
  readonly debriefs: Record<string, Json>[];
  readonly notInIt: readonly { readonly what: string; readonly why: string }[];
}

/** Of a debrief: what they wrote themselves, and what was written about how they are and as an answer to them, at once or with the end. */
const TOLD: Readonly<Record<string, string>> = {
  AccountGiven: 'your account',
  WelfareChecked: 'how you were',
  DebriefAnswered: 'the answer to you',
  DebriefCompleted: 'the answer to you',
  FollowedUp: 'how you were later',
  PartDisputed: 'what you said is not right',
  DisputeAnswered: 'the answer to that',
  AttachmentAdded: 'photo',
};

const NOT_IN_IT = [
  {
    what: "The manager's view of what happened, and their photos",
    why: 'They are what somebody else thought and saw. You read them on the page of the debrief.',
  },
  { what: 'Which support you were offered, and what was planned', why: 'Others wrote it down. You read it on the page of the debrief.' },
  { what: "What was decided of your client's service", why: 'It is about your client too. You read it on the page of the debrief.' },
  {
    what: 'Why a regulator was told or not',
    why: "The reasons are the manager's. That it was decided, and when, stands on the page of the debrief.",
  },
  { what: 'Debriefs of other people', why: 'They belong to the person that they are about, also where you own them or took part.' },
  { what: 'What others did in the gateway', why: 'It says something of them, not of you.' },
  {
    what: 'Your password and your PINs',
    why: 'They are kept as sums that can only be compared; giving those out would make them easier to guess.',
  },
  {
    what: 'The pictures themselves',
    why: 'They are on the page of the debrief. Here stand their names, and what you said that they show.',
  },
  { what: 'Which receiver heard your button', why: 'It is kept in memory for as long as it is needed, and shown to nobody.' },
  { what: 'Sign-ins that have ended', why: 'They stand in the log of the gateway without a name that could be searched for.' },
];
const ALARM_OPEN = { what: 'An alarm that is not over, in part', why: 'What is told of it waits until everybody is safe.' };
const MORE = { what: 'Older alarms and debriefs', why: 'There are more than are read at once; ask whoever runs the gateway.' };

/** The same rules as on the screens: what their worker is not told yet (an alarm that is not over) is not in it either. */
export function personExport(
  state: StateView,
  asked: { readonly person: PersonId; readonly at: number },
  sources: ExportSources,
): PersonExport {
  const { person: id, at } = asked;
  const person = state.people.get(id);
  const alarms = sources.alarms.flatMap((alarm) => alarmRowFor(state, alarm, id) ?? []);
  const debriefs = sources.debriefs.filter(({ debrief }) => relationTo(state, debrief, id) === 'worker');
  const { name, login, email, phone, place, manager, leave = [], unavailable, active } = person ?? {};
  const known = { person: id, name, login, email, phone, place, manager, leave, unavailable, active };
  return {
    type: 'duress-person-export',
    v: 1,
    at: time(at),
    person: plain({ ...known, roles: state.grants.by('person', id).map(({ role, place: where }) => ({ role, place: where })) }),
    devices: state.devices.by('worker', id).map(({ device, label, family, revoked }) => plain({ device, label, family, revoked })),
    signIns: state.sessions.by('person', id).map(({ openedAt, expiresAt }) => ({ since: time(openedAt), until: time(expiresAt) })),
    browsers: state.subscriptions.by('person', id).map(({ label, savedAt }) => plain({ label, since: time(savedAt) })),
    alarms: alarms.map(plain),
    debriefs: debriefs.map((one) => debriefTold(state, one)),
    notInIt: [
      ...NOT_IN_IT,
      ...(sources.alarms.some((alarm) => alarm.state !== 'closed' && !isHiddenFrom(state, alarm, id)) ? [ALARM_OPEN] : []),
      ...(sources.more ? [MORE] : []),
    ],
  };
}

function debriefTold(state: StateView, { debrief, facts, readings }: ExportedDebrief): Record<string, Json> {
  const written = facts.flatMap((fact) => {
    const what = TOLD[fact.kind];
    const by = membersOf(fact.data)?.['by'];
    // Only the worker's own photos; the account is theirs alone. An end that came after the answer has no words.
    if (what === undefined || fact.secret === undefined || (what === 'photo' && by !== debrief.worker)) return [];
    return [plain({ what, at: time(fact.at), by, text: fact.secret.value ?? 'the key was destroyed' })];
  });
  return plain({
    debrief: debrief.debrief,
    state: debrief.state,
    openedAt: time(debrief.openedAt),
    owners: debrief.line.map(({ to, at }) => ({ name: state.people.get(to)?.name ?? '', at: time(at) })),
    written,
    readBy: readingViews(state, readings).map(({ by, relation, via, at }) => ({ name: by.name, relation, via, at: time(at) })),
  });
}

function time(at: number): string {
  return new Date(at).toISOString();
}

/** Without what is not there. */
function plain(value: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(value)) as Record<string, Json>; // as: it was made into JSON just now.
}
