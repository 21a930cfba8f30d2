import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { withSlowDisk } from '../harness/disk-fault.ts';
import type { Usage } from './probe.ts';
import { placesIn } from './site.ts';

/** What each case is measured on. */
export const TARGETS = ['gateway', 'floor', 'group-floor'] as const;
/** One press at a time is where a thread of its own for the disk shows. */
export const LATENCY_TARGETS = [...TARGETS, 'thread-floor'] as const;
export type TargetName = (typeof LATENCY_TARGETS)[number];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** A program that is not ready by then never will be. */
const READY_WITHIN_MS = 60_000;

export interface StartTarget {
  readonly name: TargetName;
  /** A folder of its own, made here. */
  readonly folder: string;
  /** The site that the gateway starts on; the floors know no site. */
  readonly site: string;
  /** More arguments to node, such as `--cpu-prof`. */
  readonly flags?: readonly string[] | undefined;
  /** Each flush of its disk takes so much longer. */
  readonly slowDiskMs?: number | undefined;
}

/** One program that is measured: the gateway as `npm start` runs it, or a floor, in its own process. */
export class Target {
  readonly name: TargetName;
  readonly mqttPort: number;
  readonly http: string;
  /** From the start of the process to its ready line. */
  readonly readyMs: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(parts: Pick<Target, 'name' | 'mqttPort' | 'http' | 'readyMs'> & { child: ChildProcess; folder: string }) {
    this.name = parts.name;
    this.mqttPort = parts.mqttPort;
    this.http = parts.http;
    this.readyMs = parts.readyMs;
    this.#child = parts.child;
    this.#folder = parts.folder;
  }

  static async start({ name, folder, site, flags = [], slowDiskMs }: StartTarget): Promise<Target> {
    mkdirSync(folder, { recursive: true });
    if (name === 'gateway' && site !== folder) cpSync(site, folder, { recursive: true });
    const startedAt = performance.now();
    const program = [process.execPath, '--expose-gc', '--import', here('./probe.ts'), ...flags, ...programOf(name, folder)];
    const [command = '', ...args] = slowDiskMs === undefined ? program : [...withSlowDisk(slowDiskMs), ...program];
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...settingsOf(name, folder) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const said = keepEnd(child);
    const ready = await Promise.race([
      readyLine(child),
      once(child, 'exit').then(() => undefined),
      new Promise<undefined>((resolve) => setTimeout(resolve, READY_WITHIN_MS, undefined).unref()),
    ]);
    if (ready === undefined) {
      child.kill('SIGKILL');
      throw new Error(`${name} did not get ready:\n${said()}`);
    }
    return new Target({
      name,
      child,
      folder,
      ...ready,
      mqttPort: Number(new URL(ready.mqtt).port),
      readyMs: performance.now() - startedAt,
    });
  }

  /** Of the process, for whoever wants to look into it. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  async usage(options: { readonly collect: boolean }): Promise<Usage> {
    const answer = once(this.#child, 'message');
    this.#child.send(options);
    const [usage] = (await answer) as [Usage]; // as: probe.ts sends nothing else.
    return usage;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
  }

  /** Every press that stands in the log, as `device/seq`; to be called when it has stopped. */
  recorded(): string[] {
    const gateway = this.name === 'gateway';
    const path = gateway ? join(placesIn(this.#folder).data, 'log.db') : join(this.#folder, 'floor.db');
    const database = new DatabaseSync(path, { readOnly: true });
    const rows = database
      .prepare(
        gateway
          ? `SELECT body ->> '$.data.device' AS device, body ->> '$.data.seq' AS seq FROM fact WHERE body ->> '$.kind' = 'SignalReceived'`
          : `SELECT replace(replace(topic, 'duress/v1/', ''), '/alarm', '') AS device, CAST(body AS TEXT) ->> '$.seq' AS seq FROM press`,
      )
      .all();
    database.close();
    return rows.map((row) => `${String(row['device'])}/${String(row['seq'])}`);
  }
}

function programOf(name: TargetName, folder: string): string[] {
  return name === 'gateway' ? [here('../../gateway/src/main.ts')] : [here(`./${name}.ts`), folder];
}

function settingsOf(name: TargetName, folder: string): Record<string, string> {
  if (name !== 'gateway') return {};
  const { data, masterKeyFile } = placesIn(folder);
  return { DURESS_DATA: data, DURESS_MASTER_KEY_FILE: masterKeyFile, DURESS_HTTP_PORT: '0', DURESS_MQTT_PORT: '0' };
}

async function readyLine(child: ChildProcess): Promise<{ readonly mqtt: string; readonly http: string } | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    // as: the ready line, by its code.
    const said = JSON.parse(line) as { readonly code: string; readonly mqtt: string; readonly http: string };
    if (said.code === 'ready') return said;
  }
  return undefined;
}

/** The end of what a program says on standard error, for when it goes wrong. */
function keepEnd(child: ChildProcess): () => string {
  let end = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    end = (end + text).slice(-4_000);
  });
  return () => end;
}
