import { Type, type Static } from 'typebox';
import { NamedPerson } from './alarm.ts';
import { ListedFactor, RepeatView } from './debrief-content.ts';
import { DebriefDetail } from './debrief.ts';

/** One planned change in the register. Of the debrief itself, only for who may read it: whose it is, where, and what came before. */
export const RegisteredAction = Type.Object({
  ...DebriefDetail.properties.actions.items.properties,
  debrief: Type.String(),
  /** The reader may read the debrief. */
  readable: Type.Boolean(),
  worker: Type.Optional(NamedPerson),
  path: Type.Optional(Type.Array(Type.String())),
  repeats: Type.Optional(Type.Array(RepeatView)),
});
export type RegisteredAction = Static<typeof RegisteredAction>;

/** `cut`: there are more debriefs than one answer looks at; the oldest are left out. */
export const ActionRegister = Type.Object({
  actions: Type.Array(RegisteredAction),
  factors: Type.Array(ListedFactor),
  cut: Type.Boolean(),
});
export type ActionRegister = Static<typeof ActionRegister>;
