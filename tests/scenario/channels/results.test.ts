import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';
import { MailServer } from '../notify/mail-server.ts';
import { WebhookReceiver } from '../notify/webhook-receiver.ts';
import { ChannelsStage } from './stage.ts';
import { TwilioServer } from './twilio-server.ts';

const RUTH_MAIL = 'ruth@clinic.example';
const LEE = '+61400000001';

let twilio: TwilioServer;
let mail: MailServer;
let hook: WebhookReceiver;
let stage: ChannelsStage;

beforeEach(async () => {
  [twilio, mail, hook] = await Promise.all([TwilioServer.open(), MailServer.open(), WebhookReceiver.open()]);
});
afterEach(async () => {
  await stage.close();
  await Promise.all([twilio.close(), mail.down(), hook.close()]);
});

const reported = (result: string): Promise<unknown> =>
  until(result, async () => {
    await stage.go(100);
    return stage.results().includes(result);
  });

/** Lee alone is on the room's own list; Ruth and Sam stand above. */
async function withLeeFirst(): Promise<void> {
  // as: an id by hand.
  const room = [...stage.gateway.gateway.core.committed.places.values()].find(({ place }) => place === 'room1');
  if (room === undefined) throw new RangeError('the demo has room 1');
  await stage.gateway.save([{ put: 'place', value: { ...room, emergency: ['lee' as PersonId] } }]);
  await stage.person('lee', { phone: LEE });
}

test('each way’s result stands on the alarm’s timeline, and the card says how many were reached', async () => {
  stage = await ChannelsStage.withTwilio(twilio, { smtpUrl: mail.url, mailFrom: 'gateway@clinic.example', webhookUrl: hook.url });
  await stage.person('ruth', { email: RUTH_MAIL });
  hook.answer = 503;
  await stage.unanswered();
  for (const one of ['mail accepted', 'sms accepted', 'voice accepted', 'webhook failed']) await reported(`ruth ${one}`);
  expect(stage.reports().find(({ to, way }) => to === 'ruth' && way === 'webhook')).toMatchObject({
    of: ['mail', 'webhook', 'sms', 'voice'],
    tries: 1,
    why: 'webhook HTTP 503',
  });
  const maria = await Reception.signIn(stage.http, 'reception');
  await maria.watch();
  const view = await until('the card', () => maria.alarms.get(stage.hands.alarm.alarm));
  expect(view.reach).toEqual({ told: 2, reached: 1 });
  const story = await maria.ask('GET', `/api/v1/alarms/${stage.hands.alarm.alarm}`);
  expect(JSON.stringify(story)).toContain('"MessageReported"');
  const kept = stage.facts.filter(({ kind }) => kind !== 'PersonSaved');
  expect(JSON.stringify([kept, stage.gateway.events.seen])).not.toContain(RUTH_MAIL);
  maria.close();
});

test('nothing reaches anybody of a step: the next one starts at once, and the faults say why', async () => {
  stage = await ChannelsStage.withTwilio(twilio);
  await withLeeFirst();
  twilio.refusals.set(LEE, { status: 400, code: 21_211 });
  await stage.unanswered();
  const step = await until('the second step', async () => {
    await stage.go(100);
    return stage.facts.find(({ kind, data }) => kind === 'EscalationStepped' && (data as { step: number }).step === 2); // as: a step's fact
  });
  const first = stage.facts.find(({ kind }) => kind === 'EscalationStepped');
  // Its own time would have been a minute.
  expect(step.t - (first?.t ?? 0)).toBeLessThan(10_000);
  await until('Ruth is told', async () => {
    await stage.go(100);
    return twilio.texts().some(({ fields }) => fields.get('To') !== LEE && fields.has('StatusCallback'));
  });
  await until('the fault', () => stage.faults().includes('contact-unreachable:person:lee'));
});

test('a text that was taken and then can not be delivered hurries the climb, too', async () => {
  stage = await ChannelsStage.withTwilio(twilio);
  await withLeeFirst();
  await stage.unanswered();
  await reported('lee sms accepted');
  await reported('lee voice accepted');
  const toLee = (kind: 'texts' | 'calls'): URLSearchParams | undefined =>
    twilio[kind]().find(({ fields }) => fields.get('To') === LEE)?.fields;
  const text = toLee('texts')?.get('StatusCallback') ?? '';
  await twilio.post(toLee('calls')?.get('StatusCallback') ?? '', { CallSid: 'CA1', CallStatus: 'busy' }, { at: stage.http });
  await reported('lee voice failed');
  expect(stage.hands.alarm.climb.step).toBe(1);
  await twilio.post(text, { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' }, { at: stage.http });
  await reported('lee sms failed');
  expect(stage.hands.alarm.climb.step).toBe(2);
  await until('the fault', () => stage.faults().includes('contact-unreachable:person:lee'));
});

test('a service that hangs delays no other way, and its result comes when it is given up', async () => {
  stage = await ChannelsStage.withTwilio(twilio, { smtpUrl: mail.url });
  await stage.person('ruth', { email: RUTH_MAIL });
  twilio.refusals.set('all', 'hang');
  await stage.unanswered();
  await reported('ruth mail accepted');
  expect(stage.results()).not.toContain('ruth sms failed');
  await stage.go(15_000);
  await reported('ruth sms failed');
  expect(stage.reports().find(({ way }) => way === 'sms')).toMatchObject({ why: 'sms took longer than 15 s' });
});
