import type { Spoken } from '../phone-service.ts';

/** So often the question is put before the call ends by itself. */
const ASKED_TIMES = 3;
/** Seconds to find the key in the dark. */
const KEY_WITHIN_S = 8;

/** TwiML: says what is asked, again and again, and posts the key that is pressed to `action`; without one there is nothing to ask. */
export function asking({ language, ask, tell }: Spoken, action: string | undefined): string {
  if (action === undefined) return response(say(language, tell).repeat(ASKED_TIMES));
  const words = say(language, ask);
  const gather = `<Gather input="dtmf" numDigits="1" timeout="${String(KEY_WITHIN_S)}" action="${escaped(action)}" method="POST">${words}</Gather>`;
  return response(gather.repeat(ASKED_TIMES));
}

/** TwiML: says one thing and hangs up. */
export function saying(language: string, words: string): string {
  return response(`${say(language, words)}<Hangup/>`);
}

function say(language: string, words: string): string {
  return `<Say language="${escaped(language)}">${escaped(words)}</Say>`;
}

function response(inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
