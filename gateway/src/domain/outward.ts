import type { PlaceId } from '../base/ids.ts';
import type { AlarmLevel } from '../contract/alarm.ts';
import type { Audience, OutwardState } from '../contract/outputs.ts';
import { asToldToWorker, isLoud, isSilent, looksConfirmed, type Alarm } from './alarm.ts';
import type { Signal } from './input.ts';
import type { Output } from './output.ts';
import { isWithin, upwards } from './places.ts';
import { whereabouts } from './rules/whereabouts.ts';
import type { StateView } from './state.ts';
import { pressedLevel } from './views/own-alarm-view.ts';

type Places = StateView['places'];

/** What an alarm, or a press that is not recorded yet, shows to whoever sees a lamp or hears a siren. */
export interface Sign {
  /** Names the alarm or the waiting press; goes nowhere. */
  readonly key: string;
  readonly place: PlaceId | undefined;
  readonly level: AlarmLevel;
  readonly loud: boolean;
  readonly drill: boolean;
  /** Epoch ms. */
  readonly since: number;
  /** Engine ms from which it is as it is, as far as the state alone tells. */
  readonly fromT: number;
  readonly presses: number;
}

/**
 * What may be seen and heard of the open alarms. Whoever forces a worker may stand beside them: a siren that goes on, or a lamp that goes
 * on again, after one PIN and not after the other would say which it was. So it is what a screen before the public shows, the same after
 * both PINs; nothing of what the duress PIN alone has raised; and nothing any more once an all clear looks confirmed.
 */
export function signsOf(alarms: Iterable<Alarm>, t: number): Sign[] {
  return [...alarms].flatMap((alarm) => {
    if (alarm.state === 'closed' || isRaisedInSecret(alarm) || looksConfirmed(alarm)) return [];
    const told = asToldToWorker(alarm);
    const isPinGiven = alarm.pinGiven === true;
    const { place } = told.where;
    return [
      {
        key: told.alarm,
        place,
        level: isPinGiven ? pressedLevel(told) : told.level,
        loud: isPinGiven ? told.state === 'open' : isLoud(told, t),
        drill: told.drill,
        since: told.raisedAt,
        fromT: fromT(told),
        presses: told.presses,
      },
    ];
  });
}

function isRaisedInSecret(alarm: Alarm): boolean {
  return isSilent(alarm) || alarm.subject.startsWith('silent:');
}

function fromT(alarm: Alarm): number {
  const loudT = 'loudT' in alarm ? alarm.loudT : undefined;
  return Math.max(alarm.raisedT, alarm.reopened?.t ?? 0, alarm.state === 'open' ? 0 : (loudT ?? 0));
}

interface Waiting {
  readonly press: string;
  readonly signals: readonly Signal[];
  readonly taken?: { readonly at: number } | undefined;
}

const PRESSES: ReadonlySet<string> = new Set(['duress', 'assist', 'man-down'] satisfies Signal['kind'][]);

/**
 * The same of presses that are on no disk yet: people must come although the log is away. Never of a cancel, whatever PIN came with it.
 */
export function waitingSigns(state: StateView, waiting: readonly Waiting[], t: number): Sign[] {
  return waiting.flatMap(({ press, signals, taken }) => {
    const presses = signals.filter(({ kind }) => PRESSES.has(kind));
    const [first] = presses;
    if (first === undefined) return [];
    const device = state.devices.get(first.device);
    const place = device === undefined ? undefined : whereabouts(state, device, first).place;
    const loud = taken === undefined || presses.some(({ receivedAt }) => receivedAt > taken.at);
    const level = presses.every(({ kind }) => kind === 'assist') ? ('assist' as const) : ('duress' as const);
    const key = `press:${press}`;
    return [{ key, place, level, loud, drill: false, since: first.receivedAt, fromT: t, presses: presses.length }];
  });
}

/** Since when a sign gives reason to be heard: its last press, or that it became loud again. */
export interface Reason {
  readonly t: number;
  readonly loud: boolean;
  readonly presses: number;
}
export type Reasons = ReadonlyMap<string, Reason>;

/** What was seen last time, brought up to now. A sign that was not seen before counts from what the state says of it. */
export function reasonsAfter(before: Reasons, signs: readonly Sign[], t: number): Reasons {
  return new Map(
    signs.map(({ key, loud, presses, fromT: first }): [string, Reason] => {
      const known = before.get(key);
      const isNews = known !== undefined && ((loud && !known.loud) || presses > known.presses);
      return [key, { t: isNews ? t : (known?.t ?? Math.min(first, t)), loud, presses }];
    }),
  );
}

/** Whoever asks for help with `assist` does not want the one beside them to know. */
function isFor(audience: Audience, { level }: Sign): boolean {
  return audience === 'staff' || level === 'duress';
}

/** Where nobody knows the place of an alarm, it counts for the whole house and for each site, and for no room. */
function isAt(places: Places, place: PlaceId | undefined, sign: Sign): boolean {
  if (place === undefined) return true;
  if (sign.place === undefined) return places.get(place)?.parent === undefined;
  return isWithin(places, sign.place, place);
}

export interface Moment {
  readonly signs: readonly Sign[];
  readonly reasons: Reasons;
  readonly places: Places;
  /** Engine ms. */
  readonly t: number;
}

/** Is this output on, by nothing but what is so now? */
export function isOn(output: Output, { signs, reasons, places, t }: Moment): boolean {
  return signs.some((sign) => {
    const fits = isFor(output.audience, sign) && output.levels.includes(sign.level) && (output.drills || !sign.drill);
    if (!fits || !isAt(places, output.place, sign)) return false;
    if (output.onWhile === 'loud' && !sign.loud) return false;
    return output.maxOnMs === undefined || t - (reasons.get(sign.key)?.t ?? sign.fromT) < output.maxOnMs;
  });
}

/**
 * How each place stands for this audience where it does not stand at quiet; under `undefined` the whole house. Each sign goes up its own
 * line once: a flood of alarms in a house of thousands of places costs their sum, not their product.
 */
export function outwardStates(
  { signs, places }: Pick<Moment, 'signs' | 'places'>,
  audience: Audience,
): ReadonlyMap<PlaceId | undefined, OutwardState> {
  const at = new Map<PlaceId | undefined, Sign[]>();
  for (const sign of signs) {
    if (!isFor(audience, sign)) continue;
    for (const place of [undefined, ...linesOf(places, sign)]) {
      const here = at.get(place);
      if (here === undefined) at.set(place, [sign]);
      else here.push(sign);
    }
  }
  return new Map([...at].map(([place, here]) => [place, stateOf(here)]));
}

/** The places whose alarm it is, as `isAt` has it. */
function linesOf(places: Places, sign: Sign): PlaceId[] {
  const line = sign.place === undefined ? [...places.values()].filter(({ parent }) => parent === undefined) : upwards(places, sign.place);
  return line.map(({ place }) => place);
}

export const QUIET: OutwardState = { v: 1, state: 'quiet' };

function stateOf(signs: readonly Sign[]): OutwardState {
  const real = signs.filter(({ drill }) => !drill);
  const loud = real.filter((sign) => sign.loud);
  if (loud.length > 0) return saying('loud', loud);
  return real.length > 0 ? saying('taken', real) : saying('drill', signs);
}

function saying(state: OutwardState['state'], signs: readonly Sign[]): OutwardState {
  const level = signs.some((sign) => sign.level === 'duress') ? 'duress' : 'assist';
  // Not Math.min of them all: a flood has more than a call takes arguments.
  return { v: 1, state, level, since: signs.reduce((oldest, { since }) => Math.min(oldest, since), Infinity) };
}
