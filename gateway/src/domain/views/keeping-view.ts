import { membersOf, type Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import type { AttachmentView, ReadingView, ReadWay } from '../../contract/keeping.ts';
import type { Debrief } from '../debrief.ts';
import { holdOnWhole } from '../keeping.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';

/** Readings that are shown, the newest: a page that can be read to its end. All of them are in the log. */
export const READINGS_SHOWN = 100;

interface Sources {
  readonly debrief: Debrief;
  readonly facts: readonly {
    readonly kind: string;
    readonly data: Json;
    readonly secret?: { readonly value: Json | undefined } | undefined;
  }[];
}

export function attachmentViews(state: StateView, { debrief, facts }: Sources, reader: PersonId): AttachmentView[] {
  return (debrief.attachments ?? []).map(({ attachment, by, part, at, bytes }) => {
    const fact = facts.find((one) => one.kind === 'AttachmentAdded' && membersOf(one.data)?.['attachment'] === attachment);
    const note = membersOf(fact?.secret?.value);
    const { name, alt } = note ?? {};
    return {
      attachment,
      part,
      by: named(state, by),
      at,
      bytes,
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof alt === 'string' ? { alt } : {}),
      own: by === reader,
    };
  });
}

/** Newest first. */
export function readingViews(state: StateView, readings: readonly { readonly at: number; readonly data: Json }[]): ReadingView[] {
  const newest = readings.slice(-READINGS_SHOWN).reverse();
  return newest.flatMap(({ at, data }) => {
    const { by, relation, via } = membersOf(data) ?? {};
    if (typeof by !== 'string' || typeof relation !== 'string') return [];
    // as (both): facts name people by their ids, and were checked against their schema.
    return [{ by: named(state, by as PersonId), relation, via: via as ReadWay, at }];
  });
}

export function holdView(state: StateView, debrief: Debrief): { since: number } | undefined {
  const hold = holdOnWhole(state, debrief);
  return hold === undefined ? undefined : { since: hold.at };
}
