import { Type } from 'typebox';
import { AlarmLevel } from '../../contract/alarm.ts';
import { EscalationStep, Hours, RotaOverride, Shift } from '../../contract/escalation.ts';
import { Id, Ms, OptId, Text } from './shapes.ts';

/** Version 1 of how the house climbs and who is on duty. Values are absolute; people stand in them by id alone. */
export const ESCALATION_FACTS = {
  EscalationPolicySaved: Type.Object({
    policy: Id,
    name: Text,
    place: OptId,
    levels: Type.Optional(Type.Array(AlarmLevel)),
    hours: Type.Optional(Type.Array(Hours)),
    steps: Type.Array(EscalationStep),
    repeatMs: Ms,
  }),
  EscalationPolicyRemoved: Type.Object({ policy: Id }),
  RotaSaved: Type.Object({
    rota: Id,
    name: Text,
    place: OptId,
    zone: Text,
    shifts: Type.Array(Shift),
    overrides: Type.Array(RotaOverride),
  }),
  RotaRemoved: Type.Object({ rota: Id }),
} as const;
