import { MINUTE_MS, SECOND_MS } from '../../gateway/src/base/durations.ts';
import type { Chance, Dice } from './chance.ts';
import type { Weather } from './device-line.ts';
import { BUTTONS, MANAGERS, OPERATORS } from './house.ts';
import type { DiskMood } from './simulated-disk.ts';
import type { Step } from './simulated-log.ts';
import { timeText } from './story.ts';

type Button = (typeof BUTTONS)[number];
type Operator = (typeof OPERATORS)[number];
type Leader = (typeof MANAGERS)[number];

/** Something that somebody does, or that befalls something. `dice`, from 0 to 1, chooses what is left open. */
export type Deed =
  | { readonly do: 'press'; readonly button: Button; readonly times: number }
  | { readonly do: 'man-down'; readonly button: Button }
  | { readonly do: 'test'; readonly button: Button }
  | { readonly do: 'cancel'; readonly button: Button; readonly pin: string }
  | { readonly do: 'power-cut'; readonly button: Button; readonly forMs: number }
  | { readonly do: 'line-cut'; readonly button: Button; readonly forMs: number }
  | { readonly do: 'act'; readonly who: Operator; readonly dice: number }
  | { readonly do: 'have'; readonly who: Operator }
  | { readonly do: 'debrief'; readonly who: Leader; readonly dice: number }
  | { readonly do: 'leave'; readonly who: 'ruth'; readonly forMs: number }
  | { readonly do: 'page'; readonly who: Operator; readonly trouble: 'cut' | 'silent' | 'stuck'; readonly forMs: number }
  | { readonly do: 'disk'; readonly mood: DiskMood; readonly forMs: number }
  | { readonly do: 'crash'; readonly downMs: number }
  /** At the next time that the process comes to this step. */
  | { readonly do: 'crash-at'; readonly step: Step; readonly skip: number; readonly downMs: number }
  | { readonly do: 'clock'; readonly byMs: number };

export interface Planned {
  /** Milliseconds from the beginning. */
  readonly at: number;
  readonly deed: Deed;
}

export interface Plan {
  readonly seed: number;
  readonly minutes: number;
  readonly weather: Weather;
  readonly deeds: readonly Planned[];
}

/** After the last deed so long nothing disturbs anything; then everything must be as the log has it. */
export const QUIET_MS = 2 * MINUTE_MS;

const MOODS = ['slow', 'failing', 'full', 'lying', 'shut'] as const;
const STEPS = ['open', 'load', 'facts-after', 'append', 'append', 'written', 'written', 'told'] as const;
const CLOCK_STEPS = [-3_600_000, -90_000, -2_000, 500, 90_000, 7_200_000] as const;

/** How often each kind of thing happens, in times an hour, and what it is then. */
const KINDS: readonly (readonly [perHour: number, deed: (dice: Dice) => Deed])[] = [
  [30, (dice) => ({ do: 'press', button: dice.pick(BUTTONS), times: dice.comes(0.3) ? 2 : 1 })],
  [4, (dice) => ({ do: 'man-down', button: dice.pick(BUTTONS) })],
  [4, (dice) => ({ do: 'test', button: dice.pick(BUTTONS) })],
  [10, (dice) => ({ do: 'cancel', button: dice.pick(BUTTONS), pin: dice.pick(['2468', '8642', '1111']) })],
  [6, (dice) => ({ do: 'power-cut', button: dice.pick(BUTTONS), forMs: dice.between(100, 60_000) })],
  [10, (dice) => ({ do: 'line-cut', button: dice.pick(BUTTONS), forMs: dice.between(1_000, 90_000) })],
  [240, (dice) => ({ do: 'act', who: dice.pick(OPERATORS), dice: dice.random() })],
  [60, (dice) => ({ do: 'have', who: dice.pick(OPERATORS) })],
  [40, (dice) => ({ do: 'debrief', who: dice.pick(MANAGERS), dice: dice.random() })],
  [3, (dice) => ({ do: 'leave', who: 'ruth', forMs: dice.between(10_000, 10 * MINUTE_MS) })],
  [
    12,
    (dice) => ({ do: 'page', who: dice.pick(OPERATORS), trouble: dice.pick(['cut', 'silent', 'stuck']), forMs: dice.between(500, 60_000) }),
  ],
  [10, (dice) => ({ do: 'disk', mood: dice.pick(MOODS), forMs: dice.between(200, 20_000) })],
  [3, (dice) => ({ do: 'crash', downMs: dice.between(200, 20_000) })],
  [12, (dice) => ({ do: 'crash-at', step: dice.pick(STEPS), skip: dice.between(0, 4), downMs: dice.between(200, 10_000) })],
  [2, (dice) => ({ do: 'clock', byMs: dice.pick(CLOCK_STEPS) })],
];

/** What one seed makes of so many minutes. */
export function planOf(seed: number, minutes: number, chance: Chance): Plan {
  const weatherDice = chance.for('weather');
  const isBad = weatherDice.comes(0.6);
  const weather: Weather = {
    loss: isBad ? weatherDice.random() * 0.3 : 0,
    duplicate: isBad ? weatherDice.random() * 0.3 : 0,
    delay: [5, isBad ? weatherDice.between(20, 3_000) : 30],
  };
  const end = minutes * MINUTE_MS - QUIET_MS;
  const deeds = KINDS.flatMap(([perHour, deedOf], kind) => {
    const dice = chance.for(`deeds ${String(kind)}`);
    const many = Math.round((perHour * end * (0.5 + dice.random())) / (60 * MINUTE_MS));
    return Array.from({ length: many }, (): Planned => ({ at: dice.between(SECOND_MS, end), deed: deedOf(dice) }));
  });
  return { seed, minutes, weather, deeds: deeds.sort((a, b) => a.at - b.at) };
}

export function deedText({ at, deed }: Planned): string {
  return `${timeText(at)}  ${JSON.stringify(deed)}`;
}
