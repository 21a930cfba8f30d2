import type { Cancel, Clock } from '../shared/clock.ts';
import { el, show, write } from './dom.ts';
import { holdToFire } from './hold.ts';
import type { Scene } from './scene.ts';
import type { Texts } from './texts/en.ts';

/** What the worker can do on the page. */
export interface Deeds {
  readonly press: (kind: 'duress' | 'assist') => void;
  readonly tooShort: () => void;
  readonly openPin: () => void;
  readonly closePin: () => void;
  readonly cancelWith: (pin: string) => void;
  readonly dismiss: () => void;
  readonly openSetUp: () => void;
}

interface Parts {
  readonly page: HTMLElement;
  readonly headline: HTMLElement;
  readonly sub: HTMLElement;
  readonly note: HTMLElement;
  readonly signIn: HTMLAnchorElement;
  readonly steps: HTMLOListElement;
  readonly calls: HTMLElement;
  readonly control: HTMLButtonElement;
  readonly controlLabel: HTMLElement;
  readonly controlSub: HTMLElement;
  readonly assist: HTMLButtonElement;
  readonly cancel: HTMLButtonElement;
  readonly dismiss: HTMLButtonElement;
  readonly pin: HTMLFormElement;
  readonly pinInput: HTMLInputElement;
  readonly pinError: HTMLElement;
}

/** The one screen. Built once; `paint` changes what differs, so that a finger on the control never loses it. */
export class View {
  readonly element: HTMLElement;
  readonly #parts: Parts;
  readonly #stops: readonly Cancel[];
  #keys: Readonly<Record<'steps' | 'calls', string>> = { steps: '', calls: '' };

  constructor(texts: Texts, deeds: Deeds, clock: Clock) {
    const parts = build(texts);
    this.#parts = parts;
    this.element = parts.page;
    listen(parts, deeds);
    this.#stops = [
      holdToFire({
        control: parts.control,
        clock,
        fired: () => {
          deeds.press('duress');
        },
        tooShort: deeds.tooShort,
      }),
      holdToFire({
        control: parts.assist,
        clock,
        fired: () => {
          deeds.press('assist');
        },
        tooShort: deeds.tooShort,
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  paint(scene: Scene): void {
    const parts = this.#parts;
    parts.page.dataset['tone'] = scene.tone;
    document.documentElement.classList.toggle('dark', scene.dark);
    write(parts.headline, scene.headline);
    write(parts.sub, scene.sub);
    write(parts.note, scene.note);
    write(parts.controlLabel, scene.control);
    write(parts.controlSub, scene.controlSub);
    show(parts.signIn, scene.signIn);
    show(parts.assist, scene.assist);
    show(parts.dismiss, scene.dismiss);
    show(parts.cancel, scene.cancel !== undefined);
    write(parts.cancel, scene.cancel ?? '');
    this.#paintPin(scene);
    this.#paintLists(scene);
  }

  #paintPin(scene: Scene): void {
    const { pin, pinInput, pinError } = this.#parts;
    const opened = pin.hidden && scene.pin;
    show(pin, scene.pin);
    write(pinError, scene.pinError);
    if (opened) pinInput.focus();
    if (!scene.pin) pinInput.value = '';
  }

  #paintLists(scene: Scene): void {
    const steps = JSON.stringify(scene.steps);
    const calls = JSON.stringify(scene.calls);
    show(this.#parts.steps, scene.steps.length > 0);
    show(this.#parts.calls, scene.calls.length > 0);
    if (steps !== this.#keys.steps) {
      this.#parts.steps.replaceChildren(
        ...scene.steps.map((step) => el('li', {}, el('time', { datetime: step.iso }, step.time), el('span', {}, step.text))),
      );
      this.#parts.steps.lastElementChild?.scrollIntoView({ block: 'nearest' });
    }
    if (calls !== this.#keys.calls) {
      this.#parts.calls.replaceChildren(...scene.calls.map((call) => el('a', { class: 'button', href: call.href }, call.label)));
    }
    this.#keys = { steps, calls };
  }
}

function build(texts: Texts): Parts {
  const headline = el('p', { class: 'headline' });
  const sub = el('p', { class: 'sub' });
  const status = el('div', { role: 'status', class: 'status' }, headline, sub);
  const note = el('p', { class: 'note', role: 'status' });
  const signIn = el('a', { class: 'button', href: '/sign-in?back=%2Fpanic', hidden: true }, texts.ready.signIn);
  const steps = el('ol', { class: 'steps', 'aria-label': texts.steps, hidden: true, tabindex: '0' });
  const calls = el('nav', { class: 'calls', 'aria-label': texts.call.lead, hidden: true });
  const controlLabel = el('span', { class: 'label' });
  const controlSub = el('span', { class: 'how' });
  const control = el('button', { type: 'button', class: 'control' }, controlLabel, controlSub);
  const assist = el(
    'button',
    { type: 'button', class: 'assist' },
    el('span', { class: 'label' }, texts.assist.label),
    el('span', { class: 'how' }, texts.assist.how),
  );
  const cancel = el('button', { type: 'button', class: 'quiet', hidden: true, id: 'cancel' });
  const dismiss = el('button', { type: 'button', class: 'quiet', hidden: true }, texts.done);
  const pin = pinForm(texts);
  const menu = el('a', { class: 'menu', href: '#set-up' }, texts.menu);
  const top = el(
    'section',
    { class: 'top' },
    el('header', {}, el('h1', {}, texts.title), menu),
    status,
    note,
    signIn,
    pin.form,
    steps,
    calls,
  );
  const page = el('main', { class: 'page' }, top, control, el('div', { class: 'bottom' }, assist, cancel, dismiss));
  return {
    page,
    headline,
    sub,
    note,
    signIn,
    steps,
    calls,
    control,
    controlLabel,
    controlSub,
    assist,
    cancel,
    dismiss,
    pin: pin.form,
    pinInput: pin.input,
    pinError: pin.error,
  };
}

function pinForm(texts: Texts) {
  const input = el('input', {
    id: 'pin',
    type: 'password',
    inputmode: 'numeric',
    autocomplete: 'off',
    maxlength: '8',
    'aria-describedby': 'pin-error',
  });
  const error = el('p', { id: 'pin-error', class: 'error', role: 'alert' });
  const buttons = el(
    'div',
    { class: 'row' },
    el('button', { type: 'submit' }, texts.cancel.send),
    el('button', { type: 'button', class: 'quiet', 'data-do': 'back' }, texts.cancel.back),
  );
  const form = el(
    'form',
    { class: 'pin', hidden: true, novalidate: true },
    el('label', { for: 'pin' }, texts.cancel.label),
    input,
    error,
    buttons,
  );
  return { form, input, error };
}

function listen(parts: Parts, deeds: Deeds): void {
  parts.cancel.addEventListener('click', deeds.openPin);
  parts.dismiss.addEventListener('click', deeds.dismiss);
  parts.pin.addEventListener('submit', (event) => {
    event.preventDefault();
    deeds.cancelWith(parts.pinInput.value.trim());
  });
  parts.pin.querySelector('[data-do=back]')?.addEventListener('click', deeds.closePin);
  parts.page.querySelector('.menu')?.addEventListener('click', (event) => {
    event.preventDefault();
    deeds.openSetUp();
  });
}
