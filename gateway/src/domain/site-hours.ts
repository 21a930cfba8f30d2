import type { PlaceId } from '../base/ids.ts';
import type { Holidays } from './holidays.ts';
import { nearest } from './places.ts';
import type { Ruling } from './ruling.ts';
import { USUAL_HOURS, workingTimeOf, type WorkingTime } from './working-hours.ts';

/**
 * Working time as the people at a place have it: the nearest hours, holidays and days off above it, each by itself, on the site's clock.
 * A region that nobody knows, from an old log, has no holidays: its weekdays count.
 */
export function workingTimeAt({ state, policy }: Pick<Ruling, 'state' | 'policy'>, place: PlaceId | undefined): WorkingTime {
  const { places } = state;
  const daysOff = nearest(places, place, (step) => step.daysOff) ?? [];
  const region = nearest(places, place, (step) => step.holidays);
  return workingTimeOf({
    zone: nearest(places, place, (step) => step.zone) ?? 'UTC',
    hours: nearest(places, place, (step) => step.workHours) ?? USUAL_HOURS,
    isDayOff: (date) => daysOff.includes(date) || isHoliday(policy.holidays, region, date),
  });
}

function isHoliday(holidays: Holidays | undefined, region: string | undefined, date: string): boolean {
  return region !== undefined && holidays?.isHoliday(region, date) === true;
}
