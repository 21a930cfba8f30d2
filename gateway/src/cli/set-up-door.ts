import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { SystemClock } from '../base/clock.ts';
import { FaultError, messageOf } from '../base/errors.ts';
import { RandomIds } from '../base/ids.ts';
import { JsonLines } from '../base/log.ts';
import type { Json } from '../base/canonical.ts';
import type { Change } from '../domain/input.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import { Engine } from '../engine/engine.ts';
import { answerControl, controlPath, type ControlAnswer, type ControlRequest, type ControlTable } from '../ops/control-socket.ts';
import { SqliteStore } from '../store/sqlite/store.ts';
import type { Place } from './command.ts';

/** Set-up as the command line changes it: through the running gateway, or on the log of one that is stopped. */
export interface SetUpDoor {
  rows(table: ControlTable): Promise<readonly Json[]>;
  /** @throws FaultError `usage` with the rules' refusal in words. */
  save(changes: readonly Change[]): Promise<void>;
}

type Ask = (request: ControlRequest) => Promise<ControlAnswer>;

/** Opens whichever door there is, and closes it. */
export async function withSetUp<T>(place: Place, work: (door: SetUpDoor) => Promise<T>): Promise<T> {
  const path = controlPath(place.folder);
  if (existsSync(path) && (await isAnswered(path))) return work(doorOf((request) => askSocket(path, request)));
  return withStoppedGateway(place, (ask) => work(doorOf(ask)));
}

function doorOf(ask: Ask): SetUpDoor {
  return {
    async rows(table) {
      const answer = await ask({ do: 'rows', table });
      if ('rows' in answer) return answer.rows;
      throw new FaultError('usage', 'problem' in answer ? answer.problem : 'no rows', { retryable: false });
    },
    async save(changes) {
      const answer = await ask({ do: 'save', changes: [...changes] });
      if ('problem' in answer) throw new FaultError('usage', answer.problem, { retryable: false });
      if ('reply' in answer && answer.reply.outcome === 'refused') {
        throw new FaultError('usage', `refused: ${answer.reply.code} ${answer.reply.detail ?? ''}`.trim(), { retryable: false });
      }
    },
  };
}

/** A socket file whose gateway was killed stays behind; then nobody answers. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => {
      done(false);
    });
  });
}

function askSocket(path: string, request: ControlRequest): Promise<ControlAnswer> {
  return new Promise((done, fail) => {
    let text = '';
    const socket = connect({ path, allowHalfOpen: true });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.once('error', (cause) => {
      fail(new FaultError('log-open-failed', `the gateway did not answer (${messageOf(cause)})`, { retryable: true, cause }));
    });
    socket.once('end', () => {
      socket.end();
      // as: the gateway of the same build wrote this.
      done(JSON.parse(text) as ControlAnswer);
    });
    socket.end(JSON.stringify(request));
  });
}

async function withStoppedGateway<T>(place: Place, work: (ask: Ask) => Promise<T>): Promise<T> {
  const clock = new SystemClock();
  const events = new JsonLines(clock, () => undefined);
  const store = new SqliteStore({ ...place, clock, events });
  let broken: unknown;
  const onBroken = (error: unknown): void => {
    broken = error;
  };
  await store.log.open();
  const core = new Engine({ log: store.log, clock, ids: new RandomIds(() => clock.wall()), policy: DEFAULT_POLICY, events, onBroken });
  try {
    await core.start();
    const result = await work((request) => answerControl(core, request));
    if (broken !== undefined) throw new FaultError('log-broken', messageOf(broken), { retryable: false });
    return result;
  } finally {
    await core.stop();
    await store.close();
  }
}
