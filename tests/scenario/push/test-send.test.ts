import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TEST_SEND_REST_MS, TEST_SENDS_AT_ONCE } from '../../../gateway/src/contract/test-send.ts';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import { until } from '../../harness/wait.ts';
import { TwilioServer } from '../channels/twilio-server.ts';
import { ChannelsStage } from '../channels/stage.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { MailServer } from '../notify/mail-server.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { PushService } from './push-service.ts';
import { PushStage, SignedIn } from './stage.ts';

let stage: PushStage | undefined;
let mail: MailServer | undefined;
afterEach(async () => {
  await stage?.close();
  await mail?.down();
  stage = undefined;
  mail = undefined;
});

test('delivered, accepted only, unreachable and no device: each way says what is known of it, and nothing is an alarm', async () => {
  mail = await MailServer.open();
  stage = await PushStage.open({ smtpUrl: mail.url, mailFrom: 'gateway@clinic.example', webhookUrl: 'http://127.0.0.1:1/nobody' });
  const open = stage;
  await open.channels.person('ruth', { email: 'ruth@clinic.example' });
  const { me } = await open.subscribed('ruth', 'ruths-phone');
  expect((await me.ask('POST', '/api/v1/people/ruth/test-send')).status).toBe(202);
  const { notice, headers } = await open.pushed('ruths-phone', 'A test message');
  expect(notice).toMatchObject({ title: 'A test message', silent: true, link: '/' });
  expect(headers['urgency']).toBe('normal');
  await until('the first results', async () => {
    await open.channels.go(100);
    const { mail: byMail, webhook, push } = await open.tested(me, 'ruth');
    return byMail === 'accepted' && webhook === 'unreachable' && push === 'accepted';
  });
  expect(await open.shown(notice)).toBe(204);
  await until('it was shown', async () => (await open.tested(me, 'ruth'))['push'] === 'delivered');
  expect(mail.mails).toHaveLength(1);

  // Lee has neither address nor device: only the webhook is asked about everybody.
  const sam = await open.signedIn('sam');
  expect((await sam.ask('POST', '/api/v1/people/lee/test-send')).status).toBe(202);
  await until('Lee’s results', async () => {
    await open.channels.go(100);
    return (await open.tested(sam, 'lee'))['webhook'] === 'unreachable';
  });
  expect(await open.tested(sam, 'lee')).toEqual({ mail: 'no-device', webhook: 'unreachable', push: 'no-device' });
  const { json } = await sam.ask('GET', '/api/v1/people/lee/ways');
  expect(json['test']).toMatchObject({ by: { person: 'sam', name: 'Sam Okafor' } });

  const kinds = open.channels.kinds();
  expect(kinds.filter((kind) => kind === 'TestSendAsked')).toHaveLength(2);
  for (const none of ['AlarmRaised', 'EscalationStepped', 'MessageReported', 'DebriefOpened']) expect(kinds).not.toContain(none);
});

test('texts and calls: the service’s later words make them delivered, and a call asks for nothing', async () => {
  const twilio = await TwilioServer.open();
  const channels = await ChannelsStage.withTwilio(twilio);
  try {
    const { cookie } = await cookieOf(channels.gateway, 'ruth');
    const me = new SignedIn(channels.http, cookie);
    const results = async (): Promise<unknown> => {
      const { json } = await me.ask('GET', '/api/v1/people/ruth/ways');
      return (json['test'] as { readonly ways: readonly object[] }).ways; // as: the contract of that address.
    };
    expect((await me.ask('POST', '/api/v1/people/ruth/test-send')).status).toBe(202);
    await until('both are taken', async () => {
      await channels.go(100);
      return twilio.asked.length === 2;
    });
    const [text, call] = [twilio.texts()[0]?.fields, twilio.calls()[0]?.fields];
    expect(text?.get('Body')).toBe('This is a test of how you can be reached. There is nothing that you need to do.');
    expect(call?.get('Twiml')).not.toContain('<Gather');
    await until('both are reported', async () => {
      await channels.go(100);
      return JSON.stringify(await results()).match(/"accepted"/g)?.length === 2;
    });
    const said = { at: channels.http };
    await twilio.post(text?.get('StatusCallback') ?? '', { MessageSid: 'SM1', MessageStatus: 'delivered' }, said);
    await twilio.post(call?.get('StatusCallback') ?? '', { CallSid: 'CA1', CallStatus: 'no-answer' }, said);
    await until('the later words', async () => {
      await channels.go(100);
      const all = JSON.stringify(await results());
      return all.includes('"delivered"') && all.includes('"unreachable"');
    });
    // A key that is pressed in such a call takes nothing: there is nothing to take.
    const forged = (call?.get('StatusCallback') ?? '').replace('/status?', '/key?');
    expect((await twilio.post(forged, { CallSid: 'CA1', Digits: '1' }, said)).status).toBe(403);
  } finally {
    await channels.close();
    await twilio.close();
  }
});

test('administrators and the person themself, nobody else; and nobody who has left', async () => {
  stage = await PushStage.open();
  const maria = await stage.signedIn('maria');
  for (const [method, what] of [
    ['GET', 'ways'],
    ['POST', 'test-send'],
  ] as const)
    expect((await maria.ask(method, `/api/v1/people/ruth/${what}`)).status).toBe(403);
  expect((await maria.ask('GET', '/api/v1/people/maria/ways')).status).toBe(200);
  const sam = await stage.signedIn('sam');
  expect((await sam.ask('POST', '/api/v1/people/nobody/test-send')).status).toBe(404);
  const lee = stage.channels.gateway.gateway.core.committed.people.get('lee' as PersonId); // as: an id by hand.
  if (lee === undefined) throw new RangeError('the demo has Lee');
  await stage.channels.gateway.save([{ put: 'person', value: { ...lee, active: false } }]);
  expect((await sam.ask('POST', '/api/v1/people/lee/test-send')).status).toBe(404);
  expect(stage.channels.kinds()).not.toContain('TestSendAsked');
});

test('one person no more than once a minute, and one asker so many people in that time', async () => {
  stage = await PushStage.open();
  const { clock, gateway } = stage.channels;
  const sam = await stage.signedIn('sam');
  const send = async (person: string): Promise<number> => (await sam.ask('POST', `/api/v1/people/${person}/test-send`)).status;
  expect(await send('ruth')).toBe(202);
  expect(await send('ruth')).toBe(409);
  await stage.channels.go(TEST_SEND_REST_MS - 2_000);
  expect(await send('ruth')).toBe(409);
  clock.advance(3_000);
  expect(await send('ruth')).toBe(202);
  const more = Array.from({ length: TEST_SENDS_AT_ONCE }, (_, n) => `p-${String(n)}`);
  for (const id of more) {
    // as: an id by hand.
    const value = { person: id as PersonId, name: id, leave: [], unavailable: false, active: true };
    await gateway.save([{ put: 'person', value }]);
  }
  const answers = [];
  for (const id of more) answers.push(await send(id));
  expect(answers).toEqual([...Array<number>(TEST_SENDS_AT_ONCE - 1).fill(202), 409]);
  clock.advance(TEST_SEND_REST_MS + 1_000);
  expect(await send(more.at(-1) ?? '')).toBe(202);
});

test('what a stop cut off is said to be so at the next start, and is not sent again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'duress-cut-off-'));
  const service = await PushService.open();
  const configuration = { contact: { pushContact: 'https://clinic.example/contact', pushLoopback: true } };
  try {
    const first = await TestGateway.start({ folder, configuration });
    const me = new SignedIn(first.addresses.http, (await cookieOf(first, 'ruth')).cookie);
    const { json } = await me.ask('GET', '/api/v1/my/push');
    await me.ask('PUT', '/api/v1/my/push', service.subscribe('phone', String(json['key'])).json());
    service.answers.set('all', 'hang');
    expect((await me.ask('POST', '/api/v1/people/ruth/test-send')).status).toBe(202);
    await until('it is on its way', () => service.requests === 1);
    await first.stop();
    service.answers.clear();
    const second = await TestGateway.start({ folder, configuration });
    const again = new SignedIn(second.addresses.http, (await cookieOf(second, 'ruth')).cookie);
    const standing = await until('it is said', async () => {
      const { json: view } = await again.ask('GET', '/api/v1/people/ruth/ways');
      const { ways } = view['test'] as { readonly ways: readonly { readonly result?: string }[] }; // as: the contract of that address.
      return ways[0]?.result === undefined ? undefined : ways;
    });
    expect(standing).toMatchObject([{ way: 'push', result: 'unreachable', why: 'cut-off' }]);
    expect(service.requests).toBe(1);
    // The browser believes the gateway that comes back: its key is the same.
    expect((await again.ask('GET', '/api/v1/my/push')).json['key']).toBe(json['key']);
    await second.close();
  } finally {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  }
});
