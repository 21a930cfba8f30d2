import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { coverageOf, gapsOf, placeOf, subjectsOf, type CoverageLook } from '../access/coverage.ts';
import type { Json } from '../base/canonical.ts';
import { FaultError, messageOf, type FaultCode } from '../base/errors.ts';
import { inputIdFrom, type PersonId, type PlaceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { AlarmLevel } from '../contract/alarm.ts';
import type { Coverage, CoverageGaps } from '../contract/escalation.ts';
import type { Change, Reply } from '../domain/input.ts';
import type { StateView } from '../domain/state.ts';
import type { Core } from '../engine/ports/core.ts';

/** Tables that the command line reads. */
export const CONTROL_TABLES = ['devices', 'people', 'places', 'grants', 'tokens', 'holds', 'retentions', 'debriefs'] as const;
export type ControlTable = (typeof CONTROL_TABLES)[number];

/** One request is one line. The changes are checked by the rules, as everybody's are. */
const Request = Type.Union([
  Type.Object({ do: Type.Literal('rows'), table: Type.Enum([...CONTROL_TABLES]) }),
  /** Without a place and a worker: what is missing anywhere. */
  Type.Object({
    do: Type.Literal('coverage'),
    place: Type.Optional(Type.String()),
    worker: Type.Optional(Type.String()),
    level: Type.Optional(AlarmLevel),
  }),
  Type.Object({ do: Type.Literal('save'), changes: Type.Array(Type.Unknown(), { maxItems: 1_000 }) }),
]);
export type ControlRequest = Static<typeof Request>;
export type ControlAnswer =
  | { readonly rows: readonly Json[] }
  | { readonly reply: Reply }
  | { readonly coverage: Coverage }
  | { readonly gaps: CoverageGaps }
  | { readonly problem: ControlProblem };
/** `usage`: the request is none that this build knows; else what stands in the gateway's way. */
export interface ControlProblem {
  readonly code: FaultCode;
  readonly detail: string;
}

/** A request is at most this long; a longer one is refused and its connection closed. */
const REQUEST_BYTES_MAX = 1_048_576;
/** Command lines at once; the next is closed without an answer, and says so. */
const CONNECTIONS_MAX = 4;
/** A connection that says nothing for so long is closed: four of them would keep everybody else out. Longer than a command waits. */
const SILENT_MS = 60_000;

/**
 * The door for `duress device add` and its like while the gateway runs: a socket in the data folder that only the gateway's own
 * user can open. Whoever can open it could read the data anyway.
 */
export class ControlSocket {
  readonly #core: Core;
  readonly #looks: Looks;
  readonly #events: EventLog;
  readonly #path: string;
  readonly #validator = Compile(Request);
  #server: Server | undefined;

  constructor(deps: { core: Core; looks: Looks; events: EventLog; folder: string }) {
    this.#core = deps.core;
    this.#looks = deps.looks;
    this.#events = deps.events;
    this.#path = controlPath(deps.folder);
  }

  /** A socket that can't be made is a pity, not a fault: everything can be set up on the pages too. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#serve(socket);
    });
    server.maxConnections = CONNECTIONS_MAX;
    this.#server = server;
    try {
      await rm(this.#path, { force: true });
      await new Promise<void>((done, fail) => {
        server.once('error', fail);
        server.listen(this.#path, done);
      });
      await chmod(this.#path, 0o600);
    } catch (error) {
      this.#events.warn('control-socket-failed', { error: messageOf(error) });
    }
  }

  async stop(): Promise<void> {
    this.#server?.close();
    this.#server = undefined;
    await rm(this.#path, { force: true });
  }

  #serve(socket: Socket): void {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.setTimeout(SILENT_MS, () => socket.destroy());
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > REQUEST_BYTES_MAX) socket.destroy();
    });
    socket.on('end', () => {
      this.#answer(text).then(
        (answer) => socket.end(JSON.stringify(answer)),
        (error: unknown) => socket.end(JSON.stringify({ problem: problemOf(error) })),
      );
    });
  }

  async #answer(text: string): Promise<ControlAnswer> {
    const request = requestIn(text);
    if (!this.#validator.Check(request))
      return { problem: { code: 'usage', detail: 'the gateway does not understand this request: are both of one version?' } };
    return answerControl(this.#core, request, this.#looks);
  }
}

function requestIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is no request, and is answered as such.
    return undefined;
  }
}

function problemOf(error: unknown): ControlProblem {
  return error instanceof FaultError ? { code: error.code, detail: error.detail } : { code: 'usage', detail: messageOf(error) };
}

/** By which numbers it climbs, and whom the ways that are set up reach. */
export type Looks = Pick<CoverageLook, 'policy' | 'reaches' | 'clock'>;

/** What a request means, on a running engine. */
export async function answerControl(core: Core, request: ControlRequest, looks: Looks): Promise<ControlAnswer> {
  if (request.do === 'coverage') return lookAhead(core, request, looks);
  if (request.do === 'rows') {
    const table: StateView[ControlTable] = core.committed[request.table];
    // as: rows are plain records of JSON members.
    return { rows: [...table.values()] as unknown as Json[] };
  }
  const id = inputIdFrom(core.ids);
  // as: the command line builds these from the domain's own types; the rules and the facts' schemas check them again.
  return { reply: await core.submit({ id, type: 'save', actor: 'command-line', changes: request.changes as Change[] }) };
}

async function lookAhead(core: Core, asked: Extract<ControlRequest, { readonly do: 'coverage' }>, looks: Looks): Promise<ControlAnswer> {
  const look = { ...looks, state: core.committed, at: core.now().at };
  if (asked.place === undefined && asked.worker === undefined) return { gaps: await gapsOf(look, subjectsOf(core.committed)) };
  // as (both): the command line has looked for them.
  const worker = asked.worker as PersonId | undefined;
  const place = placeOf(core.committed, worker, asked.place as PlaceId | undefined);
  return { coverage: await coverageOf(look, { place, worker }, asked.level ?? 'duress') };
}

export function controlPath(folder: string): string {
  return join(resolve(folder), 'control.sock');
}
