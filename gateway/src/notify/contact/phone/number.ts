/** E.164: a plus, the country, the number; at most 15 digits. */
const DIALABLE = /^\+[1-9][0-9]{6,14}$/;
/** How people write numbers for one another. */
const SPACING = /[\s().\-/\u00a0]/g;

/** A phone number as a service takes it; undefined for one that only somebody in the same country could dial. */
export function dialable(phone: string | undefined): string | undefined {
  const digits = phone?.replaceAll(SPACING, '');
  return digits !== undefined && DIALABLE.test(digits) ? digits : undefined;
}
