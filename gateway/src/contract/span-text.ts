const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/**
 * How long something took, as people say it, on the reports' screens and on paper: `4.2 s`, `42 s`, `2 min 5 s`, `42 min`, `3 h 5 min`, `2 d 3 h`.
 * Two units at most; what is finer than anybody would say is rounded. The signs of the units are the same in every language, that of the fraction is not.
 */
export function spanText(ms: number, language = 'en'): string {
  const tenths = Math.round(Math.max(0, ms) / (SECOND_MS / 10));
  if (tenths < 100) return `${new Intl.NumberFormat(language, { minimumFractionDigits: 1 }).format(tenths / 10)} s`;
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < MINUTE_S) return `${String(seconds)} s`;
  if (seconds < 10 * MINUTE_S) return two([seconds, MINUTE_S, 'min'], [1, 's']);
  const minutes = Math.round(seconds / MINUTE_S);
  if (minutes < HOUR_S / MINUTE_S) return `${String(minutes)} min`;
  if (minutes < (2 * DAY_S) / MINUTE_S) return two([minutes * MINUTE_S, HOUR_S, 'h'], [MINUTE_S, 'min']);
  return two([Math.round(seconds / HOUR_S) * HOUR_S, DAY_S, 'd'], [HOUR_S, 'h']);
}

function two(
  [seconds, large, largeSign]: readonly [seconds: number, unit: number, sign: string],
  [small, smallSign]: readonly [unit: number, sign: string],
): string {
  const rest = Math.floor((seconds % large) / small);
  const whole = `${String(Math.floor(seconds / large))} ${largeSign}`;
  return rest === 0 ? whole : `${whole} ${String(rest)} ${smallSign}`;
}
