import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import { SIGNAL_KINDS } from '@duress/gateway/contract/signal.ts';
import type { ButtonBuild, ButtonState, Effect, Input, Moment, Powered, Step, Unpowered } from './button-state.ts';
import { contactAt, contactDue, edge, waited, type Gesture } from './contact.ts';
import { following, type Memory } from './memory.ts';
import { forgetHeld, nextSending, raise, sendAllAgain, sendDue } from './presses.ts';
import { FRAME_MAX, FRAMES_RESERVED, Turn } from './turn.ts';

/** Test mode set at the button: it takes one press, and ends by itself, so that nobody's real press becomes a test. */
export const TEST_ARMED_MS = 120_000;
/** While an alarm lives, the place is told again so often. */
export const POSITION_MS = 10_000;
const PIN_PATTERN = /^[0-9]{4,8}$/;

/** A button on the shelf: full battery, no power. */
export function newButton(): Unpowered {
  return { power: 'off', battery: { charge: 100, usedUpTo: 0 }, worn: true, pin: false };
}

/**
 * The whole of the firmware: what the button does about one input at one moment. Pure: the same state, input and moment
 * give the same next state and effects. Whoever runs it does the effects in order, and calls again at `nextDue`.
 */
export function step(state: ButtonState, input: Input, at: { readonly now: Moment; readonly build: ButtonBuild }): Step {
  if (state.power === 'off') return stepOff(state, input, at);
  if (input.type === 'power-off') return { state: unplugged(state), effects: [{ do: 'show', display: 'dark' }] };
  if (input.type === 'power-on') return { state, effects: [] };
  const turn = new Turn(state, at.now, at.build);
  passTime(turn);
  take(turn, input);
  return close(turn);
}

/** When the button has to be asked again although nothing happens to it; `undefined` when only an input can matter. */
export function nextDue(state: ButtonState, build: ButtonBuild): number | undefined {
  if (state.power === 'off') return undefined;
  const times = [contactDue(state.contact, state.holdMs), state.testUntil, state.manDownAt];
  if (state.linked) {
    times.push(state.heartbeatAt, nextSending(state.waiting));
    if (state.place !== undefined && isAlarmLive(state)) times.push(state.positionAt);
  }
  if (build.drain > 0 && state.battery.charge <= 0) times.push(state.battery.usedUpTo);
  return times.reduce((first, time) => (time === undefined || (first !== undefined && first <= time) ? first : time), undefined);
}

function stepOff(state: Unpowered, input: Input, at: { readonly now: Moment; readonly build: ButtonBuild }): Step {
  switch (input.type) {
    case 'power-on':
      if (state.battery.charge <= 0) return { state, effects: [] };
      return boot(state, input.memory, at);
    case 'contact':
      return { state: { ...state, pin: input.down }, effects: [] };
    case 'worn':
      return { state: { ...state, worn: input.worn }, effects: [] };
    case 'new-battery':
      return { state: { ...state, battery: { charge: 100, usedUpTo: at.now.t } }, effects: [] };
    default:
      // Without power nothing else reaches a button.
      return { state, effects: [] };
  }
}

/** Everything that was in RAM is gone; the new boot number stands in flash before anything is said under it. */
function boot(state: Unpowered, memory: Memory, at: { readonly now: Moment; readonly build: ButtonBuild }): Step {
  const { now, build } = at;
  const waiting = memory.unsent.map((press) => {
    const age = build.clock && press.at !== undefined ? Math.max(press.age, now.wall - press.at) : press.age;
    return { press, pressedAt: now.t - age, sendings: 0, nextAt: now.t };
  });
  const turn = new Turn(
    {
      ...state,
      battery: { ...state.battery, usedUpTo: now.t },
      power: 'on',
      memory,
      contact: contactAt(now.t, state.pin),
      holdMs: memory.config.hold,
      linked: false,
      waiting,
      told: undefined,
      display: 'dark',
      heartbeatAt: now.t,
      positionAt: now.t,
      testUntil: undefined,
      manDownAt: undefined,
      place: undefined,
      frame: memory.framesReserved,
    },
    now,
    build,
  );
  const framesReserved = build.radio ? Math.min(memory.framesReserved + FRAMES_RESERVED, FRAME_MAX) : memory.framesReserved;
  turn.write({ boot: following(memory.boot), framesReserved });
  return close(turn);
}

function unplugged(state: Powered): Unpowered {
  return { power: 'off', battery: state.battery, worn: state.worn, pin: state.pin };
}

function close(turn: Turn): Step {
  turn.show();
  if (turn.draft.battery.charge > 0) return { state: turn.draft, effects: turn.effects };
  const dark: readonly Effect[] = [{ do: 'show', display: 'dark' }, { do: 'off' }];
  return { state: unplugged(turn.draft), effects: [...turn.effects, ...dark] };
}

/** What was due up to now, whether the clock woke us in time or not. */
function passTime(turn: Turn): void {
  const { draft, now } = turn;
  const { contact, gesture } = waited(draft.contact, now.t, draft.holdMs);
  const pressedAt = contact.downSince;
  draft.contact = contact;
  if (gesture !== undefined) feel(turn, gesture, pressedAt);
  if (draft.manDownAt !== undefined && draft.manDownAt <= now.t) {
    draft.manDownAt = undefined;
    raise(turn, { kind: 'man-down', pressedAt: now.t });
  }
  if (draft.testUntil !== undefined && draft.testUntil <= now.t) draft.testUntil = undefined;
  if (!draft.linked) return;
  sendDue(turn);
  if (draft.heartbeatAt <= now.t) turn.sendStatus();
  if (draft.place !== undefined && isAlarmLive(draft) && draft.positionAt <= now.t) {
    turn.sendPosition(draft.place);
    draft.positionAt = now.t + POSITION_MS;
  }
}

/** Presses that wait are no reason to tell a place yet: the signals carry it. */
function isAlarmLive(state: Powered): boolean {
  const told = state.told?.state;
  return told !== undefined && told !== 'closed' && told !== 'tested' && told !== 'cancel-asked';
}

function feel(turn: Turn, gesture: Gesture, pressedAt: number): void {
  const { draft, build } = turn;
  const wasWarned = draft.manDownAt !== undefined;
  draft.manDownAt = undefined;
  if (gesture === 'tap' && wasWarned) return;
  if (gesture === 'tap' && !build.assistOnTap) {
    turn.effects.push({ do: 'touch', touch: 'refused' });
    return;
  }
  const isTest = draft.testUntil !== undefined;
  draft.testUntil = undefined;
  raise(turn, { kind: isTest ? 'test' : gesture === 'hold' ? 'duress' : 'assist', pressedAt });
}

function take(turn: Turn, input: Exclude<Input, { readonly type: 'power-on' | 'power-off' }>): void {
  const { draft, now, build } = turn;
  switch (input.type) {
    case 'tick':
      return;
    case 'contact':
      draft.pin = input.down;
      if (!draft.contact.down && !draft.contact.raw) draft.holdMs = draft.memory.config.hold;
      draft.contact = edge(draft.contact, now.t, input.down);
      return;
    case 'link-up':
      return linkUp(turn, input.session);
    case 'link-down':
      draft.linked = false;
      return;
    case 'feedback':
    case 'config':
    case 'held':
      return takeDown(turn, input);
    case 'shown':
      return confirm(turn, input.rev);
    case 'raise':
      return raiseChecked(turn, input);
    case 'arm-test':
      draft.testUntil = now.t + TEST_ARMED_MS;
      return;
    case 'lying':
      if (build.manDownGraceMs > 0) draft.manDownAt ??= now.t + build.manDownGraceMs;
      return;
    case 'moved':
      draft.manDownAt = undefined;
      return;
    case 'worn':
      draft.worn = input.worn;
      if (draft.linked) turn.sendStatus();
      return;
    case 'place':
      draft.place = input.place;
      draft.positionAt = now.t;
      passTime(turn);
      return;
    case 'new-battery':
      // Changed without a pause in power, as on a charger.
      draft.battery = { charge: 100, usedUpTo: now.t };
      return;
  }
}

/** Presses first; then ask for the truth, say who is there, and give a sign of life. */
function linkUp(turn: Turn, session: number): void {
  const { draft, now, build } = turn;
  draft.linked = true;
  sendAllAgain(turn);
  if (!build.radio) {
    turn.effects.push({ do: 'subscribe' });
    turn.send({ type: 'link', body: { v: 1, state: 'up', session, can: [...build.can] } });
  }
  turn.sendStatus();
  // From here on each button beats in its own rhythm, or all of them would beat together after every outage.
  draft.heartbeatAt = now.t + draft.memory.config.heartbeat * 1_000 * (0.5 + 0.5 * now.random);
}

function takeDown(turn: Turn, input: Extract<Input, { readonly type: 'feedback' | 'config' | 'held' }>): void {
  const { draft } = turn;
  if (input.frame !== undefined) {
    if (input.frame <= draft.memory.downlink) return ignore(turn, 'old-frame');
    turn.write({ downlink: input.frame });
  }
  if (input.type === 'held') return takeHeld(turn, input.held);
  if (input.type === 'config') {
    const { heartbeat, silent, hold } = input.body;
    const known = draft.memory.config;
    if (known.heartbeat === heartbeat && known.silent === silent && known.hold === hold) return;
    // A quicker rhythm begins now, not after the last slow beat.
    draft.heartbeatAt = Math.min(draft.heartbeatAt, turn.now.t + heartbeat * 1_000 * (0.5 + 0.5 * turn.now.random));
    return turn.write({ config: { heartbeat, silent, hold } });
  }
  const { body } = input;
  const known = draft.told;
  // A gateway whose log did not open at its start does not know how far it had counted; what it can't record it says all the same.
  if (known !== undefined && body.recorded && body.rev < known.rev) return ignore(turn, 'old-rev');
  forgetHeld(turn, body.held);
  // The same again, after a reconnect: what runs goes on running, and the gateway hears once more that it does. An equal
  // number with something else to say is news: while a gateway can't record, its numbers stand still.
  if (known?.rev === body.rev && known.state === body.state && known.recorded === body.recorded) {
    if (known.shown) turn.send({ type: 'shown', rev: body.rev });
    else if (known.state !== undefined) turn.show(true);
    return;
  }
  draft.told = { rev: body.rev, state: body.state, recorded: body.recorded, shown: false };
  turn.show(body.state !== undefined);
  // "Nothing to show" has arrived, too: by radio nobody else says so, and the gateway would say it again and again.
  if (body.state === undefined && turn.build.radio) confirm(turn, body.rev);
}

/** By radio the acknowledgement overtakes the feedback. What it proves is shown at once: this press is recorded. */
function takeHeld(turn: Turn, held: FeedbackBody['held']): void {
  const before = turn.draft.waiting.length;
  forgetHeld(turn, held);
  if (turn.draft.waiting.length === before || turn.isLive) return;
  turn.draft.told = { rev: turn.draft.told?.rev ?? -1, state: 'held', recorded: true, shown: true };
}

function confirm(turn: Turn, rev: number): void {
  const { draft } = turn;
  if (draft.told?.rev !== rev || draft.told.shown) return;
  draft.told = { ...draft.told, shown: true };
  if (draft.linked) turn.send({ type: 'shown', rev });
}

function raiseChecked(turn: Turn, input: Extract<Input, { readonly type: 'raise' }>): void {
  const { kind, pin } = input;
  // Only digits that could be a PIN are sent. Right, wrong or under duress: here all are alike.
  if (kind === 'cancel' && (pin === undefined || !PIN_PATTERN.test(pin))) {
    turn.effects.push({ do: 'touch', touch: 'refused' });
    return ignore(turn, 'bad-pin');
  }
  if (!SIGNAL_KINDS.includes(kind)) return;
  raise(turn, { kind, pressedAt: turn.now.t, ...(kind === 'cancel' ? { pin } : {}) });
}

function ignore(turn: Turn, why: 'old-rev' | 'old-frame' | 'bad-pin'): void {
  turn.effects.push({ do: 'note', note: { what: 'ignored', why } });
}
