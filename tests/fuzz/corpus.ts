import { readFileSync } from 'node:fs';

/** Every string in the vectors that is bytes in hexadecimal, and every text, by the member it stands under. */
export interface Vectors {
  readonly hex: ReadonlyMap<string, readonly Buffer[]>;
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

export function vectors(name: 'device-protocol.json' | 'radio.json' | 'foreign.json'): Vectors {
  const hex = new Map<string, Buffer[]>();
  const texts = new Map<string, string[]>();
  const visit = (value: unknown, under: string): void => {
    if (typeof value === 'string') {
      if (value.length > 3 && value.length % 2 === 0 && /^[0-9a-f]+$/i.test(value)) push(hex, under, Buffer.from(value, 'hex'));
      push(texts, under, value);
    } else if (typeof value === 'object' && value !== null) {
      for (const [member, inner] of Object.entries(value)) visit(inner, Array.isArray(value) ? under : member);
    }
  };
  visit(JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')), '');
  return { hex, texts };
}

function push<T>(lists: Map<string, T[]>, name: string, value: T): void {
  lists.set(name, [...(lists.get(name) ?? []), value]);
}

/** Messages of other makers' devices, as they are on their lines: what comes where a cable was put into the wrong socket. */
export function foreign(): readonly Buffer[] {
  const { hex, texts } = vectors('foreign.json');
  return [...(hex.get('hex') ?? []), ...(texts.get('text') ?? []).map((text) => Buffer.from(text))];
}
