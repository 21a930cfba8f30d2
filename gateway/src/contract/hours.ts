import { Type, type Static } from 'typebox';

/** Hours of a week, on the clock of the site. */
export const ClockTime = Type.String({ pattern: '^(?:[01][0-9]|2[0-3]):[0-5][0-9]$' });
/** Monday is 1. */
export const Weekdays = Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 });

/** Hours of the week. `to` at or before `from`: it goes on into the next day; both the same: 24 hours. */
export const Hours = Type.Object({ days: Weekdays, from: ClockTime, to: ClockTime }, { additionalProperties: false });
export type Hours = Static<typeof Hours>;
