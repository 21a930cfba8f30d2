import { Type } from 'typebox';
import { Id, Ms, OptId, OptMs, Text } from './shapes.ts';

/** Version 1 of what supervision finds, of what changes on the way of a press, and of what people do about technical matters. */
export const SUPERVISION_FACTS = {
  /** Nothing was heard of it for as long as its family may be silent, while it could have been heard. */
  DeviceFellSilent: Type.Object({ device: Id, /** Its last sign of life. */ heardAt: OptMs }),
  DeviceHeardAgain: Type.Object({ device: Id }),
  /**
   * Something that presses go through is not what it was: `release`, `policy`, `receiver:<id>`, `firmware:<device>`. `now` names what it
   * is now: a version or a digest.
   */
  PathChanged: Type.Object({ path: Id, now: Text }),
  FaultAcknowledged: Type.Object({ fault: Id, by: Id }),
  /** Who looks after it; absent: nobody any more. */
  FaultAssigned: Type.Object({ fault: Id, by: Id, owner: OptId }),
  /** Put aside, for so long: `untilT` in engine time is what counts, `until` is for people. */
  FaultShelved: Type.Object({ fault: Id, by: Id, until: Ms, untilT: Ms }),
  /** By a person; absent: its time was over. */
  FaultUnshelved: Type.Object({ fault: Id, by: OptId }),
} as const;
