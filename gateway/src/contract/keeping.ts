import { Type, type Static } from 'typebox';
import { NamedPerson } from './alarm.ts';

/** By which way a debrief was read: its page, a photo in full size, an export of data, or printed. */
export const READ_WAYS = ['page', 'attachment', 'export', 'print'] as const;
export const ReadWay = Type.Enum([...READ_WAYS]);
export type ReadWay = (typeof READ_WAYS)[number];

/** One reading by somebody other than the worker, as its worker and its owner see it. */
export const ReadingView = Type.Object({
  by: NamedPerson,
  /** How they stood to the debrief then. */
  relation: Type.String(),
  via: ReadWay,
  at: Type.Number(),
});
export type ReadingView = Static<typeof ReadingView>;

/** What a photo belongs to: the worker's account or the owner's view. */
export const ATTACHED_TO = ['account', 'review'] as const;
export const AttachedTo = Type.Enum([...ATTACHED_TO]);
export type AttachedTo = (typeof ATTACHED_TO)[number];

/** Characters of a photo's name and of the words that say what it shows. */
export const ATTACHMENT_NAME_MAX = 200;
export const ATTACHMENT_ALT_MAX = 500;
/** What comes beside the bytes of a photo, percent-encoded JSON in the header `x-attachment`. */
export const AttachmentNote = Type.Object(
  {
    name: Type.String({ maxLength: ATTACHMENT_NAME_MAX }),
    /** For whoever can't see it. */
    alt: Type.String({ minLength: 1, maxLength: ATTACHMENT_ALT_MAX }),
  },
  { additionalProperties: false },
);
export type AttachmentNote = Static<typeof AttachmentNote>;

/** Photos of one debrief that are there at once, of all who may add them: enough to go round a room twice. */
export const ATTACHMENTS_MAX = 20;
/** Bytes of one photo as it comes: the largest that phones of today make by themselves. */
export const ATTACHMENT_BYTES_MAX = 12 * 1024 * 1024;
/** Bytes of all photos of one debrief as they are kept, clean and smaller. */
export const ATTACHMENTS_TOTAL_MAX = 40 * 1024 * 1024;

export const AttachmentView = Type.Object({
  attachment: Type.String(),
  part: AttachedTo,
  by: NamedPerson,
  at: Type.Number(),
  /** As it is kept. */
  bytes: Type.Integer(),
  /** Both are gone when its key was destroyed. */
  name: Type.Optional(Type.String()),
  alt: Type.Optional(Type.String()),
  /** The reader has added it and may take it away. */
  own: Type.Boolean(),
});
export type AttachmentView = Static<typeof AttachmentView>;

/** What a record is kept for, and how long. */
export const RETENTION_CLASSES = ['notifiable', 'ndis', 'standard', 'false-alarm', 'exercise'] as const;
export const RetentionClass = Type.Enum([...RETENTION_CLASSES]);
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** Months that the house chooses itself, for records that no law keeps longer. */
export const HouseChoiceBody = Type.Object(
  { class: RetentionClass, months: Type.Integer({ minimum: 1, maximum: 1_200 }) },
  { additionalProperties: false },
);
export type HouseChoiceBody = Static<typeof HouseChoiceBody>;

/** What a legal hold stands on: the whole house, all debriefs that a person has to do with, or one debrief. */
export const HoldOn = Type.String({ pattern: '^(house|person:[A-Za-z0-9_.-]{1,64}|debrief:[A-Za-z0-9_.-]{1,64})$' });
export const HoldBody = Type.Object(
  { on: HoldOn, reason: Type.String({ minLength: 1, maxLength: 1_000 }) },
  { additionalProperties: false },
);
export type HoldBody = Static<typeof HoldBody>;

export const HoldView = Type.Object({
  on: Type.String(),
  /** Who it is about, where that is a person. */
  person: Type.Optional(NamedPerson),
  by: NamedPerson,
  at: Type.Number(),
  reason: Type.Optional(Type.String()),
});
export type HoldView = Static<typeof HoldView>;

/** What an administrator sees of keeping: counts and holds, never a debrief. */
export const RetentionView = Type.Object({
  classes: Type.Array(
    Type.Object({
      class: RetentionClass,
      months: Type.Integer(),
      least: Type.Integer(),
      most: Type.Integer(),
      source: Type.String(),
      checked: Type.String(),
      /** Completed debriefs that are kept under it. */
      kept: Type.Integer(),
      /** Those whose time ends within 90 days. */
      dueSoon: Type.Integer(),
    }),
  ),
  /** Past their time and kept by a hold. */
  heldBack: Type.Integer(),
  holds: Type.Array(HoldView),
});
export type RetentionView = Static<typeof RetentionView>;
