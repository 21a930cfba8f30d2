import type { Json } from '../base/canonical.ts';
import type { Fact } from './facts/catalogue.ts';

/** Reads text members of what was sealed; all are gone when the key was destroyed. */
export function fields(fact: { readonly secret?: Fact['secret'] }): (name: string) => string | undefined {
  const value: Json | undefined = fact.secret?.value;
  return (name) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const member = Object.entries(value).find(([key]) => key === name)?.[1];
    return typeof member === 'string' ? member : undefined;
  };
}
