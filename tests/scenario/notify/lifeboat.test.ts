import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultError } from '../../../gateway/src/base/errors.ts';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import { until } from '../../harness/wait.ts';
import { header, MailServer } from './mail-server.ts';
import { GUARD, SECRETS, Stage } from './stage.ts';

/** A log whose disk the test takes away: nothing is confirmed while it is gone. */
class LosableLog implements Log {
  away: 'no' | 'stuck' | 'failing' = 'no';
  readonly #log: Log;
  #release: (() => void)[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  back(): void {
    this.away = 'no';
    for (const release of this.#release) release();
    this.#release = [];
  }

  open: Log['open'] = () =>
    this.away === 'no' ? this.#log.open() : Promise.reject(new FaultError('log-open-failed', 'taken away', { retryable: true }));
  load: Log['load'] = () => this.#log.load();
  factsAfter: Log['factsAfter'] = (seq, limit) => this.#log.factsAfter(seq, limit);
  close: Log['close'] = () => this.#log.close();
  append: Log['append'] = async (batch) => {
    if (this.away === 'failing') throw new FaultError('log-append-failed', 'taken away', { retryable: true });
    if (this.away === 'stuck') await new Promise<void>((resolve) => this.#release.push(resolve));
    return this.#log.append(batch);
  };
}

let mail: MailServer;
let stage: Stage;
let log: LosableLog;
const wrap = (real: Log) => (log = new LosableLog(real));
const toGuard = () => mail.mails.filter(({ to }) => to.includes('gus@clinic.example'));

function take(how: LosableLog['away']): void {
  log.away = how;
  stage.diskAway = true;
}

beforeEach(async () => {
  mail = await MailServer.open();
});
afterEach(async () => {
  log.back();
  await stage.close();
  await mail.down();
});

test('the disk is stuck and a press waits: the contacts are told after 5 s, again each minute, and not once somebody has it', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, log: wrap });
  take('stuck');
  const reply = stage.press();
  await until('the commit is on its way', () => stage.clock.waiting > 0);
  await stage.pass(4);
  expect(stage.core.health.state).toBe('lifeboat');
  expect(toGuard()).toEqual([]);
  await stage.pass(2);
  const told = await until('the guard is told', () => toGuard()[0]);
  expect(header(told, 'Subject')).toBe('You are needed now');
  for (const secret of SECRETS) expect(told.raw).not.toContain(secret);
  await stage.pass(30);
  expect(toGuard()).toHaveLength(1);
  await stage.pass(31);
  await until('told again', () => toGuard().length === 2);
  expect(stage.count('notify-emergency-told')).toBe(2);
  const [pending] = stage.core.pending();
  expect(stage.core.have(pending?.press ?? '', GUARD)).toBe(true);
  await stage.pass(120);
  expect(toGuard()).toHaveLength(2);
  log.back();
  expect(await reply).toMatchObject({ outcome: 'accepted' });
});

test('a disk that comes back within 5 s is no matter for anybody', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, log: wrap });
  take('failing');
  const reply = stage.press();
  await until('the commit has failed', () => stage.core.health.state === 'lifeboat');
  await stage.pass(2);
  log.back();
  // No more than the longest wait between two tries: on a busy machine the disk takes its time, and that is not to count as five seconds.
  let passed = 0;
  await until('the press is recorded', async () => {
    if (passed < 1_500) stage.clock.advance(20);
    passed += 20;
    return Promise.race([reply, Promise.resolve(undefined)]);
  });
  stage.diskAway = false;
  await stage.pass(10);
  expect(toGuard()).toEqual([]);
});

test('an alarm that was recorded before the disk failed goes on reaching people', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, log: wrap });
  await stage.alarm();
  await stage.pass(10);
  take('failing');
  await stage.pass(24);
  expect(toGuard()).toEqual([]);
  await stage.pass(3);
  await until('the guard is told', () => toGuard()[0]);
  expect(stage.core.health.state).toBe('lifeboat');
});

test('an alarm that was recorded before and that somebody takes while the log is away: the contacts are not told, or told no more', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, log: wrap });
  const alarm = await stage.alarm();
  await stage.pass(10);
  take('failing');
  await stage.pass(24);
  const taken = stage.act(alarm, 'take');
  await until('it is theirs, in memory', () => stage.core.foreseen()[0]?.state === 'taken');
  await stage.pass(60);
  expect(toGuard()).toEqual([]);
  stage.diskAway = false;
  log.back();
  await until('it is recorded', async () => {
    stage.clock.advance(20);
    return Promise.race([taken, Promise.resolve(undefined)]);
  });
  expect(stage.core.committed.alarms.get(alarm)?.state).toBe('taken');
});

test('a start at which the log will not open: the last known contacts are told', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, log: wrap });
  const { folder } = stage;
  await stage.halt();
  const wrapAway = (real: Log) => {
    log = new LosableLog(real);
    log.away = 'failing';
    return log;
  };
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, log: wrapAway, folder });
  stage.diskAway = true;
  expect(stage.core.health.state).toBe('lifeboat');
  void stage.press().catch(() => undefined);
  await stage.pass(6);
  await until('the guard is told', () => toGuard()[0]);
  expect(stage.core.committed.alarms.size).toBe(0);
});

test('nobody watches a console: the contacts are told once, and not again for a console that comes and goes', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, log: wrap });
  const fault = (open: boolean) =>
    stage.submit({ type: 'fault', open, code: 'no-watching-console', subject: 'gateway', label: 'reception' });
  await fault(true);
  const told = await until('the guard is told', () => toGuard()[0]);
  expect(header(told, 'Subject')).toBe('A screen needs a person');
  await stage.pass(120);
  await fault(false);
  await stage.pass(5);
  await fault(true);
  await stage.pass(60);
  expect(toGuard()).toHaveLength(1);
  await stage.pass(600);
  await until('it lasts: told again', () => toGuard().length === 2);
});
