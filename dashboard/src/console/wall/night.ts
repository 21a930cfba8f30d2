import type { InZone } from '../../shared/ages.ts';

const NIGHT_FROM_HOUR = 21;
const NIGHT_UNTIL_HOUR = 6;

/** A screen that shines all night is switched off by somebody; a dim one stays. */
export function isNight(at: number, { zone }: InZone): boolean {
  const hour = Number(
    new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', ...(zone === undefined ? {} : { timeZone: zone }) }).format(at),
  );
  return hour >= NIGHT_FROM_HOUR || hour < NIGHT_UNTIL_HOUR;
}
