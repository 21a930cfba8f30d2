import { Type } from 'typebox';

/** Short words for the facts' schemas. A fact is released for ever: what stands in a schema may be read in ten years. */
export const Id = Type.String({ minLength: 1, maxLength: 128 });
export const OptId = Type.Optional(Id);
/** Epoch milliseconds, or engine milliseconds where the name ends in T. */
export const Ms = Type.Number();
export const OptMs = Type.Optional(Ms);
/** Of what came in or was said while the log was away: when that was. Absent: when the fact was written. `t` in engine ms. */
export const OptSaid = Type.Optional(Type.Object({ at: Ms, t: Ms }));
export const Flag = Type.Boolean();
export const OptFlag = Type.Optional(Type.Boolean());
export const Text = Type.String();
export const OptText = Type.Optional(Type.String());
export const Count = Type.Integer({ minimum: 0 });
export const OptCount = Type.Optional(Count);
