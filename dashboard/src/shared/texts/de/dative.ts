/** A span as it stands after *vor*, *seit* and *in*: `3 Tagen`. Days alone have a form of their own there. */
export function dative(age: string): string {
  return age.replace(/Tage$/, 'Tagen');
}
