import type { Hours } from '../contract/escalation.ts';
import type { LocalTime } from './local-time.ts';

const DAY_MINUTES = 24 * 60;

/** Does one of these hours hold at this time of the week? Hours that go on past midnight belong to the day on which they begin. */
export function hoursHold(hours: readonly Hours[], { weekday, time }: Pick<LocalTime, 'weekday' | 'time'>): boolean {
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  return hours.some(({ days, from, to }) => {
    const isOver = to <= from;
    if (days.includes(weekday) && time >= from && (isOver || time < to)) return true;
    return isOver && days.includes(dayBefore) && time < to;
  });
}

/** How much of the week they are, minutes; what two of them share counts twice. */
export function minutesIn(hours: readonly Hours[]): number {
  return hours.reduce((sum, { days, from, to }) => {
    const length = minuteOf(to) - minuteOf(from);
    return sum + new Set(days).size * (length > 0 ? length : length + DAY_MINUTES);
  }, 0);
}

function minuteOf(time: string): number {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
}
