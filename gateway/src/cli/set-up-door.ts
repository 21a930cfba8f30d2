import { connect } from 'node:net';
import { SystemClock, type Clock } from '../base/clock.ts';
import { FaultError, messageOf } from '../base/errors.ts';
import { RandomIds } from '../base/ids.ts';
import { JsonLines } from '../base/log.ts';
import type { Json } from '../base/canonical.ts';
import type { Coverage, CoverageGaps } from '../contract/escalation.ts';
import type { Change } from '../domain/input.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import { Engine } from '../engine/engine.ts';
import {
  answerControl,
  controlPath,
  type ControlAnswer,
  type ControlRequest,
  type ControlTable,
  type Looks,
} from '../ops/control-socket.ts';
import { SqliteStore } from '../store/sqlite/store.ts';
import type { Place } from './command.ts';
import { mustHoldLog } from './log-place.ts';
import { Refusal, refusalOf } from './refusal.ts';

/** Set-up as the command line changes it: through the running gateway, or on the log of one that is stopped. */
export interface SetUpDoor {
  /** @throws FaultError of the gateway, or of the way to it. */
  rows(table: ControlTable): Promise<readonly Json[]>;
  /** @throws Refusal with the rules' code; FaultError as above. */
  save(changes: readonly Change[]): Promise<void>;
  /** If somebody pressed, now or in the next fortnight. @throws FaultError as above */
  coverage(asked: Omit<Extract<ControlRequest, { readonly do: 'coverage' }>, 'do'>): Promise<Coverage | CoverageGaps>;
}

/**
 * So long a command waits for its commit. A lifeboat keeps what it was asked to do until its log is back, which may be hours:
 * the command then says that it does not know, and the change may come true later.
 */
const ANSWER_WITHIN_MS = 30_000;

/** Without a running gateway: by the usual times, and as if everybody could be reached. */
const LOOKS: Omit<Looks, 'clock'> = { policy: DEFAULT_POLICY, reaches: () => true };

type Ask = (request: ControlRequest) => Promise<ControlAnswer>;

/** Opens whichever door there is, and closes it. @throws FaultError `not-found`, `log-locked`, `log-open-failed`, `key-unusable` */
export async function withSetUp<T>(place: Place, work: (door: SetUpDoor) => Promise<T>): Promise<T> {
  const clock = new SystemClock();
  const path = controlPath(place.folder);
  if (await isAnswered(path)) return work(doorOf((request) => inTime(clock, askSocket(path, request))));
  return withStoppedSetUp(place, work);
}

/** On the log of a stopped gateway alone. @throws FaultError as above; `log-locked` while one is running */
export async function withStoppedSetUp<T>(place: Place, work: (door: SetUpDoor) => Promise<T>): Promise<T> {
  mustHoldLog(place.folder);
  return withStoppedGateway({ place, clock: new SystemClock() }, (ask) => work(doorOf(ask)));
}

function doorOf(ask: Ask): SetUpDoor {
  return {
    async rows(table) {
      const answer = await ask({ do: 'rows', table });
      if ('rows' in answer) return answer.rows;
      throw faultIn(answer);
    },
    async save(changes) {
      const answer = await ask({ do: 'save', changes: [...changes] });
      if (!('reply' in answer)) throw faultIn(answer);
      if (answer.reply.outcome === 'refused') throw refusalOf(answer.reply.code, answer.reply.detail);
    },
    async coverage(asked) {
      const answer = await ask({ do: 'coverage', ...asked });
      if ('coverage' in answer) return answer.coverage;
      if ('gaps' in answer) return answer.gaps;
      throw faultIn(answer);
    },
  };
}

function faultIn(answer: ControlAnswer): FaultError {
  const { code, detail } = 'problem' in answer ? answer.problem : { code: 'usage' as const, detail: 'the gateway answered something else' };
  return new FaultError(code, detail, { retryable: code !== 'usage' });
}

/** A socket file whose gateway was killed stays behind; then nobody answers. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', (cause) => {
      if (!('code' in cause) || (cause.code !== 'EACCES' && cause.code !== 'EPERM')) done(false);
      else
        fail(
          new FaultError(
            'log-open-failed',
            `this user may not speak to the gateway of that folder; run this as its user (${messageOf(cause)})`,
            {
              retryable: false,
              cause,
            },
          ),
        );
    });
  });
}

function askSocket(path: string, request: ControlRequest): Promise<ControlAnswer> {
  return new Promise((done, fail) => {
    let text = '';
    const unanswered = (cause?: unknown): void => {
      const why = cause === undefined ? 'the gateway ended, or has too much to do' : messageOf(cause);
      fail(new Refusal('no-answer-in-time', `the gateway gave no answer (${why}); it may or may not have been done`));
    };
    const socket = connect({ path, allowHalfOpen: true });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.once('error', unanswered);
    socket.once('end', () => {
      socket.end();
      try {
        // as: the gateway of the same build wrote this.
        done(JSON.parse(text) as ControlAnswer);
      } catch (cause) {
        // Cut off in the middle, or closed without a word: the gateway was ended, or four commands speak with it already.
        unanswered(text === '' ? undefined : cause);
      }
    });
    socket.end(JSON.stringify(request));
  });
}

async function withStoppedGateway<T>({ place, clock }: { place: Place; clock: Clock }, work: (ask: Ask) => Promise<T>): Promise<T> {
  const events = new JsonLines(clock, () => undefined);
  const store = new SqliteStore({ ...place, clock, events });
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined); // whoever asks meets it; without anybody who asks it changes nothing
  const onBroken = (error: unknown): void => {
    broken.reject(new FaultError('log-broken', messageOf(error), { retryable: false }));
  };
  const core = new Engine({ log: store.log, clock, ids: new RandomIds(() => clock.wall()), policy: DEFAULT_POLICY, events, onBroken });
  try {
    await store.log.open();
    await core.start();
    return await work((request) => Promise.race([inTime(clock, answerControl(core, request, { ...LOOKS, clock })), broken.promise]));
  } finally {
    await core.stop();
    await store.close();
  }
}

function inTime<T>(clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const cancel = clock.after(ANSWER_WITHIN_MS, () => {
      fail(
        new Refusal(
          'no-answer-in-time',
          `the log did not take it within ${String(ANSWER_WITHIN_MS / 1_000)} s; it may or may not have been done`,
        ),
      );
    });
    work.then(done, fail).finally(cancel);
  });
}
