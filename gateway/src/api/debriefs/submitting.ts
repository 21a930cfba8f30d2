import { messageOf } from '../../base/errors.ts';
import { inputIdFrom, type PersonId } from '../../base/ids.ts';
import { DRAFT_PARTS, type DraftPart } from '../../contract/debrief.ts';
import type { Debrief, DebriefCommand } from '../../domain/debrief.ts';
import { mayDo } from '../../domain/rules/debrief-rights.ts';
import type { DraftKey } from '../../engine/ports/queries.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import { ProblemError } from '../problems.ts';
import { DebriefDoor } from './debrief-door.ts';

/** What the answer says once it is committed; the id of what came to be, where something did. */
export interface Submitted {
  readonly outcome: 'accepted';
  readonly id?: string;
}

/** Through here goes whatever is said in a debrief. Who may say it, and in which state, the rules decide at the commit. */
export class Submitting {
  readonly #deps: Pick<ApiDeps, 'core' | 'queries' | 'log'>;
  readonly #changes: Changes;
  readonly #door: DebriefDoor;

  constructor(deps: Pick<ApiDeps, 'core' | 'queries' | 'log'>, changes: Changes) {
    this.#deps = deps;
    this.#changes = changes;
    this.#door = new DebriefDoor(deps, changes);
  }

  /** @throws ProblemError `unknown-debrief` for everybody who is not related to it, `not-now` when it is completed. */
  async open(person: PersonId, id: string): Promise<Debrief> {
    const { debrief } = await this.#door.readable(person, id);
    const open = this.#deps.core.committed.debriefs.get(debrief);
    if (open === undefined) throw new ProblemError('not-now', { detail: 'completed' });
    return open;
  }

  /** The answer after the commit; the draft of what was said is gone then. @throws ProblemError as `open` does, and for a refusal of the rules. */
  async submit(person: PersonId, id: string, command: DebriefCommand): Promise<Submitted> {
    const { debrief } = await this.open(person, id);
    const input = { id: inputIdFrom(this.#deps.core.ids), type: 'debrief', actor: person, debrief, command } as const;
    const reply = await this.#changes.accepted(input);
    const part = draftPartOf(command);
    if (part !== undefined) await this.#written({ debrief, person, part });
    return { outcome: 'accepted', ...('id' in reply && reply.id !== undefined ? { id: reply.id } : {}) };
  }

  /** Whoever may not submit a part has no draft of it. @throws ProblemError `unknown-debrief` or `not-yours` */
  async draftOf(person: PersonId, asked: { readonly debrief: string; readonly part: DraftPart }): Promise<DraftKey> {
    const debrief = await this.#door.readable(person, asked.debrief);
    if (!mayDo(this.#deps.core.committed, debrief, { reader: person, verb: asked.part })) throw new ProblemError('not-yours');
    return { debrief: debrief.debrief, person, part: asked.part };
  }

  /** The text is a fact now. A draft that stays behind is only offered again; it must not make the answer a failure. */
  async #written(draft: DraftKey): Promise<void> {
    await this.#deps.queries.dropDraft(draft).catch((error: unknown) => {
      this.#deps.log.warn('draft-stays', { error: messageOf(error) });
    });
  }
}

/** Of what was said of telling a regulator only the decision has a draft: the reason is what takes thought. */
function draftPartOf(command: DebriefCommand): DraftPart | undefined {
  if (command.do === 'duty' && command.said.say !== 'decision') return undefined;
  return DRAFT_PARTS.find((part) => part === command.do);
}
