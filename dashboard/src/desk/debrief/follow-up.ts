import type { DebriefDetail, FollowUp } from '@duress/gateway/contract/debrief.ts';

/** The page brings its own list so that the schema library stays out of it. */
export const FOLLOW_UPS = ['week', 'month'] as const satisfies readonly FollowUp[];

/** The four weeks' talk takes the place of the one after a week from so long before it on. */
const SOON_MS = 7 * 24 * 3_600_000;

/** Which of the two is asked for next, if the reader may write it. Without an answer yet it would only distract, until it is near. */
export function followUpNow({ may, task }: Pick<DebriefDetail, 'may' | 'task'>, now: number): FollowUp | undefined {
  if (!may.includes('follow-up')) return undefined;
  const due = (kind: FollowUp) => task.items.find((item) => item.kind === kind)?.due;
  const [week, month] = [due('week'), due('month')];
  const next = week !== undefined && (month === undefined || now < month - SOON_MS) ? week : month;
  if (next === undefined) return undefined;
  const isNear = task.state === 'following' || now > next - SOON_MS / 2;
  return isNear ? (next === week ? 'week' : 'month') : undefined;
}
