import type { DebriefId, PersonId } from '../../base/ids.ts';
import type { Debrief } from '../debrief.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { KEEPING_FACTS } from '../facts/keeping-facts.ts';
import { joiningOf } from '../joined.ts';
import { seenUntil } from '../keeping.ts';
import { READING_MS, readingKey } from '../rules/debrief-keeping.ts';
import { retentionOf } from '../rules/retention.ts';
import { fields } from '../sealed-fields.ts';
import type { State } from '../state.ts';

export type KeepingFact = Extract<Fact, { readonly kind: keyof typeof KEEPING_FACTS }>;
type Of<K extends KeepingFact['kind']> = Extract<KeepingFact, { readonly kind: K }>;

/** What a fact makes of readings, photos, holds and the time that records are kept. */
export function applyKeeping(state: State, fact: KeepingFact): void {
  switch (fact.kind) {
    case 'DebriefRead':
      read(state, fact);
      return;
    case 'AttachmentAdded':
      added(state, fact);
      return;
    case 'AttachmentRemoved':
      removed(state, fact);
      return;
    case 'HoldSet':
      // as: facts name people by their ids.
      state.holds.set(fact.data.on, { on: fact.data.on, by: fact.data.by as PersonId, at: fact.at, reason: fields(fact)('reason') });
      return;
    case 'HoldLifted':
      state.holds.delete(fact.data.on);
      return;
    case 'RetentionDeferred':
    case 'RetentionEnded':
    case 'KeysDestroyed':
      applyRetention(state, fact);
      return;
    case 'PersonExported':
      return;
  }
}

function applyRetention(state: State, fact: Of<'RetentionDeferred'> | Of<'RetentionEnded'> | Of<'KeysDestroyed'>): void {
  const id = fact.data.debrief as DebriefId; // as: ids in facts are the strings that branded ids became.
  const row = state.retentions.get(id);
  if (row === undefined) return;
  if (fact.kind === 'KeysDestroyed') state.retentions.delete(id);
  else if (fact.kind === 'RetentionEnded') {
    state.retentions.set(id, { ...row, state: 'ended' });
    for (const subject of row.subjects)
      if (subject.startsWith('attachment:')) gone(state, { debrief: id, attachment: subject.slice('attachment:'.length), at: fact.at });
  } else if (row.state === 'kept') state.retentions.set(id, { ...row, lookAt: fact.data.until });
}

function gone(state: State, one: { readonly debrief: DebriefId; readonly attachment: string; readonly at: number }): void {
  state.attachments.set(one.attachment, { ...one, state: 'ended' });
}

/** What was read longer ago than one sitting is forgotten here: the facts have it. */
function read(state: State, { data, t }: Of<'DebriefRead'>): void {
  const old = [...state.readings.values()].filter((one) => t - one.t >= READING_MS);
  for (const one of old) state.readings.delete(readingKey({ ...one, actor: one.by }));
  // as (both): ids in facts are the strings that branded ids became.
  const row = { debrief: data.debrief as DebriefId, by: data.by as PersonId, relation: data.relation, via: data.via, t };
  state.readings.set(readingKey({ ...row, actor: row.by }), row);
}

function added(state: State, { data, at }: Of<'AttachmentAdded'>): void {
  const { attachment, part, bytes, sha256 } = data;
  const debrief = state.debriefs.get(data.debrief as DebriefId); // as: ids in facts are the strings that branded ids became.
  if (debrief === undefined) return;
  const one = { attachment, by: data.by as PersonId, part, at, bytes, sha256 }; // as: see above.
  state.debriefs.set(debrief.debrief, { ...debrief, attachments: [...(debrief.attachments ?? []), one] });
  state.attachments.set(attachment, { attachment, debrief: debrief.debrief, at, state: 'kept' });
}

function removed(state: State, { data, at }: Of<'AttachmentRemoved'>): void {
  const { attachment } = data;
  const debrief = state.debriefs.get(data.debrief as DebriefId); // as: ids in facts are the strings that branded ids became.
  if (debrief === undefined) return;
  const attachments = (debrief.attachments ?? []).filter((one) => one.attachment !== attachment);
  state.debriefs.set(debrief.debrief, { ...debrief, attachments });
  state.attachments.set(attachment, { attachment, debrief: debrief.debrief, at, state: 'removed' });
}

/**
 * After every fact, whatever its kind: a debrief that it completed begins to be kept, and each head that the gateway signs, once an hour, says
 * that it has seen time pass.
 */
export function keepRecord(state: State, fact: Fact): void {
  if (fact.kind === 'HeadSigned') state.witnesses.set('time', { t: fact.t, seenMs: seenUntil(state, fact.t) });
  const debrief = completedBy(state, fact);
  if (debrief !== undefined) state.retentions.set(debrief.debrief, retentionOf(state, debrief, fact));
}

function completedBy(state: State, { data }: Fact): Debrief | undefined {
  if (!('debrief' in data) || typeof data.debrief !== 'string') return undefined;
  const debrief = state.debriefs.get(data.debrief as DebriefId); // as: ids in facts are the strings that branded ids became.
  // What was held within another is kept with that.
  if (debrief?.state !== 'completed' || joiningOf(debrief) !== undefined) return undefined;
  return state.retentions.has(debrief.debrief) ? undefined : debrief;
}
