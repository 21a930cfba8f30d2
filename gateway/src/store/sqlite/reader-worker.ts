import type { DraftKey, RowQuery } from '../../engine/ports/queries.ts';
import type { Photo } from '../../engine/ports/attachments.ts';
import { AttachmentFolder } from '../attachments/folder.ts';
import { Reader } from './reader.ts';
import { Scratch, type Settlement } from './scratch.ts';
import { serve } from './worker-port.ts';

serve(
  (setup) => {
    const reader = new Reader(setup);
    const scratch = new Scratch(reader);
    const attachments = new AttachmentFolder(reader);
    return {
      factsAfter: (input: { seq: number; limit: number }) => reader.factsAfter(input.seq, input.limit),
      factsAbout: (input: { about: string; after: number }) => reader.factsAbout(input.about, input.after),
      rows: (query: RowQuery) => reader.rows(query),
      row: (input: { table: string; key: string }) => reader.row(input.table, input.key),
      checkpoint: () => {
        reader.checkpoint();
        scratch.checkpoint();
      },
      forgetKeys: (numbers: readonly number[]) => {
        reader.keyring.forget(numbers);
      },
      drafts: (input: { debrief: string; person: string }) => scratch.drafts(input.debrief, input.person),
      saveDraft: (input: { key: DraftKey; text: string }) => {
        scratch.saveDraft(input.key, input.text);
      },
      replaceDraft: (input: { key: DraftKey; base: number; text: string }) => scratch.replaceDraft(input.key, input.base, input.text),
      dropDraft: (key: DraftKey) => {
        scratch.dropDraft(key);
      },
      presence: () => scratch.presence(),
      savePresence: (rows: readonly (readonly [string, string])[]) => {
        scratch.savePresence(rows);
      },
      due: (input: { now: number; limit: number }) => scratch.due(input.now, input.limit),
      unsent: () => scratch.unsent(),
      settle: (settlements: readonly Settlement[]) => {
        scratch.settle(settlements);
      },
      settledIds: () => scratch.settledIds(),
      forgetSettled: (ids: readonly string[]) => {
        scratch.forgetSettled(ids);
      },
      keepAttachment: (input: { attachment: string; photo: Photo }) => attachments.keep(input.attachment, input.photo),
      attachmentPiece: (input: { attachment: string; index: number }) => attachments.piece(input.attachment, input.index),
      removeAttachment: (attachment: string) => {
        attachments.remove(attachment);
      },
      attachmentNames: () => attachments.names(),
      close: () => {
        scratch.close();
        reader.close();
      },
    };
  },
  { opening: 'log-open-failed', working: 'log-open-failed' },
);
