import { membersOf, type Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import type {
  DisputeView,
  ListedFactor,
  ListedSupport,
  ServiceView,
  SupportCheckView,
  SupportView,
} from '../../contract/debrief-content.ts';
import type { DebriefDetail } from '../../contract/debrief.ts';
import { lookerOf, type Debrief } from '../debrief.ts';
import { listsAt } from '../debrief-lists.ts';
import { actsOn } from '../rules/action-rules.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';

/** A fact about a debrief as the log gives it back. */
export interface FactRead {
  readonly kind: string;
  readonly at: number;
  readonly data: Json;
  readonly secret?: { readonly value: Json | undefined } | undefined;
}

type Members = Readonly<Record<string, Json | undefined>>;

/** One fact of a kind: who, when, what it is about, and its words. A text whose key was destroyed is not there any more. */
interface Told {
  readonly data: Members;
  readonly words: Members;
  readonly at: number;
}

interface SaidView {
  readonly text: string;
  readonly by: { readonly person: string; readonly name: string };
  readonly at: number;
}

type Action = DebriefDetail['actions'][number];

/** What was said in a debrief and what comes of it, read from its facts. */
export class DebriefContent {
  readonly #state: StateView;
  readonly #debrief: Debrief;
  readonly #byKind = new Map<string, Told[]>();

  constructor(state: StateView, debrief: Debrief, facts: readonly FactRead[]) {
    this.#state = state;
    this.#debrief = debrief;
    for (const fact of facts) {
      const data = membersOf(fact.data);
      const words = membersOf(fact.secret?.value);
      if (data === undefined || words === undefined) continue;
      const told = this.#byKind.get(fact.kind) ?? [];
      told.push({ data, words, at: fact.at });
      this.#byKind.set(fact.kind, told);
    }
  }

  /** All but the newest, which stands by itself. */
  accountVersions(): DebriefDetail['accountVersions'] {
    const earlier = this.#told('AccountGiven').slice(0, -1);
    if (earlier.length === 0) return undefined;
    // as: what was sealed is the body that the contract let through.
    return earlier.map(({ data, words, at }) => ({ ...words, at, version: data['version'] }) as unknown as Version);
  }

  disputes(): DisputeView[] | undefined {
    const all = this.#told('PartDisputed').map(({ data, words, at }) => ({
      dispute: text(data['dispute']),
      part: data['part'] as DisputeView['part'], // as: checked against the fact's schema when it was written.
      ...(data['action'] === undefined ? {} : { action: text(data['action']) }),
      text: text(words['text']),
      at,
      ...this.#member('answer', this.#last('DisputeAnswered', 'dispute', data['dispute'])),
    }));
    return all.length === 0 ? undefined : all;
  }

  supports(): SupportView[] | undefined {
    const all = this.#told('SupportOffered').map(({ data, words, at }) => ({
      support: text(data['support']),
      item: text(words['item']),
      result: words['result'] as SupportView['result'], // as: the body that the contract let through.
      ...(words['why'] === undefined ? {} : { why: text(words['why']) }),
      by: this.#person(data['by']),
      at,
    }));
    return all.length === 0 ? undefined : all;
  }

  /** `only`: those that the reader was asked for, and what they said themselves, for who may read no more. Open ones with whose they are now. */
  supportChecks(reader: PersonId, only: boolean): SupportCheckView[] | undefined {
    const checks = (this.#debrief.supportChecks ?? []).filter(({ person, own }) => !only || (person === reader && own !== true));
    if (checks.length === 0) return undefined;
    return checks.map((check) => {
      const { id, due, done, said } = check;
      const isOver = done || said !== undefined;
      const person = named(this.#state, isOver ? check.person : lookerOf(this.#debrief, check));
      const told = this.#told('SupportChecked').filter(({ data }) => data['support'] === id && (!only || data['by'] === reader));
      const [checked, read] = told;
      const words = { ...this.#member('checked', checked, 'note'), ...this.#member('read', read, 'note') };
      return { id, person, due, done: only ? isOver : done, ...words };
    });
  }

  /** `only`: what the reader was asked to agree to, for who may read no more. */
  service(reader: PersonId, only: boolean): ServiceView[] | undefined {
    const all = this.#told('ServiceDecided').flatMap(({ data, words, at }): ServiceView[] => {
      const now = (this.#debrief.service ?? []).find(({ decision }) => decision === data['decision']);
      if (now === undefined || (only && now.second !== reader)) return [];
      const { decision, state, second, reviewDue } = now;
      const answer = this.#last('ServiceAnswered', 'decision', decision);
      const reviews = this.#told('ServiceReviewed').filter((one) => one.data['decision'] === decision);
      return [
        {
          decision,
          state,
          // as (both): the body that the contract let through.
          ...(words as unknown as Pick<ServiceView, 'option' | 'reasons' | 'considered'>),
          by: this.#person(data['by']),
          at,
          ...(second === undefined ? {} : { second: named(this.#state, second) }),
          ...(answer === undefined ? {} : { agreement: { agreed: answer.data['agreed'] === true, ...this.#said(answer, 'text') } }),
          ...(reviewDue === undefined ? {} : { reviewDue }),
          // as: see above.
          reviews: reviews.map((one) => ({ result: one.data['result'] as 'keep', ...this.#said(one, 'text') })),
        },
      ];
    });
    return all.length === 0 ? undefined : all;
  }

  /** `only`: the actions that the reader does, for who may read no more. */
  actions(reader: PersonId, only: boolean): Action[] {
    return this.#told('PreventionPlanned').flatMap(({ data, words, at }): Action[] => {
      const now = this.#debrief.actions.find(({ action }) => action === data['action']);
      if (now === undefined || (only && now.owner !== reader)) return [];
      const { action, owner, due, state, checkDue } = now;
      const checked = this.#last('PreventionChecked', 'action', action);
      const moved = this.#told('PreventionMoved').filter((one) => one.data['action'] === action);
      // as: what was sealed is the body that the contract let through.
      const body = words as unknown as Pick<Action, 'kind' | 'what' | 'check' | 'factors'>;
      return [
        {
          ...body,
          action,
          owner,
          due,
          ownerName: named(this.#state, owner).name,
          at,
          state,
          ...(checkDue === undefined ? {} : { checkDue }),
          ...this.#member('done', this.#last('PreventionDone', 'action', action)),
          // as: checked against the fact's schema when it was written.
          ...(checked === undefined ? {} : { checked: { worked: checked.data['worked'] as 'yes', ...this.#said(checked, 'text') } }),
          ...this.#member('dropped', this.#last('PreventionDropped', 'action', action)),
          ...(moved.length === 0 ? {} : { moved: moved.map((one) => this.#said(one, 'text')) }),
          ...this.#member('reply', this.#last('PreventionReplied', 'action', action)),
          may: actsOn(this.#state, this.#debrief, { reader, action: now }),
        },
      ];
    });
  }

  #told(kind: string): readonly Told[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** The newest fact of a kind about one thing. */
  #last(kind: string, member: string, value: Json | undefined): Told | undefined {
    return this.#told(kind).findLast(({ data }) => data[member] === value);
  }

  #member<K extends string>(key: K, told: Told | undefined, words = 'text'): Partial<Record<K, SaidView>> {
    // as: one key with its value, which a computed key loses.
    return told === undefined ? {} : ({ [key]: this.#said(told, words) } as Record<K, SaidView>);
  }

  #said(told: Told, words: string): SaidView {
    return { text: text(told.words[words]), by: this.#person(told.data['by']), at: told.at };
  }

  #person(id: Json | undefined): { person: string; name: string } {
    // as: facts name people by their ids.
    return typeof id === 'string' ? named(this.#state, id as PersonId) : { person: '', name: '' };
  }
}

type Version = NonNullable<DebriefDetail['accountVersions']>[number];

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Names for the ids that may stand in a debrief, wherever they are listed now, and what is offered at its place. */
export function listsFor(state: StateView, place: Debrief['place']): { supports: ListedSupport[]; factors: ListedFactor[] } {
  const here = listsAt(state, place);
  const elsewhere = [...state.debriefLists.values()];
  const isHere = (list: readonly { readonly id: string }[], id: string): boolean => list.some((one) => one.id === id);
  // Of other places: to be read, not to be chosen. The place may have been moved since.
  const read = <T extends { readonly id: string }>(list: readonly T[], all: readonly T[]): T[] =>
    all.filter(({ id }) => !isHere(list, id)).map((one) => ({ ...one, retired: true }));
  return {
    supports: [
      ...here.supports,
      ...read(
        here.supports,
        elsewhere.flatMap(({ supports }) => supports),
      ),
    ],
    factors: [
      ...here.factors,
      ...read(
        here.factors,
        elsewhere.flatMap(({ factors }) => factors),
      ),
    ],
  };
}
