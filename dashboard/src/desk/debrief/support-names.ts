import type { ListedSupport, SupportKind } from '@duress/gateway/contract/debrief-content.ts';
import { wordFor } from '@duress/gateway/contract/word-for.ts';

type Kinds = Readonly<Record<SupportKind, string>>;

/** What the place offers; the usual kinds where it has no list. */
export function supportChoices(kinds: Kinds, own: readonly ListedSupport[]): [id: string, name: string][] {
  const offered = own.filter(({ retired }) => retired !== true);
  if (offered.length === 0) return Object.entries(kinds);
  return offered.map((one): [string, string] => [one.id, supportWords(kinds, one)]);
}

/** A support by its id, with how to reach it; the id itself where nobody knows it any more. */
export function supportName(kinds: Kinds, own: readonly ListedSupport[], id: string): string {
  const listed = own.find((one) => one.id === id);
  if (listed !== undefined) return supportWords(kinds, listed);
  return wordFor(kinds, id);
}

function supportWords(kinds: Kinds, { kind, name, phone, when }: ListedSupport): string {
  const called = name === undefined || name === '' ? kinds[kind] : name;
  return [called, phone, when].filter((part) => part !== undefined && part !== '').join(', ');
}
