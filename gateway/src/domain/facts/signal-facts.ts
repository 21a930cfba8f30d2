import { Type } from 'typebox';
import { FeedbackState } from '../../contract/hand.ts';
import { SignalKind, SignalPath, Uint32 } from '../../contract/signal.ts';
import { Flag, Id, Ms, OptFlag, OptId, OptMs, Text } from './shapes.ts';

/** What the rules made of a signal. */
export const SIGNAL_MEANINGS = ['raised', 'joined', 'probe', 'cancel', 'confirmed', 'tamper', 'noted'] as const;

/** Version 1 of all that devices send and prove. */
export const SIGNAL_FACTS = {
  SignalReceived: Type.Object({
    device: Id,
    boot: Uint32,
    seq: Uint32,
    signal: SignalKind,
    pressedAt: Ms,
    receivedAt: Ms,
    path: SignalPath,
    battery: Type.Optional(Type.Integer()),
    meaning: Type.Enum([...SIGNAL_MEANINGS]),
    alarm: OptId,
    /** The press is much older than its arrival. */
    late: Flag,
    /** The identity was seen before, the time of the press does not fit: taken for a press, not for a repeat. */
    repeated: OptFlag,
  }),
  SignalHeardAgain: Type.Object({ device: Id, boot: Uint32, seq: Uint32, path: SignalPath, alarm: OptId }),
  /** What came is sealed beside it: it may hold a PIN or a position. */
  SignalUnreadable: Type.Object({ device: Id, by: Text, why: Text }),
  TestStarted: Type.Object({ device: Id, by: Id, untilT: Ms }),
  TestEnded: Type.Object({ device: Id }),
  TestPassed: Type.Object({ device: Id, boot: Uint32, seq: Uint32 }),
  HandConfirmed: Type.Object({ device: Id, alarm: OptId, rev: Ms, state: Type.Optional(FeedbackState) }),
  DownlinkReserved: Type.Object({ device: Id, reservedTo: Type.Integer(), /** Absent: the first. */ epoch: Type.Optional(Type.Integer()) }),
  PositionNoted: Type.Object({ alarm: Id, device: Id, noted: Ms, place: OptId, placeAt: OptMs }),
} as const;
