import { inputIdFrom, type DebriefId, type PersonId } from '../../base/ids.ts';
import type { ReadWay } from '../../contract/keeping.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { READING_MS, readingKey, readingsAbout } from '../../domain/rules/debrief-keeping.ts';
import { DEBRIEF_PARTS, mayRead, relationsTo, type DebriefPart } from '../../domain/rules/debrief-rights.ts';
import type { StoredFact } from '../../engine/ports/log.ts';
import { allFactsAbout } from '../all-facts.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import { ProblemError } from '../problems.ts';
import { debriefOf } from './past-rows.ts';

/** Through here goes whoever wants to read a debrief: by relation alone, and seen by its worker. */
export class DebriefDoor {
  readonly #deps: Pick<ApiDeps, 'core' | 'queries'>;
  readonly #changes: Changes;

  constructor(deps: Pick<ApiDeps, 'core' | 'queries'>, changes: Changes) {
    this.#deps = deps;
    this.#changes = changes;
  }

  /** Open or completed. @throws ProblemError `unknown-debrief` for everybody who is not related to it, and for who does not read that part of it. */
  async readable(person: PersonId, id: string, part: DebriefPart = 'task'): Promise<Debrief> {
    const debrief = await debriefOf(this.#deps, id);
    const relations = debrief === undefined ? [] : relationsTo(this.#deps.core.committed, debrief, person);
    if (debrief === undefined || !mayRead(relations, part)) throw new ProblemError('unknown-debrief');
    return debrief;
  }

  /**
   * Records that somebody is about to read it, before anything is given out: a reading that its worker would never hear of does not happen.
   * The worker's own are nobody's business.
   *
   * @throws ProblemError `not-recorded-yet` while the log is away
   */
  async noted(person: PersonId, debrief: Debrief, via: ReadWay): Promise<void> {
    const { core } = this.#deps;
    const relations = relationsTo(core.committed, debrief, person);
    const [relation] = relations;
    if (relation === undefined) throw new ProblemError('unknown-debrief');
    if (relation === 'worker') return;
    const last = core.committed.readings.get(readingKey({ debrief: debrief.debrief, actor: person, relation, via }));
    if (last !== undefined && core.now().t - last.t < READING_MS) return;
    const parts = DEBRIEF_PARTS.filter((part) => mayRead(relations, part));
    const input = { type: 'reading', actor: person, debrief: debrief.debrief, relation, parts, via } as const;
    await this.#changes.accepted({ id: inputIdFrom(core.ids), ...input });
  }

  /** Who has read it, oldest first. */
  readings(debrief: DebriefId): Promise<StoredFact[]> {
    return allFactsAbout(this.#deps.queries, readingsAbout(debrief));
  }
}
