import type { DebriefCommand } from '../debrief.ts';
import { debriefDueAt } from './due-times.ts';
import { smallHouse, type Outcome, type Stage } from './stage.ts';

/** Ana's debrief in the small house, and what comes of it by itself. */
const ZONE = 'Australia/Sydney';
export const there = (text: string): number => Temporal.ZonedDateTime.from(`${text}[${ZONE}]`).epochMilliseconds;
export const wall = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' });

export function pressedAt(time: string, stage = smallHouse()): Stage {
  stage.pass(there(time) - stage.at);
  stage.press('b-ana', [1, 1]);
  stage.act('maria', 'take');
  stage.act('maria', 'all-clear');
  stage.act('lee', 'close', { outcome: 'genuine' });
  return stage;
}

/** Accepted by Ruth, its time running. */
export function accepted(time = '2026-03-02T09:00', stage?: Stage): Stage {
  const one = pressedAt(time, stage);
  one.do('ruth', { do: 'accept' });
  return one;
}

export const welfare: DebriefCommand = { do: 'welfare', body: { safe: true } };
export const answer: DebriefCommand = { do: 'complete', answer: 'two go from now on' };
export const heard = (which: 'week' | 'month'): DebriefCommand => ({ do: 'follow-up', body: { which, how: 'sleeps again' } });

export function following(time?: string): Stage {
  const stage = accepted(time);
  stage.do('ruth', welfare);
  stage.do('ruth', answer);
  return stage;
}

export const dueAt = (stage: Stage): number => debriefDueAt(stage.state.committed, stage.debrief) ?? Infinity;

/** Lets time pass to the next thing that comes by itself. */
export function next(stage: Stage): Outcome & { at: string } {
  stage.pass(Math.max(0, dueAt(stage) - stage.at));
  return { ...stage.due('debriefs', stage.debrief.debrief), at: wall(stage.at) };
}
