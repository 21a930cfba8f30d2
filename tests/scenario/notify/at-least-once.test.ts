import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outbox } from '../../../gateway/src/engine/ports/outbox.ts';
import { FaultError } from '../../../gateway/src/base/errors.ts';
import { until } from '../../harness/wait.ts';
import { Stage } from './stage.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

let hook: WebhookReceiver;
let stage: Stage;
beforeEach(async () => {
  hook = await WebhookReceiver.open();
});
afterEach(async () => {
  await stage.close();
  await hook.close();
});

const keys = () => hook.posts.filter(({ body }) => body.includes('gus-1')).map(({ key }) => key);

/** What is settled is lost, as when the process ends between sending and settling. */
const forgetful = (outbox: Outbox): Outbox => ({ due: (now, limit) => outbox.due(now, limit), settle: () => new Promise(() => undefined) });

test('a crash between sending and settling: it goes out again at the next start, under the same key', async () => {
  const crashing = await Stage.open({ contact: { webhookUrl: hook.url }, outbox: forgetful });
  await crashing.alarm();
  await crashing.pass(31);
  await until('it is sent', () => keys().length === 1);
  // The notifier waits for its settling for ever: it is left behind, and only the disk is let go.
  await crashing.core.stop();
  await crashing.store.close();
  stage = await Stage.open({ contact: { webhookUrl: hook.url }, folder: crashing.folder });
  await until('it is sent again', () => keys().length === 2);
  expect(new Set(keys()).size).toBe(1);
  await until('it is settled', async () => {
    await stage.settled();
    return !(await stage.queued()).some((body) => body.includes('alarm'));
  });
  expect(keys()).toHaveLength(2);
});

test('a disk that does not take the result makes nobody hear it twice', async () => {
  let full = true;
  stage = await Stage.open({
    contact: { webhookUrl: hook.url },
    outbox: (outbox) => ({
      due: (now, limit) => outbox.due(now, limit),
      settle: (id, result) =>
        full ? Promise.reject(new FaultError('log-append-failed', 'full', { retryable: true })) : outbox.settle(id, result),
    }),
  });
  await stage.alarm();
  await stage.pass(31);
  await until('it is sent', () => keys().length === 1);
  await stage.pass(20);
  expect(keys()).toHaveLength(1);
  full = false;
  await until('it is settled', async () => {
    await stage.pass(1);
    return !(await stage.queued()).some((body) => body.includes('alarm'));
  });
  expect(keys()).toHaveLength(1);
});

test('a stop takes back what hangs, settles nothing, and the next start sends it', async () => {
  hook.answer = 'hang';
  stage = await Stage.open({ contact: { webhookUrl: hook.url } });
  await stage.alarm();
  await stage.pass(31);
  await until('it hangs', () => keys().length === 1);
  const { folder } = stage;
  await stage.halt();
  expect(stage.clock.waiting).toBe(0);
  hook.answer = 200;
  stage = await Stage.open({ contact: { webhookUrl: hook.url }, folder });
  await until('it is sent', () => keys().length === 2);
  expect(new Set(keys()).size).toBe(1);
});

test('a wall clock that is set back silences no escalation', async () => {
  stage = await Stage.open({ contact: { webhookUrl: hook.url } });
  await stage.alarm();
  await stage.pass(31);
  await until('told', () => keys().length === 1);
  stage.clock.setWall(stage.clock.wall() - 3_600_000);
  await stage.pass(61);
  await until('told again', () => keys().length === 2);
});

test('a wall clock that is set back makes no retry wait', async () => {
  hook.answer = 503;
  stage = await Stage.open({ contact: { webhookUrl: hook.url } });
  await stage.alarm();
  await stage.pass(31);
  await until('the try has failed', () => keys().length === 1 && stage.count('notify-retry') >= 1);
  await stage.pass(1);
  const tried = keys().length;
  stage.clock.setWall(stage.clock.wall() - 3_600_000);
  await stage.pass(10);
  await until('tried again', () => keys().length > tried);
});
