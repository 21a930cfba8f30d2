import { Type } from 'typebox';
import { Hours } from '../../contract/hours.ts';
import { DEVICE_FAMILIES, Leave, PLACE_KINDS, Role, TOKEN_SCOPES } from '../../contract/organisation.ts';
import { REGIMES } from '../../contract/jurisdictions.ts';
import { Count, Flag, Id, Ms, OptCount, OptId, OptText, Text } from './shapes.ts';

/** Version 1 of set-up. Values are absolute; names, contacts, labels, hashes of passwords and PINs, and radio keys are sealed. */
export const SET_UP_FACTS = {
  PersonSaved: Type.Object({
    person: Id,
    place: OptId,
    manager: OptId,
    delegate: OptId,
    leave: Type.Array(Leave),
    unavailable: Flag,
    active: Flag,
  }),
  PersonErased: Type.Object({ person: Id }),
  CredentialSaved: Type.Object({ person: Id }),
  GrantGiven: Type.Object({ grant: Id, person: Id, role: Role, place: OptId }),
  GrantWithdrawn: Type.Object({ grant: Id }),
  SessionOpened: Type.Object({ session: Id, person: Id, expiresAt: Ms }),
  SessionClosed: Type.Object({ session: Id }),
  TokenIssued: Type.Object({ token: Id, name: Text, scope: Type.Enum([...TOKEN_SCOPES]), place: OptId }),
  TokenRevoked: Type.Object({ token: Id }),
  PlaceSaved: Type.Object({
    place: Id,
    name: Text,
    kind: Type.Enum([...PLACE_KINDS]),
    parent: OptId,
    responsible: OptId,
    protocol: OptText,
    beacons: Type.Array(Text),
    zone: OptText,
    jurisdiction: OptText,
    language: OptText,
    stillThereMinutes: OptCount,
    soundTestHours: OptCount,
    fallback: Type.Array(Id),
    emergency: Type.Array(Id),
    workHours: Type.Optional(Type.Array(Hours)),
    holidays: OptText,
    daysOff: Type.Optional(Type.Array(Text)),
    regimes: Type.Optional(Type.Array(Type.Enum([...REGIMES]))),
  }),
  PlaceRemoved: Type.Object({ place: Id }),
  DeviceSaved: Type.Object({
    device: Id,
    family: Type.Enum([...DEVICE_FAMILIES]),
    worker: OptId,
    place: OptId,
    silent: Flag,
    heartbeatSeconds: Count,
    holdMs: Count,
    revoked: Flag,
    secretHash: OptText,
  }),
  SettingSaved: Type.Object({ key: Id, value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]) }),
} as const;
