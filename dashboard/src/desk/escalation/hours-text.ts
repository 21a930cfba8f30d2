import type { Hours } from '@duress/gateway/contract/escalation.ts';

interface Words {
  readonly always: string;
  readonly dayNames: readonly string[];
}

/** `Mon–Fri 08:00–18:00; Sat 09:00–12:00`, or the word for always. */
export function hoursText(hours: readonly Hours[] | undefined, words: Words): string {
  if (hours === undefined) return words.always;
  return hours.map(({ days, from, to }) => `${daysText(days, words.dayNames)} ${from}–${to}`).join('; ');
}

/** Days of the week in as few words as they take: three or more in a row are a span. */
export function daysText(days: readonly number[], names: readonly string[]): string {
  const runs: number[][] = [];
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  const nameOf = (day: number | undefined) => names[(day ?? 1) - 1] ?? '';
  return runs.map((run) => (run.length < 3 ? run.map(nameOf).join(', ') : `${nameOf(run[0])}–${nameOf(run.at(-1))}`)).join(', ');
}
