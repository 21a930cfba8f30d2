import { Type } from 'typebox';
import { Id, OptId } from './shapes.ts';

/** Version 1 of how the watch goes from one person to the next. */
export const WATCH_FACTS = {
  /** Whoever has the watch offers it: to one person, or to whoever comes to this console. Until it is accepted they have it. */
  WatchOffered: Type.Object({ from: Id, to: OptId, console: Id, place: OptId }),
  WatchOfferEnded: Type.Object({ from: Id, why: Type.Enum(['withdrawn', 'lapsed']) }),
  /** Accepted by one click. `alarms`: what the one who left had taken, and still has until the next one takes each over. */
  WatchHandedOver: Type.Object({ from: Id, by: Id, console: Id, place: OptId, alarms: Type.Array(Id) }),
} as const;
