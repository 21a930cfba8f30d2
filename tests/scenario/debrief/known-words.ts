import { channel } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A route as it was declared, found without a list of ours: a new one is there by itself. */
export interface FoundRoute {
  readonly method: string;
  readonly url: string;
  readonly body: Schema;
  readonly params: Schema | undefined;
}

/** As much of JSON Schema as bodies use. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

interface Declared {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly schema?: { readonly body?: Schema; readonly params?: Schema };
}

/** Every route with a body that is declared while `work` runs. */
export async function routesDeclared(work: () => Promise<void>): Promise<FoundRoute[]> {
  const routes: FoundRoute[] = [];
  const starting = channel('fastify.initialization');
  // as: what Fastify says there, by its documentation.
  const listen = (message: unknown): void => {
    const { fastify } = message as { fastify: { addHook(name: 'onRoute', hook: (route: Declared) => void): void } };
    fastify.addHook('onRoute', ({ method, url, schema }) => {
      const methods = typeof method === 'string' ? [method] : method;
      if (schema?.body !== undefined)
        for (const one of methods) routes.push({ method: one, url, body: schema.body, params: schema.params });
    });
  };
  starting.subscribe(listen);
  try {
    await work();
  } finally {
    starting.unsubscribe(listen);
  }
  return routes;
}

/** Shorter ones hold a code or an id, not a sentence. */
const SENTENCE_LENGTH = 100;

/** Names of members that name somebody or something by its id, by what they are. */
export type Ids = Readonly<Record<string, unknown>>;

/** A body that fits the schema, with words in each text that takes some. `texts` collects which. */
export function filled(schema: Schema, words: (path: string) => string, at: { ids: Ids; path: string; texts: string[] }): unknown {
  const name = at.path.split('.').at(-1) ?? '';
  if (name in at.ids) return at.ids[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return filled(schema.anyOf[0] ?? {}, words, at);
  if (schema.properties !== undefined)
    return Object.fromEntries(
      Object.entries(schema.properties).flatMap(([member, one]) => {
        const value = filled(one, words, { ...at, path: `${at.path}.${member}` });
        return value === undefined ? [] : [[member, value]];
      }),
    );
  if (schema.type === 'array') return schema.items === undefined ? [] : [filled(schema.items, words, { ...at, path: `${at.path}.0` })];
  if (schema.type === 'boolean') return false;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1_800_000_000_000;
  if (schema.type !== 'string' || schema.pattern !== undefined || (schema.maxLength ?? Infinity) < SENTENCE_LENGTH) return undefined;
  at.texts.push(at.path);
  return words(at.path);
}

/** The files under a folder that hold any of these words: as they are, in UTF-16, in hexadecimal or in base64. */
export function filesWith(folder: string, words: readonly Buffer[]): string[] {
  const forms = words.flatMap(formsOf);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const content = readFileSync(path);
    return forms.some((form) => content.includes(form)) ? [relative(folder, path)] : [];
  });
}

function formsOf(word: Buffer): Buffer[] {
  const wide = Buffer.from(word.toString('latin1'), 'utf16le');
  const forms = [
    word,
    wide,
    Buffer.from(wide).swap16(),
    Buffer.from(word.toString('hex')),
    Buffer.from(word.toString('hex').toUpperCase()),
  ];
  // In base64 it looks otherwise by where it begins; what its neighbours share is cut off.
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), word])
      .toString('base64')
      .replace(/=+$/, '');
    forms.push(
      Buffer.from(text.slice(before === 0 ? 0 : 4, -4)),
      Buffer.from(
        text
          .slice(before === 0 ? 0 : 4, -4)
          .replaceAll('+', '-')
          .replaceAll('/', '_'),
      ),
    );
  }
  return forms;
}
