import { Type, type Static } from 'typebox';

/** Being told on a device: Web Push (RFC 8030, 8291, 8292) as the pages and the service worker see it. */

/** Browsers of one person; a further one takes the place of the oldest. A phone, a tablet, a few screens, and room for one that is new. */
export const PUSH_DEVICES_MAX = 8;

/** Why one ended: by the person, because its service says that it is gone, or because newer ones took its place. */
export const PUSH_ENDS = ['taken-away', 'gone', 'crowded-out'] as const;
export type PushEnd = (typeof PUSH_ENDS)[number];

/** What a browser gives (`PushSubscription.toJSON()`), and how the person calls the device. */
export const PushBody = Type.Object(
  {
    endpoint: Type.String({ pattern: '^https?://', maxLength: 1_000 }),
    keys: Type.Object(
      {
        /** The browser's public key, 65 bytes; and 16 bytes that only it and we know. */
        p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{87}$' }),
        auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
      },
      { additionalProperties: false },
    ),
    label: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    /** It ends with this sign-in. */
    untilSignOut: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type PushBody = Static<typeof PushBody>;

export const PushDevice = Type.Object({
  subscription: Type.String(),
  label: Type.Optional(Type.String()),
  since: Type.Number(),
  untilSignOut: Type.Boolean(),
});
export type PushDevice = Static<typeof PushDevice>;

/** `GET /api/v1/my/push`. */
export const OwnPush = Type.Object({
  /** The gateway's public key, by which a browser knows whose messages these are; absent: this house has no push. */
  key: Type.Optional(Type.String()),
  devices: Type.Array(PushDevice, { maxItems: PUSH_DEVICES_MAX }),
});
export type OwnPush = Static<typeof OwnPush>;

/** `POST /api/v1/push/shown`, by the service worker once the notice is on the screen. */
export const ShownBody = Type.Object({ token: Type.String({ minLength: 1, maxLength: 400 }) }, { additionalProperties: false });
export type ShownBody = Static<typeof ShownBody>;

/** What travels to the service worker, encrypted. It may be read on a lock screen: no name, no place, no word of what it is. */
export interface PushedNotice {
  readonly v: 1;
  readonly title: string;
  readonly body: string;
  /** A path of these pages; a tap opens it. */
  readonly link: string;
  /** A newer notice about the same matter takes the place of the older one. */
  readonly tag: string;
  readonly silent: boolean;
  /** Goes back once it is shown. */
  readonly shown?: string | undefined;
}
