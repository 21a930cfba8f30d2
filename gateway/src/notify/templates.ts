import type { Json } from '../base/canonical.ts';
import { languageFor, USUAL_LANGUAGE, type LanguageName } from '../contract/languages.ts';
import type { CallTexts, NoticeKind, Texts } from './texts.ts';
import { GERMAN } from './texts.de.ts';
import { ENGLISH } from './texts.en.ts';

/** `now`: somebody may be in danger. `soon`: within working hours. */
export type Urgency = 'now' | 'soon';

/** What is said to a person, ready for any channel. `kind` is a plain word too: some receivers show everything that they get. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly urgency: Urgency;
  readonly subject: string;
  readonly text: string;
  readonly link?: string | undefined;
  /** For a call. */
  readonly spoken: { readonly language: string; readonly ask: string; readonly tell: string };
}

export interface NoticeParameters {
  readonly kind: NoticeKind;
  /** A BCP 47 tag of the place, as set up. */
  readonly language?: string | undefined;
  readonly drill?: boolean | undefined;
  readonly debrief?: string | undefined;
  /** Ids and months alone. */
  readonly month?: { readonly place: string; readonly month: string } | undefined;
  /** The link's own part of an address: takes it without a sign-in. */
  readonly answer?: string | undefined;
  /** Where people reach the gateway's pages. */
  readonly pagesUrl?: string | undefined;
}

const TEXTS: Readonly<Record<LanguageName, Texts>> = { en: ENGLISH, de: GERMAN };

/**
 * The words for a notice. Nothing of what the parameters hold gets into subject or text: names, places and free text can't
 * leave by this door whatever the rules put into a message.
 */
export function notice(parameters: NoticeParameters): Notice {
  const { kind, drill = false } = parameters;
  const texts = textsFor(parameters.language);
  const { subject, text } = texts[kind];
  const isTest = kind === 'test-message';
  const link = linkOf(parameters);
  const sentences = [...(drill ? [texts.exercise] : []), text, ...(link === undefined && !isTest ? [texts.withoutLink] : [])];
  const { language, ask, tell, test } = texts.spoken;
  const said = (words: string): string => (drill ? `${texts.exercise} ${words}` : words);
  const spoken = { language, ask: said(isTest ? test : ask), tell: said(isTest ? test : tell) };
  return { kind, urgency: isForLater(kind) ? 'soon' : 'now', subject, text: sentences.join(' '), link, spoken };
}

/** The rules' template as the kind of notice. One that this build does not know is told as urgent: too loud is the safe mistake. */
export function kindOf(body: Json): NoticeKind {
  const template = typeof body === 'object' && body !== null && 'template' in body ? body['template'] : undefined;
  switch (template) {
    case 'debrief-waiting':
      return 'task-waiting';
    case 'debrief-asked':
      return 'task-asked';
    case 'debrief-passed-on':
      return 'task-passed-on';
    case 'debrief-reminder':
      return 'task-reminder';
    case 'device-needs-care':
      return 'device-needs-care';
    case 'duty-due':
    case 'month-ready':
      return template;
    default:
      return 'needed-now';
  }
}

export function isTask(kind: NoticeKind): boolean {
  return kind === 'task-waiting' || kind === 'task-asked' || kind === 'task-passed-on' || kind === 'task-reminder' || kind === 'duty-due';
}

/** Nobody waits for an answer to it: it is for working hours, or for the next moment of quiet. */
export function isForLater(kind: NoticeKind): boolean {
  return isTask(kind) || kind === 'device-needs-care' || kind === 'month-ready' || kind === 'watched-again' || kind === 'test-message';
}

/** What is said on a call once a key was dialled. */
export function callTexts(language: string | undefined): CallTexts {
  return textsFor(language).spoken;
}

function textsFor(language: string | undefined): Texts {
  return TEXTS[languageFor(language) ?? USUAL_LANGUAGE];
}

function linkOf({ kind, debrief, month, answer, pagesUrl }: NoticeParameters): string | undefined {
  // There is nothing to see behind a test.
  if (pagesUrl === undefined || kind === 'test-message') return undefined;
  const base = pagesUrl.replace(/\/+$/, '');
  if (kind === 'device-needs-care') return `${base}/panic`;
  if (kind === 'month-ready') return `${base}/desk#/learning${month === undefined ? '' : `?${new URLSearchParams(month).toString()}`}`;
  if (!isTask(kind)) return answer === undefined ? `${base}/` : `${base}/a/${answer}`;
  return debrief === undefined ? `${base}/desk` : `${base}/desk#/debriefs/${encodeURIComponent(debrief)}`;
}
