import type { Desk } from '../desk.svelte.ts';

const HOUR_MS = 3_600_000;

/** `in 20 minutes`, `at 14:30` or `Tue 24 Nov, 14:30`: when a task moves on. */
export function dueIn(desk: Desk, at: number): string {
  const left = at - desk.now;
  if (left > 0 && left < HOUR_MS) return desk.texts.tasks.goes.in(desk.span(Math.max(left, 60_000)));
  if (desk.day(at) === desk.day(desk.now)) return desk.texts.tasks.goes.at(desk.time(at));
  return desk.texts.tasks.goes.on(`${desk.day(at)}, ${desk.time(at)}`);
}
