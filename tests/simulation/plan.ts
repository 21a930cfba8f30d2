import { MINUTE_MS, SECOND_MS } from '../../gateway/src/base/durations.ts';
import type { Chance, Dice } from './chance.ts';
import type { Weather } from './device-line.ts';
import { BUTTONS, MANAGERS, OPERATORS, WORKERS } from './house.ts';
import type { DiskMood } from './simulated-disk.ts';
import { DOOR_MOODS, type DoorMood } from './simulated-door.ts';
import { STEPS, type Step } from './simulated-log.ts';
import { WAYS, type WayMood, type WayName } from './simulated-post.ts';
import { timeText } from './story.ts';

type Button = (typeof BUTTONS)[number];
type Operator = (typeof OPERATORS)[number];
type Leader = (typeof MANAGERS)[number];
type Worker = (typeof WORKERS)[number];

/** Something that somebody does, or that befalls something. `dice`, from 0 to 1, chooses what is left open. */
export type Deed =
  | { readonly do: 'press'; readonly button: Button; readonly times: number }
  | { readonly do: 'man-down'; readonly button: Button }
  | { readonly do: 'test'; readonly button: Button }
  /** Its worker starts test mode, and presses, or not. */
  | { readonly do: 'test-mode'; readonly button: Button; readonly press: boolean }
  | { readonly do: 'cancel'; readonly button: Button; readonly pin: string }
  /** A panel brings so many signals of its zones at once, among so many signs of life. */
  | { readonly do: 'flood'; readonly presses: number; readonly overMs: number; readonly beats: number }
  | { readonly do: 'where'; readonly button: Button }
  | { readonly do: 'power-cut'; readonly button: Button; readonly forMs: number }
  | { readonly do: 'line-cut'; readonly button: Button; readonly forMs: number }
  | { readonly do: 'deaf'; readonly button: Button; readonly forMs: number }
  | { readonly do: 'act'; readonly who: Operator; readonly dice: number }
  /** Somebody who was called acts, too. */
  | { readonly do: 'called'; readonly who: Leader; readonly dice: number }
  | { readonly do: 'have'; readonly who: Operator }
  /** Offers the watch to the other, keeps it after all, or takes what was offered. */
  | { readonly do: 'hand-over'; readonly who: Operator; readonly dice: number }
  | { readonly do: 'debrief'; readonly who: Leader | Worker; readonly dice: number }
  | { readonly do: 'read'; readonly who: Leader | Worker | Operator; readonly dice: number }
  /** From then on, or planned. */
  | { readonly do: 'leave'; readonly who: Leader; readonly inMs?: number | undefined; readonly forMs: number }
  /** Says who took part, or asks after a week. */
  | { readonly do: 'debrief-after'; readonly who: Leader | Worker; readonly dice: number }
  /** Whoever has several debriefs holds two together, or takes one out again. */
  | { readonly do: 'join'; readonly dice: number }
  | { readonly do: 'import'; readonly people: number }
  | { readonly do: 'rights'; readonly what: 'grant' | 'session'; readonly who: Operator; readonly forMs: number }
  | { readonly do: 'erase'; readonly who: 'tom' }
  | { readonly do: 'page'; readonly who: Operator; readonly trouble: 'cut' | 'silent' | 'stuck' | 'mute'; readonly forMs: number }
  | { readonly do: 'everybody-leaves'; readonly forMs: number }
  /** A manager starts a drill; `forMs`: ends it after so long, absent: it ends by itself. */
  | { readonly do: 'drill'; readonly who: Leader; readonly participants: readonly Worker[]; readonly forMs?: number | undefined }
  | { readonly do: 'post'; readonly way: WayName | 'both'; readonly mood: WayMood; readonly forMs: number }
  | { readonly do: 'door'; readonly mood: DoorMood; readonly forMs: number }
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
export const QUIET_MS = 3 * MINUTE_MS;
/** From so many minutes on a story is a long one. */
export const LONG_MINUTES = 120;

const MOODS = ['slow', 'failing', 'full', 'lying', 'shut'] as const;
const WAY_MOODS = ['slow', 'failing', 'hanging', 'deaf', 'refusing'] as const;
const TROUBLES = ['cut', 'silent', 'stuck', 'mute'] as const;
const CLOCK_STEPS = [-3_600_000, -90_000, -2_000, 500, 90_000, 7_200_000] as const;

type Made = readonly (readonly [afterMs: number, deed: Deed])[];
/** How often each kind of thing happens, in times an hour, and what it is then; a story of its own where one thing brings another. */
type Kinds = readonly (readonly [perHour: number, made: (dice: Dice) => Deed | Made])[];

const KINDS: Kinds = [
  [30, (dice) => ({ do: 'press', button: dice.pick(BUTTONS), times: dice.comes(0.3) ? 2 : 1 })],
  [4, (dice) => ({ do: 'man-down', button: dice.pick(BUTTONS) })],
  [4, (dice) => ({ do: 'test', button: dice.pick(BUTTONS) })],
  [10, (dice) => ({ do: 'cancel', button: dice.pick(BUTTONS), pin: dice.pick(['2468', '8642', '1111']) })],
  [6, (dice) => ({ do: 'power-cut', button: dice.pick(BUTTONS), forMs: dice.between(100, 60_000) })],
  [10, (dice) => ({ do: 'line-cut', button: dice.pick(BUTTONS), forMs: dice.between(1_000, 90_000) })],
  [240, (dice) => ({ do: 'act', who: dice.pick(OPERATORS), dice: dice.random() })],
  [60, (dice) => ({ do: 'have', who: dice.pick(OPERATORS) })],
  [90, (dice) => ({ do: 'debrief', who: dice.pick([...MANAGERS, ...WORKERS]), dice: dice.random() })],
  [6, (dice) => ({ do: 'leave', who: dice.comes(0.7) ? 'ruth' : 'sam', forMs: dice.between(10_000, 10 * MINUTE_MS) })],
  [12, (dice) => troubleOf(dice)],
  [6, (dice) => ({ do: 'disk', mood: dice.pick(MOODS), forMs: dice.between(200, 20_000) })],
  [3, (dice) => ({ do: 'crash', downMs: dice.between(200, 20_000) })],
  [12, (dice) => ({ do: 'crash-at', step: dice.pick(STEPS), skip: dice.between(0, 4), downMs: dice.between(200, 10_000) })],
  [2, (dice) => ({ do: 'clock', byMs: dice.pick(CLOCK_STEPS) })],
  // From here on kinds that came later: those before them keep their dice.
  [6, outage],
  [4, flood],
  [10, (dice) => ({ do: 'where', button: dice.pick(BUTTONS) })],
  [3, (dice) => ({ do: 'test-mode', button: dice.pick(BUTTONS), press: dice.comes(0.7) })],
  [20, (dice) => ({ do: 'read', who: dice.pick([...MANAGERS, ...WORKERS, ...OPERATORS]), dice: dice.random() })],
  [2, (dice) => ({ do: 'import', people: dice.between(3, 40) })],
  [4, (dice) => ({ do: 'rights', what: dice.pick(['grant', 'session']), who: dice.pick(OPERATORS), forMs: dice.between(2_000, 90_000) })],
  [1, (dice) => (dice.comes(0.5) ? { do: 'erase', who: 'tom' } : cutShort)],
  [10, (dice) => ({ do: 'post', way: dice.pick(WAYS), mood: dice.pick(WAY_MOODS), forMs: dice.between(5_000, 150_000) })],
  [4, (dice) => ({ do: 'post', way: 'both', mood: dice.pick(WAY_MOODS), forMs: dice.between(20_000, 120_000) })],
  [8, (dice) => ({ do: 'called', who: dice.pick(MANAGERS), dice: dice.random() })],
  [6, (dice) => ({ do: 'deaf', button: dice.pick(BUTTONS), forMs: dice.between(5_000, 60_000) })],
  [2, (dice) => ({ do: 'everybody-leaves', forMs: dice.between(60_000, 9 * MINUTE_MS) })],
  [20, (dice) => ({ do: 'hand-over', who: dice.pick(OPERATORS), dice: dice.random() })],
  [5, drill],
  [3, handOver],
  [3, (dice) => ({ do: 'door', mood: dice.pick(DOOR_MOODS), forMs: dice.between(20_000, 200_000) })],
  [
    8,
    (dice) => ({ do: 'leave', who: dice.pick(MANAGERS), inMs: dice.between(5_000, 150_000), forMs: dice.between(60_000, 20 * MINUTE_MS) }),
  ],
  [12, (dice) => ({ do: 'debrief-after', who: dice.pick([...MANAGERS, ...WORKERS]), dice: dice.random() })],
  [70, (dice) => ({ do: 'join', dice: dice.random() })],
];

function troubleOf(dice: Dice): Deed {
  const trouble = dice.pick(TROUBLES);
  return { do: 'page', who: dice.pick(OPERATORS), trouble, forMs: dice.between(500, 60_000) };
}

/** An erasure is on disk, and the power goes before the key is destroyed. */
const cutShort: Made = [
  [0, { do: 'crash-at', step: 'key', skip: 0, downMs: 1_000 }],
  [10, { do: 'erase', who: 'tom' }],
];

/** The disk goes while people are at work: somebody presses, somebody has it, others do what they were about to do. */
function outage(dice: Dice): Made {
  // Long ones are those in which nobody sees the press: then people beyond the screens must be told.
  const isLong = dice.comes(0.25);
  const forMs = isLong ? dice.between(45_000, 90_000) : dice.between(2_000, 30_000);
  const within = (): number => dice.between(100, forMs);
  const pressAt = dice.between(100, Math.min(forMs, 3_000));
  const who = dice.pick(OPERATORS);
  const button = dice.pick(BUTTONS);
  const press: Deed = { do: 'press', button, times: dice.comes(0.4) ? 2 : 1 };
  const crash: Deed = { do: 'crash-at', step: dice.pick(STEPS), skip: dice.between(0, 3), downMs: dice.between(200, 5_000) };
  return [
    [0, { do: 'disk', mood: dice.pick(MOODS), forMs }],
    [pressAt, press],
    ...(isLong ? [] : [600, 1_500, 3_000]).map((after) => [pressAt + dice.between(after, 2 * after), { do: 'have', who }] as const),
    ...[1, 2, 3].map(() => [within(), { do: 'act', who: dice.pick(OPERATORS), dice: dice.random() }] as const),
    ...(dice.comes(0.3) ? [[within(), crash] as const] : []),
    // It goes on sending what is recorded long since.
    ...(dice.comes(0.4) ? [[0, { do: 'deaf', button, forMs: forMs + 20_000 }] as const] : []),
  ];
}

/** Many at once; often the disk is slow just then, or the power goes in the middle. */
function flood(dice: Dice): Made {
  const presses = dice.between(10, 60);
  const overMs = dice.between(1, 400);
  const crash: Deed = {
    do: 'crash-at',
    step: dice.pick(['untold', 'told', 'sent', 'acked', 'settle']),
    skip: dice.between(0, 12),
    downMs: 2_000,
  };
  return [
    ...(dice.comes(0.5) ? [[0, { do: 'disk', mood: 'slow', forMs: dice.between(500, 8_000) }] as const] : []),
    ...(dice.comes(0.5) ? [[0, crash] as const] : []),
    [10, { do: 'flood', presses, overMs, beats: dice.between(0, 300) }],
  ];
}

/** Who leaves has something in hand, and whoever takes the watch may sit at a console that cannot be heard. */
function handOver(dice: Dice): Made {
  const from = dice.pick(OPERATORS);
  const to = from === 'maria' ? 'lee' : 'maria';
  const offerAt = dice.between(50_000, 70_000);
  const mute: Deed = { do: 'page', who: to, trouble: 'mute', forMs: 25_000 };
  return [
    // Whoever acts at it turns its sound on again: not long before.
    ...(dice.comes(0.5) ? [[offerAt - 6_000, mute] as const] : []),
    [offerAt - 20_000, { do: 'press', button: dice.pick(BUTTONS), times: 1 }],
    ...[12_000, 8_000, 4_000].map((before) => [offerAt - before, { do: 'act', who: from, dice: dice.random() }] as const),
    // Nobody takes what is offered to somebody else, so that what is offered here is what is taken.
    [offerAt, { do: 'hand-over', who: from, dice: 0.9 }],
    [offerAt + dice.between(1_000, 10_000), { do: 'hand-over', who: to, dice: dice.random() * 0.8 }],
  ];
}

/** Somebody listed presses, once or twice or by falling, and somebody who is not; the disk may go in the middle. */
function drill(dice: Dice): Made {
  const participants = dice.pick<readonly Worker[]>([['ana'], ['tom'], WORKERS]);
  const forMs = dice.comes(0.5) ? dice.between(5_000, 10 * MINUTE_MS) : undefined;
  const pressAt = (): number => dice.between(500, 2 * MINUTE_MS);
  const who = dice.pick(MANAGERS);
  return [
    [0, { do: 'drill', who, participants, forMs }],
    [pressAt(), { do: 'press', button: dice.pick(BUTTONS), times: 1 }],
    [pressAt(), { do: 'press', button: dice.pick(BUTTONS), times: dice.comes(0.3) ? 2 : 1 }],
    ...(dice.comes(0.2) ? [[pressAt(), { do: 'man-down', button: dice.pick(BUTTONS) }] as const] : []),
    ...(dice.comes(0.3) ? [[pressAt(), { do: 'disk', mood: dice.pick(MOODS), forMs: dice.between(500, 40_000) }] as const] : []),
    ...[1, 2, 3, 4].map(() => [pressAt(), { do: 'act', who: dice.pick(OPERATORS), dice: dice.random() }] as const),
  ];
}

/** Of a long story: seldom, and with longer trouble; what comes after hours of silence has its time. */
const SPARSE = 0.06;

/** What one seed makes of so many minutes. From two hours on it is a long story, in which little happens. */
export function planOf(seed: number, minutes: number, chance: Chance): Plan {
  const weatherDice = chance.for('weather');
  const isBad = weatherDice.comes(0.6);
  const weather: Weather = {
    loss: isBad ? weatherDice.random() * 0.3 : 0,
    duplicate: isBad ? weatherDice.random() * 0.3 : 0,
    delay: [5, isBad ? weatherDice.between(20, 3_000) : 30],
  };
  const end = minutes * MINUTE_MS - QUIET_MS;
  const share = minutes >= LONG_MINUTES ? SPARSE : 1;
  const deeds = KINDS.flatMap(([perHour, made], kind) => {
    const dice = chance.for(`deeds ${String(kind)}`);
    const wanted = (perHour * share * end * (0.5 + dice.random())) / (60 * MINUTE_MS);
    // What is rare comes in some stories, and not in none.
    const many = Math.floor(wanted) + (dice.comes(wanted % 1) ? 1 : 0);
    return Array.from({ length: many }, () => asPlanned(dice.between(SECOND_MS, end), made(dice), end)).flat();
  });
  return { seed, minutes, weather, deeds: deeds.sort((a, b) => a.at - b.at) };
}

function asPlanned(at: number, made: Deed | Made, end: number): Planned[] {
  const all: Made = 'do' in made ? [[0, made]] : made;
  return all.map(([afterMs, deed]) => ({ at: Math.min(at + afterMs, end), deed }));
}

export function deedText({ at, deed }: Planned): string {
  return `${timeText(at)}  ${JSON.stringify(deed)}`;
}
