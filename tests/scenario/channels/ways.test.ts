import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Json } from '../../../gateway/src/base/canonical.ts';
import type { Outbox } from '../../../gateway/src/engine/ports/outbox.ts';
import { until } from '../../harness/wait.ts';
import { MailServer } from '../notify/mail-server.ts';
import { Stage } from '../notify/stage.ts';
import { WebhookReceiver } from '../notify/webhook-receiver.ts';

let mail: MailServer;
let hook: WebhookReceiver;
let stage: Stage;

beforeEach(async () => {
  [mail, hook] = await Promise.all([MailServer.open(), WebhookReceiver.open()]);
});
afterEach(async () => {
  await stage.close();
  await Promise.all([mail.down(), hook.close()]);
});

/** Messages as a step that names its ways writes them. */
function naming(ways: Json): (outbox: Outbox) => Outbox {
  return (outbox) => ({
    due: async (now, limit) =>
      (await outbox.due(now, limit)).map((message) => ({ ...message, body: { ...(message.body as Record<string, Json>), ways } })), // as: every body is an object.
    settle: (id, result) => outbox.settle(id, result),
  });
}

const toGuard = () => mail.mails.filter(({ to }) => to.includes('gus@clinic.example'));
const posted = () => hook.posts.filter(({ body }) => body.includes('gus-1'));

async function unanswered(ways: Json): Promise<void> {
  stage = await Stage.open({ contact: { smtpUrl: mail.url, webhookUrl: hook.url }, outbox: naming(ways) });
  await stage.alarm();
  await stage.pass(31);
  await until('the message is settled', async () => {
    await stage.settled();
    return !(await stage.queued()).some((body) => body.includes('alarm'));
  });
}

const by = (): string[] => [...(toGuard().length > 0 ? ['mail'] : []), ...(posted().length > 0 ? ['webhook'] : [])];

test.each<readonly [string, Json, readonly string[]]>([
  ['one way: by it alone', ['webhook'], ['webhook']],
  ['another', ['mail'], ['mail']],
  ['both', ['mail', 'webhook'], ['mail', 'webhook']],
  ['one that this house has, and one that it has not', ['sms', 'mail'], ['mail']],
  ['only what this house has not: by what it has, for too much is the safe mistake', ['sms', 'voice'], ['mail', 'webhook']],
  ['nothing that this build knows', ['pigeon'], ['mail', 'webhook']],
  ['something else than a list', 'mail', ['mail', 'webhook']],
])('a step names %s', async (_, ways, expected) => {
  await unanswered(ways);
  await until('they are there', () => by().length >= expected.length);
  await stage.pass(1);
  expect(by()).toEqual(expected);
});
