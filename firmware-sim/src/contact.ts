/** A contact that bounces says nothing until it has been still for so long, in milliseconds. Switches settle within 5–10. */
export const DEBOUNCE_MS = 20;

/** The button's contact. Immutable; all times are the button's own milliseconds. */
export interface Contact {
  /** What the pin reads now, and since when. */
  readonly raw: boolean;
  readonly rawSince: number;
  /** What it has settled on, and since which edge. */
  readonly down: boolean;
  readonly downSince: number;
  /** This push has already counted as a hold: until the contact is let go it counts as nothing more. */
  readonly spent: boolean;
}

/** `hold`: held for the whole hold time, given while still down. `tap`: let go before. */
export type Gesture = 'hold' | 'tap';

export interface ContactStep {
  readonly contact: Contact;
  readonly gesture: Gesture | undefined;
}

/** `raw`: what the pin reads when the power comes up. Who holds the button then is pressing it. */
export function contactAt(now: number, raw: boolean): Contact {
  return { raw, rawSince: now, down: false, downSince: now, spent: false };
}

/** What the time until `now` means while the pin did not change. */
export function waited(contact: Contact, now: number, holdMs: number): ContactStep {
  let next = contact;
  if (next.raw !== next.down && now - next.rawSince >= DEBOUNCE_MS) {
    const released = next.down && !next.spent;
    next = next.raw ? { ...next, down: true, downSince: next.rawSince, spent: false } : { ...next, down: false };
    // Let go before the hold time was over: the edge counts, not the moment when it was sure.
    if (released) return { contact: next, gesture: 'tap' };
  }
  // While the pin reads "up" nobody knows yet whether that is a bounce or the end of the push.
  if (next.down && next.raw && !next.spent && now - next.downSince >= holdMs) {
    return { contact: { ...next, spent: true }, gesture: 'hold' };
  }
  return { contact: next, gesture: undefined };
}

/** An edge at the pin, right after `waited` up to the same moment. */
export function edge(contact: Contact, now: number, raw: boolean): Contact {
  return raw === contact.raw ? contact : { ...contact, raw, rawSince: now };
}

/** When time alone will next mean something; `undefined` when only an edge can. */
export function contactDue(contact: Contact, holdMs: number): number | undefined {
  if (contact.raw !== contact.down) return contact.rawSince + DEBOUNCE_MS;
  if (contact.down && !contact.spent) return contact.downSince + holdMs;
  return undefined;
}
