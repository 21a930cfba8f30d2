import { afterEach, expect, test } from 'vitest';
import { SHOWN_RECEIPT_MS } from '../../../gateway/src/access/shown-receipts.ts';
import { until } from '../../harness/wait.ts';
import { MailServer } from '../notify/mail-server.ts';
import { BrowserKeys } from './rfc8291.ts';
import { PushStage } from './stage.ts';

let stage: PushStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

/** Whoever stands beside the phone must not read who, where, or what it is about. */
const FORBIDDEN = /Ana|Ruth|Sam|Interview|Room|Clinic|duress|alarm|panic|emergenc|danger|police|guard|button|help|level/i;

/** The stage of this test; closed after it. */
async function open(more: Parameters<typeof PushStage.open>[0] = {}): Promise<PushStage> {
  await stage?.close();
  stage = await PushStage.open(more);
  return stage;
}

test('what opens the messages of these tests opens the one of RFC 8291, appendix A', () => {
  const keys = new BrowserKeys({ privateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', auth: 'BTBZMqHH6r4Tts7J_aSIgg' });
  const body =
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';
  expect(keys.open(Buffer.from(body, 'base64url'))).toBe('When I grow up, I want to be a watermelon');
});

test('a press nobody takes: pushed to a browser, shown, on the timeline, and answered by its link', async () => {
  const stage = await open();
  await stage.subscribed('ruth', 'ruths-phone');
  await stage.channels.unanswered();
  const { notice, headers, vapid } = await stage.pushed('ruths-phone');
  await stage.reported('ruth push accepted');
  expect(vapid.claims.sub).toBe('mailto:ops@clinic.example');
  expect(headers).toMatchObject({ ttl: '600', urgency: 'high' });
  expect(headers['topic']).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(notice).toMatchObject({ v: 1, title: 'You are needed now', silent: false });
  for (const text of [notice.title, notice.body, notice.tag]) expect(text).not.toMatch(FORBIDDEN);

  expect(await stage.shown(notice)).toBe(204);
  await stage.reported('ruth push shown');
  // The same again, as often as anybody likes, is no news.
  const before = stage.channels.reports().length;
  for (let n = 0; n < 3; n += 1) expect(await stage.shown(notice)).toBe(204);
  await stage.channels.go(1_000);
  expect(stage.channels.reports()).toHaveLength(before);
  expect(stage.channels.hands.alarm.state).toBe('open');

  expect(notice.link).toMatch(/^\/a\//);
  const page = await (await fetch(stage.channels.http + notice.link)).text();
  expect(page).toContain('<button');
  await fetch(stage.channels.http + notice.link, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(stage.channels.hands.alarm).toMatchObject({ state: 'taken', taken: { person: 'ruth' } });
  await stage.reported('ruth push answered');
});

test('a receipt that is forged, of another message, or an hour old says nothing', async () => {
  const stage = await open();
  await stage.subscribed('ruth', 'ruths-phone');
  await stage.channels.unanswered();
  const { notice } = await stage.pushed('ruths-phone');
  await stage.reported('ruth push accepted');
  const parts = (notice.shown ?? '').split('~');
  for (const made of [parts.with(2, 'sam'), parts.slice(0, -1), parts.with(-1, 'A'.repeat(22)), ['x'], ['test', 'zzzz', 'ruth', 's', '']])
    expect(await stage.shown({ shown: made.join('~') }), made.join('~')).toBe(403);
  expect(await stage.shown({ shown: 'x'.repeat(401) })).toBe(400);
  stage.channels.clock.advance(SHOWN_RECEIPT_MS + 2_000);
  expect(await stage.shown(notice)).toBe(403);
  expect(stage.channels.results()).not.toContain('ruth push shown');
  expect(stage.channels.count('push-receipt-refused')).toBe(6);
});

test('nothing of a browser’s address stands in the log or in a record, and its key is the same after a restart', async () => {
  const stage = await open();
  const { me, browser } = await stage.subscribed('ruth', 'ruths-phone');
  await stage.channels.unanswered();
  await stage.reported('ruth push accepted');
  const { store } = stage.channels.gateway.gateway;
  const raw = JSON.stringify([stage.channels.facts.map(({ secret: _sealed, ...rest }) => rest), stage.channels.gateway.events.seen]);
  const key = store.keyFor('push-identity').toString('base64url');
  for (const secret of [browser.endpoint, browser.keys.p256dh, browser.keys.auth, key, 'ruths-phone']) expect(raw).not.toContain(secret);
  const { json } = await me.ask('GET', '/api/v1/my/push');
  expect(json['key']).toBe(stage.service.pushed[0]?.vapid.key);
});

test.each([404, 410])(
  'a browser that is gone (%d) ends, its person can not be reached, and coverage says so; subscribing again mends it',
  async (status) => {
    const stage = await open();
    await stage.subscribed('ruth', 'ruths-phone');
    const { channels } = stage;
    const { me: sam } = await stage.subscribed('sam', 'sams-phone');
    const gapsOf = async (person: string): Promise<number> => {
      const { json } = await sam.ask('GET', '/api/v1/coverage/gaps');
      const gaps = json['gaps'] as readonly { readonly kind: string; readonly person?: { readonly person: string } }[]; // as: the contract of that address.
      return gaps.filter((gap) => gap.kind === 'no-way' && gap.person?.person === person).length;
    };
    expect(await gapsOf('ruth')).toBe(0);
    await channels.hands.press('button-ana');
    await stage.pushed('ruths-phone', 'A task is waiting for you');
    stage.service.answers.set('ruths-phone', { status });
    await channels.go(31_000);
    await stage.reported('ruth push refused');
    expect(channels.reports().find(({ to, result }) => to === 'ruth' && result === 'refused')).toMatchObject({ why: 'device-gone' });
    await until('it has ended', () => channels.kinds().includes('PushEnded'));
    await until('the fault', () => channels.faults().includes('contact-unreachable:person:ruth'));
    expect(await gapsOf('ruth')).toBeGreaterThan(0);
    expect(channels.faults()).not.toContain('channel-failed:channel:push');
    await stage.reported('sam push accepted');

    stage.service.answers.clear();
    await stage.subscribed('ruth', 'ruths-new-phone');
    await until('the fault is over', async () => {
      await channels.go(100);
      return !channels.faults().includes('contact-unreachable:person:ruth');
    });
    expect(await gapsOf('ruth')).toBe(0);
  },
);

test('one browser is gone and another takes it: told, and only the one is forgotten', async () => {
  const stage = await open();
  await stage.subscribed('ruth', 'old-phone');
  const { me } = await stage.subscribed('ruth', 'new-phone');
  stage.service.answers.set('old-phone', { status: 410 });
  await stage.channels.unanswered();
  await stage.reported('ruth push accepted');
  await until('it has ended', () => stage.channels.kinds().includes('PushEnded'));
  const { json } = await me.ask('GET', '/api/v1/my/push');
  expect(json['devices']).toMatchObject([{ label: 'new-phone' }]);
  expect(stage.channels.faults()).not.toContain('contact-unreachable:person:ruth');
});

test.each([
  [413, 'receiver-refused'],
  [400, 'receiver-refused'],
])('%d is about this message: refused, the browser stays, and the way works', async (status, why) => {
  const stage = await open();
  await stage.subscribed('ruth', 'ruths-phone');
  stage.service.answers.set('all', { status });
  await stage.channels.unanswered();
  await stage.reported('ruth push refused');
  expect(stage.channels.reports().find(({ to }) => to === 'ruth')).toMatchObject({ why });
  expect(stage.channels.kinds()).not.toContain('PushEnded');
  expect(stage.channels.faults()).not.toContain('channel-failed:channel:push');
});

test.each([500, 302, 403])('%d is a failure of the way: a fault, tried again, and over with the first that is taken', async (status) => {
  const stage = await open();
  await stage.subscribed('ruth', 'ruths-phone');
  stage.service.answers.set('all', { status });
  await stage.channels.unanswered();
  await stage.reported('ruth push failed');
  expect(stage.channels.reports().find(({ to }) => to === 'ruth')).toMatchObject({ why: `push HTTP ${String(status)}` });
  await until('the fault', () => stage.channels.faults().includes('channel-failed:channel:push'));
  stage.service.answers.clear();
  await stage.reported('ruth push accepted');
  await until('the fault is over', () => !stage.channels.faults().includes('channel-failed:channel:push'));
  expect(stage.service.turnedAway).toEqual([]);
});

test('a service that asks to wait is left alone for that long, and not for longer', async () => {
  const stage = await open();
  await stage.subscribed('ruth', 'ruths-phone');
  stage.service.answers.set('all', { status: 429, retryAfter: '20' });
  await stage.channels.unanswered();
  await stage.reported('ruth push failed');
  stage.service.answers.clear();
  const asked = stage.service.requests;
  await stage.channels.go(15_000);
  expect(stage.service.requests).toBe(asked);
  await stage.channels.go(20_000);
  await stage.pushed('ruths-phone');
});

test('a service that hangs is given up after 15 s, and delays no other way', async () => {
  const mail = await MailServer.open();
  try {
    const stage = await open({ smtpUrl: mail.url, mailFrom: 'gateway@clinic.example' });
    await stage.channels.person('ruth', { email: 'ruth@clinic.example' });
    await stage.subscribed('ruth', 'ruths-phone');
    stage.service.answers.set('all', 'hang');
    await stage.channels.unanswered();
    await stage.reported('ruth mail accepted');
    expect(stage.channels.results()).not.toContain('ruth push failed');
    await until('it has come', () => stage.service.requests > 0);
    await stage.channels.go(16_000);
    await stage.reported('ruth push failed');
    expect(stage.channels.reports().find(({ way }) => way === 'push')).toMatchObject({ why: 'push took longer than 15 s' });
  } finally {
    await mail.down();
  }
});

test('nothing sounds on the device of somebody whose own alarm is open, nor where the site wants no sound', async () => {
  const stage = await open();
  const { me } = await stage.subscribed('ruth', 'ruths-phone');
  expect((await me.ask('POST', '/api/v1/my/signals', { kind: 'duress', boot: 1, seq: 1, age: 0 })).status).toBe(202);
  await stage.channels.hands.press('button-ana');
  await stage.channels.go(31_000);
  expect((await stage.pushed('ruths-phone')).notice.silent).toBe(true);

  const quiet = await open({ pushSound: 'never' });
  await quiet.subscribed('ruth', 'ruths-phone');
  await quiet.channels.unanswered();
  expect((await quiet.pushed('ruths-phone')).notice).toMatchObject({ silent: true, title: 'You are needed now' });
});
