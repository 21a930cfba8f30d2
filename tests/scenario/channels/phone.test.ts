import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { ChannelsStage, PAGES, RUTH } from './stage.ts';
import { TwilioServer, type Asked } from './twilio-server.ts';

let twilio: TwilioServer;
let stage: ChannelsStage;

beforeEach(async () => {
  twilio = await TwilioServer.open();
});
afterEach(async () => {
  await stage.close();
  await twilio.close();
});

/** Texts about the alarm; those about the debrief, whose owner Ruth is, have no status to be told. */
function needed(): readonly Asked[] {
  return twilio.texts().filter(({ fields }) => fields.has('StatusCallback'));
}

/** The first text and the first call to Ruth, and that both stand on the timeline. */
async function told(): Promise<{ text: Asked; call: Asked }> {
  await stage.unanswered();
  const text = await until('the text is asked for', () => needed()[0]);
  const call = await until('the call is asked for', () => twilio.calls()[0]);
  await reported('ruth sms accepted');
  await reported('ruth voice accepted');
  return { text, call };
}

async function reported(result: string): Promise<void> {
  await until(result, async () => {
    await stage.go(100);
    return stage.results().includes(result);
  });
}

test('a text and a call go to whoever has a number, and say no name, no room and no word of what it is', async () => {
  stage = await ChannelsStage.withTwilio(twilio);
  const { text, call } = await told();
  expect(text.fields.get('To')).toBe(RUTH);
  expect(text.fields.get('From')).toBe('+15005550006');
  expect(text.fields.get('ValidityPeriod')).toBe('600');
  expect(text.fields.get('Body')).toMatch(
    /^Somebody is waiting for an answer\. Please open this page now\. https:\/\/gateway\.example\/a\/[\w~%-]+$/,
  );
  expect(call.fields.get('To')).toBe(RUTH);
  expect(call.fields.getAll('StatusCallbackEvent')).toEqual(['answered', 'completed']);
  const spoken = call.fields.get('Twiml') ?? '';
  expect(spoken).toContain('dial 1');
  expect(spoken.match(/<Gather input="dtmf" numDigits="1"/g)).toHaveLength(3);
  for (const secret of ['Ana', 'Ruth', 'Room', 'Interview', 'duress', 'alarm'])
    expect(`${text.fields.get('Body') ?? ''}${spoken.replaceAll(/action="[^"]*"/g, '')}`).not.toContain(secret);
  // Sam has no number: no way knows him, and that stands there too.
  await reported('sam none failed');
  expect(stage.faults()).toContain('contact-unreachable:person:sam');
});

test('what the service tells later is believed by its signature, and stands on the timeline with its own name for it', async () => {
  stage = await ChannelsStage.withTwilio(twilio);
  const { text, call } = await told();
  const status = text.fields.get('StatusCallback') ?? '';
  expect(status.startsWith(`${PAGES}/callbacks/twilio/status?`)).toBe(true);
  const fields = { MessageSid: text.sid, MessageStatus: 'delivered', AccountSid: 'AC', To: RUTH };
  expect((await twilio.post(status, fields, { at: stage.http, token: 'another' })).status).toBe(403);
  // Signed for another message: the address is part of what is signed.
  const forged = await fetch(stage.http + new URL(status).pathname + new URL(status).search.replace('w=sms', 'w=voice'), {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  expect(forged.status).toBe(403);
  expect(stage.count('twilio-callback-refused')).toBe(2);
  await stage.go(1_000);
  expect(stage.results()).not.toContain('ruth sms delivered');

  expect((await twilio.post(status, { ...fields, MessageStatus: 'sent' }, { at: stage.http })).status).toBe(204);
  expect((await twilio.post(status, fields, { at: stage.http })).status).toBe(204);
  await reported('ruth sms delivered');
  expect(stage.reports().find(({ result }) => result === 'delivered')).toMatchObject({
    way: 'sms',
    provider: text.sid,
    to: 'ruth',
    step: 1,
  });
  // The same again, and what is overtaken, changes nothing.
  const before = stage.facts.length;
  for (const again of ['delivered', 'failed', 'undelivered'])
    await twilio.post(status, { ...fields, MessageStatus: again }, { at: stage.http });
  await stage.go(1_000);
  expect(stage.facts.slice(before).filter(({ kind }) => kind === 'MessageReported')).toEqual([]);
  await twilio.post(call.fields.get('StatusCallback') ?? '', { CallSid: call.sid, CallStatus: 'no-answer' }, { at: stage.http });
  await reported('ruth voice failed');
  expect(stage.reports().at(-1)).toMatchObject({ why: 'not-picked-up' });
});

test('a callback that is too large, of no form or not a post of ours is refused, and nothing of it is kept', async () => {
  stage = await ChannelsStage.withTwilio(twilio);
  const { text } = await told();
  const status = text.fields.get('StatusCallback') ?? '';
  const at = stage.http + new URL(status).pathname;
  const large = await twilio.post(status, { MessageStatus: 'delivered', Filling: 'x'.repeat(8 * 1024) }, { at: stage.http });
  expect(large.status).toBe(413);
  expect((await twilio.post(status, { MessageStatus: 'delivered', Filling: 'x'.repeat(7 * 1024) }, { at: stage.http })).status).toBe(204);
  expect((await fetch(at, { method: 'POST', body: 'hello', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  expect((await fetch(at, { method: 'POST', body: new URLSearchParams({ MessageStatus: 'delivered' }) })).status).toBe(403);
  expect((await fetch(at)).status).toBe(404);
});

test('key 1 on the call takes it for exactly this person, once; nothing else does', async () => {
  stage = await ChannelsStage.withTwilio(twilio);
  const { call } = await told();
  const action = (/action="([^"]*)"/.exec(call.fields.get('Twiml') ?? '')?.[1] ?? '').replaceAll('&amp;', '&');
  const dial = (Digits: string, token?: string): Promise<{ status: number; text: string }> =>
    twilio.post(action, { CallSid: call.sid, Digits }, { at: stage.http, ...(token === undefined ? {} : { token }) });
  expect((await dial('1', 'another')).status).toBe(403);
  // Another key is asked for again, and the same key takes it then.
  expect((await dial('2')).text).toContain(`action="${action.replaceAll('&', '&amp;')}"`);
  expect(stage.hands.alarm.state).toBe('open');
  const taken = await dial('1');
  expect(taken.status).toBe(200);
  expect(taken.text).toMatch(/^<\?xml .*<Say language="en-GB">Thank you\. You have it\./);
  expect(stage.hands.alarm).toMatchObject({ state: 'taken', taken: { person: 'ruth' } });
  expect(stage.results().at(-1)).toBe('ruth voice answered');
  await stage.hands.act('ruth', 'release');
  expect((await dial('1')).text).toContain('This call has ended');
  expect(stage.hands.alarm.state).toBe('open');
  await stage.hands.act('maria', 'take');
  const other = await until('a call of a later step', async () => {
    await stage.hands.act('maria', 'release');
    await stage.go(31_000);
    return twilio.calls().filter(({ fields }) => fields.has('StatusCallback'))[1];
  });
  await stage.hands.act('lee', 'take');
  const later = (/action="([^"]*)"/.exec(other.fields.get('Twiml') ?? '')?.[1] ?? '').replaceAll('&amp;', '&');
  expect((await twilio.post(later, { CallSid: other.sid, Digits: '1' }, { at: stage.http })).text).toContain('Somebody else has it');
  expect(stage.hands.alarm).toMatchObject({ taken: { person: 'lee' } });
});

test.each([
  [21_211, 'number-refused'],
  [21_610, 'unsubscribed'],
])('code %i is about the number: refused, a fault of that person, and never of the way', async (code, why) => {
  stage = await ChannelsStage.withTwilio(twilio);
  twilio.refusals.set(RUTH, { status: 400, code });
  await stage.unanswered();
  await reported('ruth sms refused');
  expect(stage.reports().find(({ result }) => result === 'refused')).toMatchObject({ why });
  await until('the fault is open', () => stage.faults().includes('contact-unreachable:person:ruth'));
  expect(stage.faults()).not.toContain('channel-failed:channel:sms');
  const kept = JSON.stringify([stage.facts, stage.gateway.events.seen]);
  expect(kept).not.toContain('491570157');
});

test.each([
  ['an unknown code', { status: 400, code: 21_999 }],
  ['a wrong key', { status: 401, code: 20_003 }],
  ['an error of the service', { status: 500, raw: '<html>' }],
  ['an endless answer', { status: 201, raw: `{"sid":"${'x'.repeat(20_000)}"}` }],
  ['a redirect', { status: 307, raw: '' }],
])('%s is about the way: a fault, and tried again', async (_, refusal) => {
  stage = await ChannelsStage.withTwilio(twilio);
  twilio.refusals.set('all', refusal);
  await stage.unanswered();
  await until('the fault is open', async () => {
    await stage.go(1_000);
    return stage.faults().includes('channel-failed:channel:sms');
  });
  await reported('ruth sms failed');
  twilio.refusals.clear();
  await until('it is out', async () => {
    await stage.go(1_000);
    return stage.results().includes('ruth sms accepted') && !stage.faults().includes('channel-failed:channel:sms');
  });
  // A step may have come meanwhile; what was taken at the second try or later says so.
  expect(stage.reports().filter(({ result, tries }) => result === 'accepted' && Number(tries) >= 1).length).toBeGreaterThan(0);
});

test('asked to wait, the service is left alone for as long as it says, and not for longer than a minute', async () => {
  stage = await ChannelsStage.withTwilio(twilio);
  twilio.refusals.set('all', { status: 429, code: 20_429, retryAfter: '20' });
  await stage.unanswered();
  await reported('ruth sms failed');
  twilio.refusals.clear();
  const asked = twilio.requests;
  await stage.go(18_000);
  expect(twilio.requests).toBe(asked);
  await until('it is asked again', async () => {
    await stage.go(1_000);
    return needed().length > 0;
  });
  twilio.refusals.set('all', { status: 429, code: 20_429, retryAfter: '86400' });
  const before = twilio.requests;
  await stage.hands.act('ruth', 'take');
  await stage.hands.act('ruth', 'release');
  await until('it is asked, and says tomorrow', async () => {
    await stage.go(1_000);
    return twilio.requests > before;
  });
  twilio.refusals.clear();
  const texts = needed().length;
  await stage.go(90_000);
  await until('a day is not waited for', async () => {
    await stage.go(1_000);
    return needed().length > texts;
  });
});
