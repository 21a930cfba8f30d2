import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { maySayAbsence } from '../../access/people-rights.ts';
import { actorOf, type PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { PersonId } from '../../base/ids.ts';
import { Pace } from '../../base/pace.ts';
import {
  DelegateBody,
  LEAVE_FILE_MAX,
  LEAVE_MAX,
  LeaveCalendarQuery,
  type AbsenceView,
  type LeaveCalendarReport,
} from '../../contract/absence.ts';
import type { PersonView } from '../../contract/organisation.ts';
import { joiningOf } from '../../domain/joined.ts';
import { absence, type Person } from '../../domain/people.ts';
import { reportsOf, standInFor } from '../../domain/rules/stand-in.ts';
import { zoneAt } from '../../domain/zone-at.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { readLeave } from './leave-calendar.ts';
import { personView } from './person-view.ts';

const PersonParam = Type.Object({ person: Type.String() });

interface Tools {
  readonly gate: Gate;
  readonly changes: Changes;
}

/** Being away, for oneself and for those whom one may say it for: who stands in, what it would mean, and leave from a calendar's file. */
export async function absenceRoutes(api: Api, deps: ApiDeps, tools: Tools): Promise<void> {
  const { core } = deps;
  const { gate, changes } = tools;
  const path = '/api/v1/people/:person';
  const params = PersonParam;

  const asked = (request: FastifyRequest, id: string): { principal: PersonPrincipal; person: Person } => {
    const principal = gate.person(request);
    // as: whether there is such a person is what is asked here.
    const person = core.committed.people.get(id as PersonId);
    if (person === undefined || person.erased === true) throw new ProblemError('unknown-person');
    if (!maySayAbsence(core.committed, principal, person)) throw new AccessRefusal('not-allowed');
    return { principal, person };
  };

  api.get(`${path}/absence`, { schema: { params } }, (request): AbsenceView => {
    const { person } = asked(request, request.params.person);
    return absenceView(deps, person);
  });

  api.put(`${path}/delegate`, { schema: { params, body: DelegateBody } }, async (request): Promise<PersonView> => {
    const { principal, person } = asked(request, request.params.person);
    // as: whether there is such a person is checked here and by the rules.
    const delegate = request.body.delegate as PersonId | undefined;
    if (delegate === person.person) throw new ProblemError('invalid', { detail: 'delegate: is the person themselves' });
    if (delegate !== undefined && core.committed.people.get(delegate)?.active !== true) throw new ProblemError('unknown-person');
    await changes.save(actorOf(principal), [{ put: 'person', value: { ...person, delegate } }]);
    return personView(core.committed, core.committed.people.get(person.person) ?? person);
  });

  await api.register((calendar, _options, done) => {
    calendar.addContentTypeParser('text/calendar', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    const settings = { schema: { params, querystring: LeaveCalendarQuery }, bodyLimit: LEAVE_FILE_MAX };
    calendar.post(`${path}/leave/calendar`, settings, async (request): Promise<LeaveCalendarReport> => {
      // as (both): checked with these very schemas; a nested plugin forgets their types.
      const { principal, person } = asked(request, (request.params as Static<typeof PersonParam>).person);
      const query = request.query as LeaveCalendarQuery;
      const { report, leave } = await leaveOf(deps, person, { text: textOf(request), query });
      if (!report.dryRun && !report.refused) await changes.save(actorOf(principal), [{ put: 'person', value: { ...person, leave } }]);
      return report;
    });
    done();
  });
}

/** What the file makes of the person's leave: what was put in by hand and what came from other calendars stays. */
async function leaveOf(
  { core, clock }: Pick<ApiDeps, 'core' | 'clock'>,
  person: Person,
  { text, query }: { readonly text: string; readonly query: LeaveCalendarQuery },
): Promise<{ report: LeaveCalendarReport; leave: Person['leave'] }> {
  const zone = zoneAt(core.committed, person.place);
  const read = await readLeave(text, { zone, at: core.now().at, which: query.which ?? 'leave', pace: new Pace(clock) });
  const calendar = keyOf(read.name);
  const others = person.leave.filter((one) => one.calendar !== calendar);
  const periods = read.periods.map((period) => ({ ...period, calendar }));
  const room = LEAVE_MAX - others.length;
  const isTooMuch = periods.length > room;
  const tooMuch = isTooMuch ? [{ line: 1, problem: `these are ${String(periods.length)} periods; there is room for ${String(room)}` }] : [];
  const report = {
    dryRun: query.dryRun === '1',
    name: read.name,
    periods,
    replaces: person.leave.length - others.length,
    others: read.others,
    refused: read.refused || isTooMuch,
    problems: [...read.problems, ...tooMuch],
  };
  return { report, leave: [...others, ...periods].sort((a, b) => a.from - b.from) };
}

/** A calendar is known again by its name; the name itself is often a person's and does not enter the log. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}

function absenceView({ core }: Pick<ApiDeps, 'core'>, person: Person): AbsenceView {
  const state = core.committed;
  const { at } = core.now();
  const away = absence(person, at);
  const next = standInFor(state, person, at);
  const owner = next === undefined ? undefined : state.people.get(next.owner);
  return {
    person: person.person,
    leads: reportsOf(state, person.person).length > 0,
    ...(away === undefined ? {} : { away }),
    ...(next === undefined || owner === undefined ? {} : { goesTo: { person: owner.person, name: owner.name, reason: next.reason } }),
    keeps: state.debriefs.by('owner', person.person).filter((one) => one.state !== 'completed' && joiningOf(one) === undefined).length,
  };
}

function textOf(request: FastifyRequest): string {
  if (!Buffer.isBuffer(request.body)) throw new ProblemError('media-type', { detail: 'send the file as text/calendar' });
  return request.body.toString('utf8');
}
