import { Type } from 'typebox';
import type { PersonId } from '../../base/ids.ts';
import type { DebriefDetail } from '../../contract/debrief.ts';
import type { DutyView } from '../../contract/duty.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { debriefDetail } from '../../domain/views/debrief-view.ts';
import { dutyView } from '../../domain/views/duty-view.ts';
import { zoneAt } from '../../domain/zone-at.ts';
import { isZone } from '../../domain/working-hours.ts';
import { allFactsAbout } from '../all-facts.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { IncidentPaper } from '../papers/incident-paper.ts';
import { PaperThread } from '../papers/paper-thread.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { DebriefDoor } from './debrief-door.ts';
import { alarmRows, type ReadFact, type Story } from './incident-facts.ts';
import { accountTexts, dutyRows, lineRows, welfareRows, welfareTexts } from './incident-words.ts';
import { alarmOf } from './readable.ts';

/** Alarms of one debrief that are told moment by moment; of more the paper says how many there are. */
const ALARMS_TOLD_MAX = 6;

/** The incident on paper: what its reader may read of it, and nothing else. */
export function incidentRoutes(api: Api, deps: ApiDeps, tools: { readonly gate: Gate; readonly changes: Changes }): void {
  const { gate, changes } = tools;
  const door = new DebriefDoor(deps, changes);
  const thread = new PaperThread<IncidentPaper>(deps.clock, new URL('../papers/incident-worker.ts', import.meta.url));
  const params = Type.Object({ debrief: Type.String() });

  api.get('/api/v1/debriefs/:debrief/incident.pdf', { schema: { params } }, async (request, reply) => {
    const { person } = gate.person(request);
    // Whoever may read one part of it alone has no paper of the incident.
    const debrief = await door.readable(person, request.params.debrief, 'alarms');
    await door.noted(person, debrief, 'print');
    const paper = await paperOf(deps, debrief, person);
    return reply
      .header('content-disposition', 'attachment; filename="incident.pdf"')
      .header('cache-control', 'no-store')
      .type('application/pdf')
      .send(Buffer.from(await thread.print(paper)));
  });
}

async function paperOf(deps: ApiDeps, debrief: Debrief, reader: PersonId): Promise<IncidentPaper> {
  const { core, queries } = deps;
  const state = core.committed;
  const { at } = core.now();
  const looked = { person: reader, at, holidays: deps.policy.holidays };
  const zone = zoneAt(state, debrief.place);
  const time = timeIn(zone);
  const facts = await allFactsAbout(queries, debrief.debrief);
  const alarms = (await Promise.all(debrief.alarms.map((id) => alarmOf(deps, id)))).filter((alarm) => alarm !== undefined);
  const detail = debriefDetail(state, { debrief, alarms, facts, drafts: {} }, looked);
  if (detail === undefined) throw new ProblemError('unknown-debrief');
  const story: Story = { state, reader, time };
  const told = await Promise.all(
    alarms
      .slice(0, ALARMS_TOLD_MAX)
      .map(async (alarm) => alarmRows(alarm, (await allFactsAbout(queries, alarm.alarm)) satisfies ReadFact[], story)),
  );
  const duty = dutyView(state, { debrief, facts }, looked);
  return {
    title: titleOf(detail),
    drill: debrief.drill,
    printed: `Printed by ${state.people.get(reader)?.name ?? reader} at ${time(at)} · debrief ${debrief.debrief}`,
    at,
    lead: [
      `Times are ISO 8601, by the clock of ${zone}. This paper holds what whoever printed it may read of the incident.`,
      ...(alarms.length > told.length ? [`It has ${String(alarms.length)} alarms; the first ${String(told.length)} are told here.`] : []),
    ],
    sections: [
      ...told.map((rows, i) => ({ heading: alarms.length > 1 ? `Alarm ${String(i + 1)} of ${String(alarms.length)}` : 'The alarm', rows })),
      { heading: 'Who had the debrief', rows: lineRows(detail, time) },
      { heading: 'Are they OK?', rows: welfareRows(detail, time) },
      ...dutySection(duty, time),
    ],
    texts: [...welfareTexts(detail), ...accountTexts(detail, time)],
  };
}

function dutySection(duty: DutyView | undefined, time: (at: number) => string): IncidentPaper['sections'] {
  return duty === undefined ? [] : [{ heading: 'Must somebody be told?', rows: dutyRows(duty, time) }];
}

function titleOf({ task }: DebriefDetail): string {
  return task.worker === undefined ? 'Incident: an alarm without a worker' : `Incident: ${task.worker.name}`;
}

/** `2026-03-02T09:00:00+11:00`; an unknown zone counts as UTC. */
function timeIn(zone: string): (at: number) => string {
  const there = isZone(zone) ? zone : 'UTC';
  return (at) =>
    Temporal.Instant.fromEpochMilliseconds(Math.trunc(at))
      .toZonedDateTimeISO(there)
      .toString({ smallestUnit: 'second', timeZoneName: 'never' });
}
