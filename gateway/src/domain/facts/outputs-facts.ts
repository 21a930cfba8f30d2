import { Type } from 'typebox';
import { AlarmLevel } from '../../contract/alarm.ts';
import { Audience, ON_WHILE, OutputSwitch } from '../../contract/outputs.ts';
import { Flag, Id, OptId, OptMs, Text } from './shapes.ts';

/** Version 1 of what alarms switch. Values are absolute. */
export const OUTPUTS_FACTS = {
  OutputSaved: Type.Object({
    output: Id,
    name: Text,
    place: OptId,
    audience: Audience,
    levels: Type.Array(AlarmLevel),
    onWhile: Type.Enum([...ON_WHILE]),
    maxOnMs: OptMs,
    drills: Flag,
    switch: OutputSwitch,
  }),
  OutputRemoved: Type.Object({ output: Id }),
} as const;
