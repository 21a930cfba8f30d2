import { HELD_PRESSES } from '@duress/gateway/contract/hand.ts';
import type { SignalKind } from '@duress/gateway/contract/signal.ts';
import { retryAfter } from './backoff.ts';
import { spent } from './battery.ts';
import type { Waiting } from './button-state.ts';
import { following, type StoredPress } from './memory.ts';
import type { Turn } from './turn.ts';

/**
 * Presses that flash holds until the gateway has them. When it is full, the least urgent one is given up, and among equals
 * never the first (it says when it began) nor the newest (it says that it goes on).
 */
export const UNSENT_MAX = 32;

const URGENCY: Readonly<Record<SignalKind, number>> = {
  duress: 3,
  'man-down': 3,
  assist: 2,
  cancel: 2,
  tamper: 1,
  'check-in-start': 1,
  'check-in': 1,
  'check-in-end': 1,
  test: 0,
};

function isUrgent(waiting: Waiting): boolean {
  return URGENCY[waiting.press.kind] === URGENCY.duress;
}

export interface Raise {
  readonly kind: SignalKind;
  /** Button time at which it began: the edge, not the moment when it was sure. */
  readonly pressedAt: number;
  readonly pin?: string | undefined;
}

/** Gives the press its name for ever and writes it to flash, and only then is it sent for the first time. */
export function raise(turn: Turn, what: Raise): void {
  const { draft, now, build } = turn;
  const seq = following(draft.memory.seq);
  const press: StoredPress = {
    boot: draft.memory.boot,
    seq,
    kind: what.kind,
    age: turn.ageOf(what.pressedAt),
    ...(build.clock ? { at: Math.max(0, Math.round(now.wall - (now.t - what.pressedAt))) } : {}),
    ...(what.pin === undefined ? {} : { pin: what.pin }),
    ...(draft.place === undefined ? {} : { place: draft.place }),
  };
  draft.waiting = [...draft.waiting, { press, pressedAt: what.pressedAt, sendings: 0, nextAt: now.t }];
  makeRoom(turn);
  draft.battery = spent(draft.battery, 'press', build.drain);
  turn.write({ seq });
  turn.effects.push({ do: 'note', note: { what: 'pressed', press } }, { do: 'touch', touch: 'pressed' });
  sendDue(turn);
}

function makeRoom(turn: Turn): void {
  const { draft } = turn;
  if (draft.waiting.length <= UNSENT_MAX) return;
  const least = Math.min(...draft.waiting.map(({ press }) => URGENCY[press.kind]));
  const equals = draft.waiting.filter(({ press }) => URGENCY[press.kind] === least);
  // The second of three or more; of two or one, the first that there is.
  const victim = equals.length > 2 ? equals[1] : equals[0];
  if (victim === undefined) return;
  draft.waiting = draft.waiting.filter((one) => one !== victim);
  turn.effects.push({ do: 'note', note: { what: 'gave-up', press: victim.press } });
}

/**
 * `held` names the last 8 presses alone. With more than 8 on their way at once some would never stand in it and be
 * repeated for ever; so the ninth waits, unless it is urgent: that one waits for nothing.
 */
function mayGo(waiting: Waiting, onTheWay: number): boolean {
  return waiting.sendings > 0 || isUrgent(waiting) || onTheWay < HELD_PRESSES;
}

export function sendDue(turn: Turn): void {
  const { draft, now } = turn;
  if (!draft.linked) return;
  let onTheWay = countOnTheWay(draft.waiting);
  draft.waiting = draft.waiting.map((one) => {
    if (one.nextAt > now.t || !mayGo(one, onTheWay)) return one;
    if (one.sendings === 0) onTheWay += 1;
    turn.sendSignal(one);
    const sendings = one.sendings + 1;
    return { ...one, sendings, nextAt: now.t + retryAfter(sendings, now.random) };
  });
}

/** After a reconnect everything is due at once, and the backoff begins anew. */
export function sendAllAgain(turn: Turn): void {
  const { draft, now } = turn;
  draft.waiting = draft.waiting.map((one) => ({ ...one, sendings: 0, nextAt: now.t }));
  sendDue(turn);
}

export function nextSending(waiting: readonly Waiting[]): number | undefined {
  const onTheWay = countOnTheWay(waiting);
  const times = waiting.filter((one) => mayGo(one, onTheWay)).map(({ nextAt }) => nextAt);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The gateway says that these are on its disk: only now may they leave flash. */
export function forgetHeld(turn: Turn, held: readonly (readonly [number, number])[]): void {
  const { draft } = turn;
  const isHeld = ({ press }: Waiting): boolean => held.some(([boot, seq]) => boot === press.boot && seq === press.seq);
  const gone = draft.waiting.filter(isHeld);
  if (gone.length === 0) return;
  draft.waiting = draft.waiting.filter((one) => !isHeld(one));
  turn.write();
  for (const { press } of gone) turn.effects.push({ do: 'note', note: { what: 'held', press } });
  sendDue(turn);
}

function countOnTheWay(waiting: readonly Waiting[]): number {
  return waiting.filter(({ sendings }) => sendings > 0).length;
}
