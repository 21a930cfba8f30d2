import type { PersonId } from '../../base/ids.ts';
import type { ActionRegister, RegisteredAction } from '../../contract/action-register.ts';
import { csvText } from '../../contract/csv-text.ts';
import { ActionsQuery } from '../../contract/debrief-content.ts';
import type { ReadWay } from '../../contract/keeping.ts';
import { isActionOpen, type Debrief } from '../../domain/debrief.ts';
import { pathOf } from '../../domain/places.ts';
import { relationsTo } from '../../domain/rules/debrief-rights.ts';
import { named } from '../../domain/views/alarm-view.ts';
import { DebriefContent, listsFor } from '../../domain/views/debrief-content-view.ts';
import { QUERY_ROWS_MAX } from '../../engine/ports/queries.ts';
import { DAY_MS } from '../../base/durations.ts';
import { allFactsAbout } from '../all-facts.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { Api } from '../validation.ts';
import { DebriefDoor } from './debrief-door.ts';
import { readRepeats } from './repeats-read.ts';

/** What is finished is listed for a year: until then somebody may ask what became of it. */
const FINISHED_FOR_MS = 366 * DAY_MS;
/** Debriefs that one answer reads, newest first. Each is a read of its facts, some milliseconds; beyond it the answer says that it is cut. */
const DEBRIEFS_MAX = 100;

/** The register: planned changes of all debriefs that the reader may read, and those that they do themselves. */
export function actionsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const register = new Register(deps, new DebriefDoor(deps, tools.changes));
  api.get('/api/v1/actions', { schema: { querystring: ActionsQuery } }, (request) =>
    register.read(tools.gate.person(request).person, request.query, 'page'),
  );
  api.get('/api/v1/actions.csv', { schema: { querystring: ActionsQuery } }, async (request, reply) => {
    const { actions, factors } = await register.read(tools.gate.person(request).person, request.query, 'export');
    return reply
      .header('content-disposition', 'attachment; filename="actions.csv"')
      .type('text/csv; charset=utf-8')
      .send(csvOf(actions, factors));
  });
}

class Register {
  readonly #deps: ApiDeps;
  readonly #door: DebriefDoor;

  constructor(deps: ApiDeps, door: DebriefDoor) {
    this.#deps = deps;
    this.#door = door;
  }

  /** What was planned says something of what happened: each debrief that it comes from was read. */
  async read(reader: PersonId, { show = 'open', whose = 'all' }: ActionsQuery, via: ReadWay): Promise<ActionRegister> {
    const { core } = this.#deps;
    const asked = (await this.#debriefs(reader)).filter(({ actions }) =>
      actions.some((one) => (whose === 'all' || one.owner === reader) && (show === 'all' || isActionOpen(one) === (show === 'open'))),
    );
    const debriefs = asked.sort((a, b) => b.openedAt - a.openedAt).slice(0, DEBRIEFS_MAX);
    await Promise.all(debriefs.map((debrief) => this.#door.noted(reader, debrief, via)));
    const read = await Promise.all(debriefs.map((debrief) => this.#actionsOf(debrief, reader)));
    const actions = read
      .flat()
      .filter((one) => (whose === 'all' || one.owner === reader) && (show === 'all' || isOpenState(one.state) === (show === 'open')))
      .sort((a, b) => a.due - b.due);
    return { actions, factors: listsFor(core.committed, undefined).factors, cut: asked.length > debriefs.length };
  }

  /** Open ones from memory, those of the last year from the disk. */
  async #debriefs(reader: PersonId): Promise<Debrief[]> {
    const { core, queries } = this.#deps;
    const rows = await queries.rows({ table: 'debrief', from: core.now().at - FINISHED_FOR_MS, limit: QUERY_ROWS_MAX });
    // as: rows of the table `debrief` are Debriefs, as they were written.
    const finished = rows.flatMap(({ value }) => (value === undefined ? [] : [value as unknown as Debrief]));
    const all = [...core.committed.debriefs.values(), ...finished.filter(({ state }) => state === 'completed')];
    return all.filter((debrief) => debrief.actions.length > 0 && this.#reading(debrief, reader) !== undefined);
  }

  /** The whole debrief, or their own actions of it alone. */
  #reading(debrief: Debrief, reader: PersonId): 'whole' | 'own' | undefined {
    const relations = relationsTo(this.#deps.core.committed, debrief, reader);
    if (relations.some((one) => one === 'worker' || one === 'owner' || one === 'former-owner')) return 'whole';
    return relations.includes('action-owner') ? 'own' : undefined;
  }

  async #actionsOf(debrief: Debrief, reader: PersonId): Promise<RegisteredAction[]> {
    const { core, queries } = this.#deps;
    const state = core.committed;
    const isWhole = this.#reading(debrief, reader) === 'whole';
    const facts = await allFactsAbout(queries, debrief.debrief);
    const repeats = isWhole ? await readRepeats(this.#deps, debrief) : undefined;
    const { worker } = debrief;
    return new DebriefContent(state, debrief, facts).actions(reader, !isWhole).map((action) => ({
      ...action,
      debrief: debrief.debrief,
      readable: isWhole,
      ...(isWhole ? { path: pathOf(state.places, debrief.place) } : {}),
      ...(isWhole && worker !== undefined ? { worker: named(state, worker) } : {}),
      ...repeated(repeats, action.factors),
    }));
  }
}

/** A cause that came again belongs to the actions that answer it. */
function repeated(repeats: RegisteredAction['repeats'], factors: readonly string[] = []): Pick<RegisteredAction, 'repeats'> {
  const own = (repeats ?? []).filter(({ factor }) => factors.includes(factor));
  return own.length === 0 ? {} : { repeats: own };
}

function isOpenState(state: RegisteredAction['state']): boolean {
  return state === 'planned' || state === 'done';
}

const day = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 10));

/** One line for each action, in words that a spreadsheet does not run. Days in UTC. A cause of the site's own list by its name. */
function csvOf(actions: readonly RegisteredAction[], own: ActionRegister['factors']): string {
  const nameOf = (factor: string): string => own.find(({ id }) => id === factor)?.name ?? factor;
  const head = ['what', 'kind', 'state', 'owner', 'due', 'place', 'factors', 'planned', 'done', 'done_at', 'worked', 'how_known'];
  return csvText([
    [...head, 'dropped', 'reply'],
    ...actions.map((one) => [
      one.what,
      one.kind,
      one.state,
      one.ownerName,
      day(one.due),
      one.path?.join(' / '),
      one.factors?.map(nameOf).join(', '),
      day(one.at),
      one.done?.text,
      day(one.done?.at),
      one.checked?.worked,
      one.checked?.text,
      one.dropped?.text,
      one.reply?.text,
    ]),
  ]);
}
