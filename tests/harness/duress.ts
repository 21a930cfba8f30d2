import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GatewayProcess } from './process.ts';

const MAIN = fileURLToPath(new URL('../../gateway/src/cli/main.ts', import.meta.url));
/** Kept compiled modules, as `npm run duress` keeps them. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

export interface Said {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  /** What a program reads of it. @throws when it is not exactly one JSON object on one line. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface DuressOptions {
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly uid?: number | undefined;
  readonly cwd?: string | undefined;
}

/** One call of `duress` in a process of its own, as a person types it. */
export async function duress(words: readonly string[], { environment = {}, uid, cwd }: DuressOptions = {}): Promise<Said> {
  const env = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILED, ...environment };
  const child = spawn(process.execPath, [MAIN, ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  await once(child, 'close');
  return {
    exit: child.exitCode,
    out,
    err,
    get json() {
      if (!/^\{[^\n]*\}\n$/.test(out)) throw new Error(`not one JSON object: ${out}${err}`);
      return JSON.parse(out) as Readonly<Record<string, unknown>>; // as: an object, by its braces.
    },
  };
}

/** The same on the data folder of this gateway, which may be running or not. */
export function duressAt(gateway: GatewayProcess, words: readonly string[], options: DuressOptions = {}): Promise<Said> {
  const places = { DURESS_DATA: gateway.data, DURESS_MASTER_KEY_FILE: gateway.masterKeyFile };
  return duress(words, { ...options, environment: { ...places, ...options.environment } });
}
