import type { OwnDeviceView } from '@duress/gateway/contract/supervision.ts';
import { ageMs, type Moment } from '../shared/feed/link.ts';
import { current, isOpen, type Ladder, type Step } from './ladder.ts';
import type { Known, Settings } from './memory.ts';
import { ageSince } from './press.ts';
import type { Readiness } from './ready.ts';
import type { Unsent } from './sender.ts';
import type { Texts } from './texts/en.ts';

/** A try without an answer for this long is no longer just *sending*. */
export const NO_ANSWER_AFTER_MS = 2_000;
/** The *cancel* offer counts down from here; afterwards it stays, smaller. */
export const CANCEL_OFFER_MS = 10_000;
/** Works on every mobile network, also without credit; the phone finds the country's own service. */
const EMERGENCY_NUMBER = '112';

/** Everything that decides what the worker sees. */
export interface Model {
  readonly now: Moment;
  readonly settings: Settings;
  readonly known?: Known | undefined;
  readonly readiness: Readiness;
  readonly unsent: readonly Unsent[];
  readonly ladder: Ladder;
  /** The last duress or assist press of this load. */
  readonly pressed?: Moment | undefined;
  readonly pinOpen: boolean;
  readonly pinBad: boolean;
  readonly hint: boolean;
  /** The worker's own buttons, as the gateway last said. */
  readonly buttons: readonly OwnDeviceView[];
  /** A press by somebody else waits in this phone's memory. */
  readonly strangersPress: boolean;
}

export interface CallLink {
  readonly href: string;
  readonly label: string;
}

/** One picture of the page in plain values; painting it twice changes nothing. */
export interface Scene {
  readonly tone: 'ready' | 'not-ready' | 'unsure' | 'alarm' | 'over';
  readonly dark: boolean;
  readonly headline: string;
  readonly sub: string;
  readonly steps: readonly { readonly time: string; readonly iso: string; readonly text: string }[];
  readonly calls: readonly CallLink[];
  readonly control: string;
  readonly controlSub: string;
  readonly assist: boolean;
  readonly cancel?: string | undefined;
  readonly pin: boolean;
  readonly pinError: string;
  readonly signIn: boolean;
  readonly dismiss: boolean;
  readonly note: string;
}

export interface Words {
  readonly texts: Texts;
  /** Hours, minutes and seconds as people here read them. */
  readonly time: (wall: number) => string;
}

/** What the page shows for `model`. Nothing is ever shown that is further than what the gateway confirmed. */
export function sceneOf(model: Model, words: Words): Scene {
  const { texts } = words;
  const pending = model.unsent.filter(({ press }) => press.kind !== 'cancel');
  const alarm = pending.length > 0 || isOpen(model.ladder);
  const over = !alarm && current(model.ladder) !== undefined;
  const head = headOf(model, words);
  return {
    ...head,
    dark: model.settings.silent && (alarm || over),
    steps: alarm || over ? stepsOf(model, words) : [],
    calls: callsOf(model, texts),
    control: alarm ? texts.control.again : texts.control.calm,
    controlSub: texts.control.how,
    assist: !alarm && !over && !model.pinOpen,
    cancel: model.pinOpen ? undefined : cancelOf(model, alarm, texts),
    pin: model.pinOpen,
    pinError: model.pinBad ? texts.cancel.bad : '',
    signIn: !model.readiness.ready && model.readiness.why === 'signed-out',
    dismiss: over,
    note: noteOf(model, words),
  };
}

type Head = Pick<Scene, 'tone' | 'headline' | 'sub'>;

function headOf(model: Model, words: Words): Head {
  const { texts } = words;
  const waiting = model.unsent.find(({ press }) => press.kind !== 'cancel');
  if (waiting !== undefined) return unsentHead(model, waiting, texts);
  if (model.unsent.length > 0) return { tone: 'alarm', headline: texts.cancel.sending, sub: texts.states['cancel-asked'].sub };
  const step = current(model.ladder);
  if (step === undefined) return readyHead(model.readiness, words);
  const sub = model.ladder.recorded ? texts.states[step.state].sub : texts.notRecorded;
  const tone = step.state === 'unseen' ? 'unsure' : isOpen(model.ladder) ? 'alarm' : 'over';
  const name = nameOf(step, texts);
  return { tone, headline: model.ladder.drill === true && isOpen(model.ladder) ? texts.drill(name) : name, sub };
}

function unsentHead(model: Model, waiting: Unsent, texts: Texts): Head {
  const tries = Math.max(waiting.tries, 1);
  if (waiting.trouble !== undefined) return { tone: 'unsure', headline: texts.notSent(tries), sub: texts.ready.why[waiting.trouble] };
  if (ageSince(waiting.press, model.now) >= NO_ANSWER_AFTER_MS)
    return { tone: 'unsure', headline: texts.noAnswer(tries), sub: texts.ready.why['no-answer'] };
  return { tone: 'alarm', headline: texts.sending(tries), sub: texts.sendingSub };
}

function readyHead(readiness: Readiness, { texts, time }: Words): Head {
  if (readiness.ready) return { tone: 'ready', headline: texts.ready.yes, sub: texts.ready.checked(time(readiness.checkedAt)) };
  const last = readiness.lastAt === undefined ? '' : ` ${texts.ready.last(time(readiness.lastAt))}.`;
  return { tone: 'not-ready', headline: texts.ready.not, sub: `${texts.ready.why[readiness.why]}${last}` };
}

function stepsOf(model: Model, { texts, time }: Words): Scene['steps'] {
  return model.ladder.steps.map((step) => ({ time: time(step.at), iso: new Date(step.at).toISOString(), text: nameOf(step, texts) }));
}

function nameOf(step: Step, texts: Texts): string {
  return texts.states[step.state].now(step.by);
}

/** Links to call and text stand there as soon as a press has trouble, or has had no answer for a while. */
function callsOf(model: Model, texts: Texts): readonly CallLink[] {
  const stuck = model.unsent.some(
    (unsent) => unsent.press.kind !== 'test' && (unsent.trouble !== undefined || ageSince(unsent.press, model.now) >= NO_ANSWER_AFTER_MS),
  );
  const unseen = current(model.ladder)?.state === 'unseen';
  if (!stuck && !unseen) return [];
  const number = model.settings.call ?? model.known?.call;
  const emergency = { href: `tel:${EMERGENCY_NUMBER}`, label: texts.call.emergency };
  if (number === undefined) return [emergency];
  const bare = number.replaceAll(/[^+0-9]/g, '');
  return [
    { href: `tel:${bare}`, label: texts.call.tel(number) },
    { href: `sms:${bare}?&body=${encodeURIComponent(texts.call.body)}`, label: texts.call.sms },
    emergency,
  ];
}

/** From the press on, whether it was sent or not: cancelling never holds anything up. */
function cancelOf(model: Model, alarm: boolean, texts: Texts): string | undefined {
  const asked = model.unsent.some(({ press }) => press.kind === 'cancel') || current(model.ladder)?.state === 'cancel-asked';
  if (!alarm || asked) return undefined;
  const left = model.pressed === undefined ? 0 : CANCEL_OFFER_MS - ageMs(model.pressed, model.now);
  return left > 0 ? texts.cancel.left(Math.ceil(left / 1_000)) : texts.cancel.open;
}

function noteOf(model: Model, { texts, time }: Words): string {
  if (model.hint) return texts.tooShort;
  if (model.strangersPress) return texts.otherPerson;
  const calm = model.unsent.length === 0 && current(model.ladder) === undefined;
  if (!calm) return '';
  if (!model.readiness.ready && model.readiness.why !== 'checking') return texts.ready.stillPress;
  const silent = model.buttons.find(({ silentSince }) => silentSince !== undefined);
  if (silent?.silentSince !== undefined) return texts.buttons.silent(silent.label, time(silent.silentSince));
  const again = model.buttons.find(({ heardAgain }) => heardAgain);
  return again === undefined ? '' : texts.buttons.heardAgain(again.label);
}
