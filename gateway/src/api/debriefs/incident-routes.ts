import { Type } from 'typebox';
import { nameOf } from '../../access/people-rights.ts';
import type { PersonId } from '../../base/ids.ts';
import type { LanguageName } from '../../contract/languages.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { debriefDetail } from '../../domain/views/debrief-view.ts';
import { dutyView } from '../../domain/views/duty-view.ts';
import { zoneAt } from '../../domain/zone-at.ts';
import { isZone } from '../../domain/working-hours.ts';
import { allFactsAbout } from '../all-facts.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { languageOf } from '../language.ts';
import type { IncidentPaper } from '../papers/incident-paper.ts';
import { incidentTexts } from '../papers/incident-texts.ts';
import { PaperThread } from '../papers/paper-thread.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { DebriefDoor } from './debrief-door.ts';
import { alarmRows, type ReadFact, type Story } from './incident-facts.ts';
import { accountTexts, dutyRows, lineRows, welfareRows, welfareTexts } from './incident-words.ts';
import { readDuty, readTogether, type TogetherRead } from './together.ts';

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
    const together = await readTogether(deps, debrief, person);
    for (const one of together.readToo) await door.noted(person, one, 'print');
    const language = languageOf(request.headers, deps.core.committed.places.values());
    const paper = await paperOf(deps, { debrief, together }, { person, language });
    return reply
      .header('content-disposition', 'attachment; filename="incident.pdf"')
      .header('cache-control', 'no-store')
      .type('application/pdf')
      .send(Buffer.from(await thread.print(paper)));
  });
}

interface PaperReader {
  readonly person: PersonId;
  readonly language: LanguageName;
}

async function paperOf(
  deps: ApiDeps,
  { debrief, together }: { readonly debrief: Debrief; readonly together: TogetherRead },
  reader: PaperReader,
): Promise<IncidentPaper> {
  const { core, queries } = deps;
  const state = core.committed;
  const { at } = core.now();
  const looked = { person: reader.person, at, holidays: deps.policy.holidays };
  const zone = zoneAt(state, debrief.place);
  const words = incidentTexts(reader.language);
  const { headings } = words;
  const { alarms } = together;
  const detail = debriefDetail(state, { debrief, ...together, drafts: {} }, looked);
  if (detail === undefined) throw new ProblemError('unknown-debrief');
  const several = alarms.some(({ worker }) => worker !== debrief.worker);
  const story: Story = { state, reader: reader.person, several, words, time: timeIn(zone) };
  const told = await Promise.all(
    alarms
      .slice(0, ALARMS_TOLD_MAX)
      .map(async (alarm) => alarmRows(alarm, (await allFactsAbout(queries, alarm.alarm)) satisfies ReadFact[], story)),
  );
  const duty = dutyView(state, await readDuty(deps, debrief, reader.person), looked);
  return {
    language: reader.language,
    title: detail.task.worker === undefined ? words.titlePlace : words.title(detail.task.worker.name),
    drill: debrief.drill,
    printed: words.printed({ by: nameOf(state, reader.person), when: story.time(at), debrief: debrief.debrief }),
    at,
    lead: [words.lead(zone), ...(alarms.length > told.length ? [words.alarmsCut(alarms.length, told.length)] : [])],
    sections: [
      ...told.map((rows, i) => ({ heading: alarms.length > 1 ? headings.alarmOf(i + 1, alarms.length) : headings.alarm, rows })),
      { heading: headings.line, rows: lineRows(detail, story) },
      { heading: headings.welfare, rows: welfareRows(detail, story) },
      ...(duty === undefined ? [] : [{ heading: headings.duty, rows: dutyRows(duty, story) }]),
    ],
    texts: [...welfareTexts(detail, story), ...accountTexts(detail, story)],
  };
}

/** `2026-03-02T09:00:00+11:00`; an unknown zone counts as UTC. */
function timeIn(zone: string): (at: number) => string {
  const there = isZone(zone) ? zone : 'UTC';
  return (at) =>
    Temporal.Instant.fromEpochMilliseconds(Math.trunc(at))
      .toZonedDateTimeISO(there)
      .toString({ smallestUnit: 'second', timeZoneName: 'never' });
}
