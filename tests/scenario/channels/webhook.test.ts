import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { Stage } from '../notify/stage.ts';
import { WebhookReceiver, type Post } from '../notify/webhook-receiver.ts';

const OLD = Buffer.alloc(24, 1);
const NEW = Buffer.alloc(64, 2);
const line = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;

let folder: string;
let file: string;
let hook: WebhookReceiver;
let stage: Stage;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duress-secrets-'));
  file = join(folder, 'webhook');
  hook = await WebhookReceiver.open();
});
afterEach(async () => {
  await stage.close();
  await hook.close();
  rmSync(folder, { recursive: true });
});

/** As a receiver does it by the published scheme: which of these secrets has signed the post. */
function signedBy({ headers, body }: Post, secrets: readonly Buffer[]): number[] {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name]));
  const given = new Set((signature ?? '').split(' '));
  return secrets.flatMap((secret, n) => {
    const right = createHmac('sha256', secret)
      .update(`${id ?? ''}.${timestamp ?? ''}.${body}`)
      .digest('base64');
    return given.has(`v1,${right}`) ? [n] : [];
  });
}

async function press(): Promise<void> {
  await stage.alarm();
  await stage.pass(31);
}

test('a post is signed over its id, its time and its body; a try of the same message is signed anew under the same id', async () => {
  writeFileSync(file, `${line(OLD)}\n`);
  stage = await Stage.open({ contact: { webhookUrl: hook.url, webhookSecretFile: file } });
  hook.answer = 503;
  await press();
  const tries = await until('it is tried again', async () => {
    await stage.pass(1);
    const posts = hook.posts.filter(({ body }) => body.includes('needed-now'));
    return posts.length > 1 ? posts : undefined;
  });
  for (const one of tries) expect(signedBy(one, [OLD, NEW])).toEqual([0]);
  const [first, second] = tries;
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  expect(first?.headers['webhook-id']).toBe(first?.key);
  expect(Number(second?.headers['webhook-timestamp'])).toBeGreaterThan(Number(first?.headers['webhook-timestamp']));
  expect(Math.abs(Number(first?.headers['webhook-timestamp']) * 1_000 - stage.clock.wall())).toBeLessThan(60_000);
  // What is changed on the way is noticed.
  expect(first === undefined ? [] : signedBy({ ...first, body: `${first.body} ` }, [OLD])).toEqual([]);
});

test('two secrets sign both, while receivers change over; a new file needs no restart', async () => {
  writeFileSync(file, `${line(OLD)}\n${line(NEW)}\n`);
  stage = await Stage.open({ contact: { webhookUrl: hook.url, webhookSecretFile: file } });
  await press();
  const both = await until('the post', () => hook.posts.find(({ body }) => body.includes('needed-now')));
  expect(signedBy(both, [OLD, NEW])).toEqual([0, 1]);
  writeFileSync(file, line(NEW));
  await stage.pass(60);
  const later = await until('the next step’s', () => hook.posts.filter(({ body }) => body.includes('needed-now'))[1]);
  expect(signedBy(later, [OLD, NEW])).toEqual([1]);
});

test.each([
  ['is not there', undefined],
  ['is empty', '\n'],
  ['holds three', [OLD, NEW, OLD].map(line).join('\n')],
  ['holds a secret that is too short', line(Buffer.alloc(23, 1))],
  ['holds a secret that is too long', line(Buffer.alloc(65, 1))],
  ['holds something else', 'a password'],
])('a secret file that %s: nothing goes out unsigned, and the fault says so', async (_, text) => {
  if (text !== undefined) writeFileSync(file, text);
  stage = await Stage.open({ contact: { webhookUrl: hook.url, webhookSecretFile: file } });
  await press();
  await until('the fault', () => stage.faults().includes('channel-failed:channel:webhook'));
  expect(hook.posts).toEqual([]);
  expect(JSON.stringify(stage.events)).not.toContain('whsec_AQ');
});
