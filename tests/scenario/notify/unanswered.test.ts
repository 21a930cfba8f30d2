import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { header, MailServer } from './mail-server.ts';
import { SECRETS, Stage } from './stage.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

const PAGES = 'https://pages.example';
let mail: MailServer;
let hook: WebhookReceiver;
let stage: Stage;

beforeEach(async () => {
  mail = await MailServer.open();
  hook = await WebhookReceiver.open();
});
afterEach(async () => {
  await stage.close();
  await mail.down();
  await hook.close();
});

const toGuard = () => mail.mails.filter(({ to }) => to.includes('gus@clinic.example'));
const toManager = () => mail.mails.filter(({ to }) => to.includes('mona@clinic.example'));

test('an alarm that nobody takes for 30 s reaches the emergency contact, without a name, a room or a word of what it is', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url, mailFrom: 'gateway@clinic.example', pagesUrl: PAGES } });
  const alarm = await stage.alarm();
  await stage.pass(1);
  await until('the manager has the task', () => toManager()[0]);
  await stage.pass(28);
  expect(toGuard()).toEqual([]);
  await stage.pass(2);
  const told = await until('the mail is there', () => toGuard()[0]);
  expect(header(told, 'Subject')).toBe('You are needed now');
  expect(header(told, 'Auto-Submitted')).toBe('auto-generated');
  expect(told.raw).toContain(`${PAGES}/`);
  expect(toManager()[0]?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')).toContain(`${PAGES}/desk#/debriefs/${stage.debrief(alarm)}`);
  for (const secret of SECRETS) for (const { raw } of mail.mails) expect(raw).not.toContain(secret);
  await until('both are settled', async () => (await stage.queued()).length === 0);
  expect(stage.faults()).not.toContain('channel-failed:channel:mail');
});

test('it goes on each minute until somebody has it, and not after', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url } });
  const alarm = await stage.alarm();
  await stage.pass(31);
  await until('the first', () => toGuard().length === 1);
  await stage.pass(60);
  await until('the second', () => toGuard().length === 2);
  expect(new Set(toGuard().map((one) => header(one, 'Message-ID'))).size).toBe(2);
  await stage.act(alarm, 'take');
  await stage.pass(120);
  expect(toGuard()).toHaveLength(2);
});

test('taken in time: nobody is disturbed', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url } });
  const alarm = await stage.alarm();
  await stage.pass(20);
  await stage.act(alarm, 'take');
  await stage.pass(60);
  expect(toGuard()).toEqual([]);
});

test('released and unanswered again: the contact is told again, although the steps are counted anew', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url } });
  const alarm = await stage.alarm();
  await stage.pass(31);
  await until('told', () => toGuard().length === 1);
  await stage.act(alarm, 'take');
  await stage.act(alarm, 'release');
  await stage.pass(31);
  await until('told again', () => toGuard().length === 2);
  expect(new Set(toGuard().map((one) => header(one, 'Message-ID'))).size).toBe(2);
});

test('a message about an alarm that was taken before it got out is settled without sending', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url } });
  await mail.down();
  const alarm = await stage.alarm();
  await stage.pass(31);
  await until('it failed', () => stage.count('notify-retry') >= 2);
  await stage.act(alarm, 'take');
  await mail.up();
  await stage.pass(30);
  await until('nothing of the alarm is queued', async () => !(await stage.queued()).some((body) => body.includes('alarm')));
  expect(stage.count('notify-needless')).toBe(1);
  expect(toGuard()).toEqual([]);
});

test('the mail server is away: tried again, a fault, then told once, and the fault is closed', async () => {
  stage = await Stage.open({ contact: { smtpUrl: mail.url } });
  await mail.down();
  const alarm = await stage.alarm();
  await stage.pass(31);
  await until('the fault is open', () => stage.faults().includes('channel-failed:channel:mail'));
  // Two more steps of the escalation come meanwhile; each is a message of its own.
  await until('the third step', async () => {
    await stage.pass(1);
    return stage.core.committed.alarms.get(alarm)?.climb.step === 3;
  });
  await until('it is still tried', async () => {
    await stage.pass(1);
    return stage.count('notify-mail-failed') > 5;
  });
  await mail.up();
  await stage.pass(16);
  const arrived = (): Promise<unknown> => until('the mail is there', () => toGuard()[0], { withinMs: 3_000 });
  // A try that was under way when the server came back failed a moment later; its turn comes again.
  await arrived().catch(async () => {
    await stage.pass(16);
    await arrived();
  });
  await until('nothing of the alarm is queued', async () => {
    await stage.settled();
    return !(await stage.queued()).some((body) => body.includes('alarm'));
  });
  await until('the fault is closed', () => !stage.faults().includes('channel-failed:channel:mail'));
  // Of the three steps or more in those minutes the newest alone is told: each step has one mail or was outdone, none has both. A
  // step that nothing had got through of before tells the administrator as well, who is one more to count.
  const steps = stage.core.committed.alarms.get(alarm)?.climb.step ?? 0;
  expect(stage.count('notify-needless')).toBeGreaterThanOrEqual(2);
  expect(toGuard().length + stage.count('notify-needless')).toBeLessThanOrEqual(2 * steps);
});

test('a webhook that hangs delays no mail', async () => {
  hook.answer = 'hang';
  stage = await Stage.open({ contact: { smtpUrl: mail.url, webhookUrl: hook.url } });
  await stage.alarm();
  await stage.pass(31);
  await until('the webhook has the post and says nothing', () => hook.posts.some(({ body }) => body.includes('needed-now')));
  await until('the mail is there all the same', () => toGuard()[0]);
  await until('the message is settled', async () => {
    await stage.settled();
    return !(await stage.queued()).some((body) => body.includes('alarm'));
  });
  await stage.pass(16);
  await until('the webhook is a fault', () => stage.faults().includes('channel-failed:channel:webhook'));
  expect(stage.faults()).not.toContain('channel-failed:channel:mail');
});

test('a webhook is given what an SMS service needs, and nothing of what happened', async () => {
  stage = await Stage.open({ contact: { webhookUrl: hook.url, pagesUrl: PAGES + '/' } });
  await stage.alarm();
  await stage.pass(31);
  const post = await until('the post', () => hook.posts.find(({ body }) => body.includes('gus-1')));
  const body: unknown = JSON.parse(post.body);
  expect(body).toEqual({
    v: 1,
    id: post.key,
    kind: 'needed-now',
    urgency: 'now',
    to: { person: 'gus-1', email: 'gus@clinic.example', phone: '+61 400 000 000' },
    subject: 'You are needed now',
    text: 'Somebody is waiting for an answer. Please open this page now.',
    link: `${PAGES}/`,
  });
  for (const secret of SECRETS) expect(post.body).not.toContain(secret);
});

test.each([301, 404, 500, 503])('an answer %i of the webhook is a failed channel, and no redirect is followed', async (status) => {
  hook.answer = status;
  stage = await Stage.open({ contact: { webhookUrl: hook.url } });
  await stage.alarm();
  await stage.pass(31);
  await until('the fault is open', () => stage.faults().includes('channel-failed:channel:webhook'));
  const keys = () => hook.posts.filter(({ body }) => body.includes('gus-1')).map(({ key }) => key);
  await until('it is tried again', async () => {
    await stage.pass(1);
    return keys().length >= 3;
  });
  expect(new Set(keys().slice(0, 3)).size).toBe(1);
  hook.answer = 200;
  await until('the fault is closed', async () => {
    await stage.pass(1);
    return !stage.faults().includes('channel-failed:channel:webhook');
  });
});

test('nothing is set up: a fault says so, and the message waits', async () => {
  stage = await Stage.open({ contact: {} });
  await stage.alarm();
  await stage.pass(29);
  expect(stage.faults()).not.toContain('no-channel:gateway');
  await stage.pass(3);
  await until('the fault is open', () => stage.faults().includes('no-channel:gateway'));
  expect((await stage.queued()).some((body) => body.includes('alarm-unanswered'))).toBe(true);
});

test('a contact whom no way reaches is a fault of that person, not of the mail, and ends when the address is put right', async () => {
  mail.refused.add('gone@clinic.example');
  stage = await Stage.open({ contact: { smtpUrl: mail.url }, guard: { email: 'gone@clinic.example' } });
  await stage.alarm();
  await stage.pass(31);
  await until('the fault is open', () => stage.faults().includes('contact-unreachable:person:gus-1'));
  expect(stage.faults()).not.toContain('channel-failed:channel:mail');
  expect(JSON.stringify(stage.events)).not.toContain('gone@');
  const gus = [...stage.core.committed.people.values()].find(({ person }) => person === 'gus-1');
  if (gus === undefined) throw new Error('the guard is there');
  await stage.save([{ put: 'person', value: { ...gus, email: 'gus@clinic.example' } }]);
  await until('the fault is closed', () => !stage.faults().includes('contact-unreachable:person:gus-1'));
  await until('and the mail comes', async () => {
    await stage.pass(1);
    return toGuard()[0];
  });
});

test('a task that nobody could be told of for a day is given up; its record says why', async () => {
  const settled: unknown[] = [];
  stage = await Stage.open({
    contact: { smtpUrl: 'smtp://127.0.0.1:1' },
    outbox: (outbox) => ({
      due: (now, limit) => outbox.due(now, limit),
      settle: (id, result) => {
        settled.push(result);
        return outbox.settle(id, result);
      },
    }),
  });
  const alarm = await stage.alarm();
  await stage.act(alarm, 'take');
  await stage.pass(1);
  await until('it was tried', () => settled.length > 0);
  stage.clock.setWall(stage.clock.wall() + 24 * 3_600_000);
  await until('it is given up', async () => {
    await stage.pass(1);
    return settled.find((one) => JSON.stringify(one).includes('gave-up'));
  });
  expect(JSON.stringify(settled)).toContain('nobody was reached for a day');
});
