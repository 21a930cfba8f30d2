import type { AlarmId, ConsoleId, PersonId, PlaceId } from '../base/ids.ts';

interface HandOverCore {
  /** Who leaves; one hand-over for each of them. */
  readonly from: PersonId;
  /** Absent: whoever comes to this console next. */
  readonly to?: PersonId | undefined;
  readonly console: ConsoleId;
  readonly place?: PlaceId | undefined;
  /** Epoch ms, and engine ms. */
  readonly offeredAt: number;
  readonly offeredT: number;
}

/** The watch on its way from one person to the next. Until it is accepted the one who leaves has it. */
export type HandOver =
  | (HandOverCore & { readonly state: 'offered' })
  | (HandOverCore & {
      readonly state: 'accepted';
      readonly by: PersonId;
      readonly acceptedAt: number;
      /** What the one who left had taken then. Each is theirs until the next one takes it over. */
      readonly alarms: readonly AlarmId[];
    });

/** The last time that somebody heard the test tones of a console that covers a post. */
export interface HeardTest {
  /** `place:<id>`, or `gateway` where no place is set up to be watched. */
  readonly post: string;
  readonly person: PersonId;
  /** Epoch ms, and engine ms. */
  readonly at: number;
  readonly t: number;
}

/** What people say about the watch. */
export type HandOverCommand =
  | { readonly do: 'offer'; readonly to?: PersonId | undefined }
  | { readonly do: 'withdraw' }
  | { readonly do: 'accept'; readonly from: PersonId };
