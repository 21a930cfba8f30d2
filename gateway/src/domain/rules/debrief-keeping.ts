import { MINUTE_MS } from '../../base/durations.ts';
import type { DebriefId, PersonId } from '../../base/ids.ts';
import { ATTACHMENTS_MAX, ATTACHMENTS_TOTAL_MAX, type ReadWay } from '../../contract/keeping.ts';
import type { Debrief } from '../debrief.ts';
import { holdOnWhole } from '../keeping.ts';
import type { AttachCommand, DetachCommand } from '../kept.ts';
import { byPerson, decided, draft, refused, type Decision, type Ruling } from '../ruling.ts';

/** Readings of one debrief by one person, as what they are to it, in one way within this long are one fact: one sitting, not one for each look at the page. */
export const READING_MS = 10 * MINUTE_MS;

/** Whose photo it is says what it belongs to. Its words are sealed under its own key, so that taking it away takes them along. */
export function attach(asked: { readonly debrief: Debrief; readonly actor: PersonId }, command: AttachCommand): Decision {
  const { debrief, actor } = asked;
  const { attachment, bytes, sha256, note } = command;
  const there = debrief.attachments ?? [];
  if (there.some((one) => one.attachment === attachment)) return refused('not-now', { detail: 'there' });
  if (there.length >= ATTACHMENTS_MAX) return refused('not-now', { detail: 'too-many-photos' });
  if (bytes + there.reduce((sum, one) => sum + one.bytes, 0) > ATTACHMENTS_TOTAL_MAX) return refused('not-now', { detail: 'no-room' });
  const part = actor === debrief.worker ? ('account' as const) : ('review' as const);
  const data = { debrief: debrief.debrief, attachment, by: actor, part, bytes, sha256 };
  const secret = { subject: `attachment:${attachment}`, value: { ...note } };
  return decided([draft('AttachmentAdded', data, { ...about(asked), secret })], { outcome: 'accepted', id: attachment });
}

/** Only whoever added it takes it away, and nobody while a hold stands; that it was there stays in the record. */
export function detach(
  asked: { readonly ruling: Ruling; readonly debrief: Debrief; readonly actor: PersonId },
  { attachment }: DetachCommand,
): Decision {
  const { ruling, debrief, actor } = asked;
  const one = (debrief.attachments ?? []).find((photo) => photo.attachment === attachment);
  if (one === undefined) return refused('unknown-attachment');
  if (one.by !== actor) return refused('not-yours');
  if (holdOnWhole(ruling.state, debrief) !== undefined) return refused('not-now', { detail: 'hold' });
  return decided([draft('AttachmentRemoved', { debrief: debrief.debrief, attachment, by: actor }, about(asked))]);
}

/** Somebody other than its worker has read it. Filed beside the debrief, so that no number of readings crowds out what was written. */
export function decideReading(
  { state, t }: Ruling,
  input: {
    readonly actor: PersonId;
    readonly debrief: DebriefId;
    readonly relation: string;
    readonly parts: readonly string[];
    readonly via: ReadWay;
  },
): Decision {
  const { actor, debrief, relation, parts, via } = input;
  const last = state.readings.get(readingKey(input));
  if (last !== undefined && t - last.t < READING_MS) return decided([]);
  const data = { debrief, by: actor, relation, parts: [...parts], via };
  return decided([draft('DebriefRead', data, { actor: byPerson(actor), about: readingsAbout(debrief) })]);
}

/** With the relation: whoever is given a debrief of which they saw a part reads the rest of it now. */
export function readingKey(one: {
  readonly debrief: string;
  readonly actor: string;
  readonly relation: string;
  readonly via: string;
}): string {
  return `${one.debrief} ${one.actor} ${one.relation} ${one.via}`;
}

/** What the readings of a debrief are filed under. */
export function readingsAbout(debrief: DebriefId): DebriefId {
  return `read-${debrief}` as DebriefId; // as: a file of its own beside the debrief's.
}

function about({ debrief, actor }: { readonly debrief: Debrief; readonly actor: PersonId }): { actor: string; about: DebriefId } {
  return { actor: byPerson(actor), about: debrief.debrief };
}
