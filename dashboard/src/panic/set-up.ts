import { LANGUAGES } from '@duress/gateway/contract/languages.ts';
import { el, write } from './dom.ts';
import type { Settings } from './memory.ts';
import type { Texts } from './texts/en.ts';

export interface SetUpParts {
  readonly texts: Texts;
  readonly settings: Settings;
  /** The gateway's own suggestion for the number to call. */
  readonly call?: string | undefined;
  /** The house can tell people on their devices. */
  readonly tells: boolean;
  /** False: this browser refuses to keep anything. */
  readonly remembers: boolean;
  readonly now: () => number;
  readonly save: (settings: Settings) => void;
  readonly calm: boolean;
  readonly test?: (() => void) | undefined;
}

const PHONE = /^\+?[0-9 ()-]{3,30}$/;

/** What a phone can't do, and the two settings. Nothing is accepted by merely going on: it takes *I understand*. */
export function setUpPage(parts: SetUpParts): HTMLElement {
  const { texts, settings } = parts;
  const words = texts.setUp;
  const silent = el('input', { type: 'checkbox', id: 'silent', checked: settings.silent });
  const call = el('input', {
    type: 'tel',
    id: 'call',
    autocomplete: 'off',
    maxlength: '30',
    'aria-describedby': 'call-help call-error',
    value: settings.call ?? parts.call ?? '',
  });
  const error = el('p', { class: 'error', id: 'call-error', role: 'alert' });
  const accept = el('button', { type: 'submit', class: 'accept' }, settings.understoodAt === undefined ? words.understand : words.done);
  const form = el(
    'form',
    { novalidate: true },
    el('label', { class: 'check', for: 'silent' }, silent, words.silent),
    el('label', { for: 'call' }, words.call),
    call,
    el('p', { class: 'help', id: 'call-help' }, words.callHelp),
    error,
    accept,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const number = call.value.trim();
    if (number !== '' && !PHONE.test(number)) {
      write(error, words.callBad);
      call.focus();
      return;
    }
    parts.save({ silent: silent.checked, understoodAt: settings.understoodAt ?? parts.now(), ...(number === '' ? {} : { call: number }) });
  });
  return el(
    'main',
    { class: 'set-up' },
    ...languages(parts),
    el('h1', {}, words.title),
    el('p', {}, words.lead),
    limits(texts),
    ...warning(parts),
    form,
    ...telling(parts),
    ...testing(parts),
  );
}

function limits(texts: Texts): HTMLElement {
  return el('dl', {}, ...texts.setUp.limits.flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)]));
}

function warning(parts: SetUpParts): HTMLElement[] {
  return parts.remembers ? [] : [el('p', { class: 'error' }, parts.texts.setUp.forgets)];
}

/** A page of its own: it is nothing that this page must carry to the worker on a bad network. */
function telling({ tells, texts }: SetUpParts): HTMLElement[] {
  return tells ? [el('p', {}, el('a', { class: 'menu', href: '/tell-me' }, texts.setUp.tell))] : [];
}

/** A way out of this page, and so not while a press is on its way or an alarm is open. Each by its own name: whoever looks for it can read it. */
function languages({ calm }: SetUpParts): HTMLElement[] {
  if (!calm) return [];
  const others = Object.entries(LANGUAGES).filter(([name]) => name !== document.documentElement.lang);
  return others.map(([lang, own]) => el('a', { class: 'menu', href: `/panic?language=${lang}`, lang }, own));
}

function testing(parts: SetUpParts): HTMLElement[] {
  if (parts.test === undefined) return [];
  const button = el('button', { type: 'button', class: 'quiet' }, parts.texts.setUp.test);
  button.addEventListener('click', parts.test);
  return [
    el(
      'section',
      { class: 'test' },
      button,
      el('p', { class: 'help' }, parts.texts.setUp.testHelp),
      el('p', { class: 'help' }, parts.texts.setUp.phone),
    ),
  ];
}
