import { afterEach, expect, test } from 'vitest';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import { PUSH_DEVICES_MAX } from '../../../gateway/src/contract/push.ts';
import { signOut } from '../../harness/sign-in.ts';
import { settled } from '../../harness/passing.ts';
import { PushStage, type SignedIn } from './stage.ts';

let stage: PushStage;
afterEach(() => stage.close());

const labels = async (me: SignedIn): Promise<unknown[]> => {
  const { json } = await me.ask('GET', '/api/v1/my/push');
  return (json['devices'] as readonly { readonly label?: string }[]).map(({ label }) => label); // as: the contract of that address.
};
const kept = (): number => stage.channels.gateway.gateway.core.committed.subscriptions.size;

test('a person has several, the newest wins beyond the bound, and each can be taken away by them alone', async () => {
  stage = await PushStage.open();
  const { me } = await stage.subscribed('ruth', 'phone-1');
  for (let n = 2; n <= PUSH_DEVICES_MAX; n += 1) {
    stage.channels.clock.advance(1_000);
    await stage.subscribed('ruth', `phone-${String(n)}`);
  }
  expect(kept()).toBe(PUSH_DEVICES_MAX);
  expect(await labels(me)).toContain('phone-1');
  stage.channels.clock.advance(1_000);
  await stage.subscribed('ruth', 'one-too-many');
  expect(kept()).toBe(PUSH_DEVICES_MAX);
  const now = await labels(me);
  expect(now[0]).toBe('one-too-many');
  expect(now).not.toContain('phone-1');
  // The same browser again is the same row.
  const { json } = await me.ask('GET', '/api/v1/my/push');
  const [{ subscription = '' } = {}] = json['devices'] as readonly { readonly subscription?: string }[]; // as: the contract of that address.
  const sam = await stage.signedIn('sam');
  expect((await sam.ask('DELETE', `/api/v1/my/push/${subscription}`)).status).toBe(404);
  expect((await me.ask('DELETE', `/api/v1/my/push/${subscription}`)).status).toBe(204);
  expect((await me.ask('DELETE', `/api/v1/my/push/${subscription}`)).status).toBe(404);
  expect(kept()).toBe(PUSH_DEVICES_MAX - 1);
});

test('a browser in which somebody else signs in and turns it on tells them, and not who was there before', async () => {
  stage = await PushStage.open();
  const { me: ruth, browser } = await stage.subscribed('ruth', 'shared');
  const sam = await stage.signedIn('sam');
  expect((await sam.ask('PUT', '/api/v1/my/push', browser.json())).status).toBe(200);
  expect(await labels(ruth)).toEqual([]);
  expect(await labels(sam)).toEqual([undefined]);
});

test('one that was asked for until sign-out ends with that sign-in, and no other does', async () => {
  stage = await PushStage.open();
  const { me: stays } = await stage.subscribed('ruth', 'stays');
  const { me } = await stage.subscribed('ruth', 'until-then', { untilSignOut: true });
  expect(await labels(me)).toEqual(['until-then', 'stays']);
  const { sessions } = stage.channels.gateway.gateway.core.committed;
  const bound = [...stage.channels.gateway.gateway.core.committed.subscriptions.values()].find(({ session }) => session !== undefined);
  const other = sessions.by('person', 'ruth').find(({ session }) => session !== bound?.session);
  expect((await me.ask('DELETE', '/api/v1/session')).status).toBe(204);
  await settled(stage.channels.gateway.gateway.core);
  expect(await labels(stays)).toEqual(['stays']);
  if (other !== undefined) await signOut(stage.channels.gateway, other.session);
  expect(kept()).toBe(1);
});

test('an erasure takes them along', async () => {
  stage = await PushStage.open();
  await stage.subscribed('lee', 'lees-phone');
  expect(kept()).toBe(1);
  await stage.channels.gateway.save([{ erase: 'person', key: 'lee' as PersonId }]); // as: an id by hand.
  expect(kept()).toBe(0);
});

test.each([
  ['plain text', 'http://push.example/x'],
  ['the inside of the house', 'https://10.1.2.3/x'],
  ['… as IPv6 writes it', 'https://[::ffff:10.1.2.3]/x'],
  ['the cloud’s own address', 'https://169.254.169.254/latest'],
  ['somebody’s password', 'https://user:secret@push.example/x'],
  ['another scheme', 'file:///etc/passwd'],
])('an address that leads to %s is refused', async (_, endpoint) => {
  stage = await PushStage.open();
  const { me, browser } = await stage.subscribed('ruth', 'phone');
  const answer = await me.ask('PUT', '/api/v1/my/push', { ...browser.json(), endpoint });
  expect([400, 422]).toContain(answer.status);
  expect(kept()).toBe(1);
});

test('this machine is posted to only where that was wished for, whatever its name', async () => {
  stage = await PushStage.open({ pushLoopback: false });
  const me = await stage.signedIn('ruth');
  const { json } = await me.ask('GET', '/api/v1/my/push');
  const browser = stage.service.subscribe('phone', String(json['key']));
  for (const endpoint of [browser.endpoint, 'https://127.0.0.1/x', 'https://[::1]/x', 'https://localhost/x', 'https://a.localhost/x'])
    expect((await me.ask('PUT', '/api/v1/my/push', { ...browser.json(), endpoint })).status, endpoint).toBe(422);
  expect(kept()).toBe(0);
});

test('keys that are none are refused, and so is everything without a sign-in or where push is not set up', async () => {
  stage = await PushStage.open();
  const { me, browser } = await stage.subscribed('ruth', 'phone');
  const { keys } = browser.json();
  const off = `B${'A'.repeat(86)}`;
  expect((await me.ask('PUT', '/api/v1/my/push', { ...browser.json(), keys: { ...keys, p256dh: off } })).status).toBe(422);
  for (const bad of [{ ...keys, p256dh: 'short' }, { ...keys, auth: 'x'.repeat(23) }, { auth: keys.auth }, { ...keys, more: 1 }])
    expect((await me.ask('PUT', '/api/v1/my/push', { ...browser.json(), keys: bad })).status).toBe(400);
  expect((await me.ask('PUT', '/api/v1/my/push', { ...browser.json(), label: 'x'.repeat(61) })).status).toBe(400);
  expect((await fetch(`${stage.channels.http}/api/v1/my/push`)).status).toBe(401);
  await stage.close();
  stage = await PushStage.with({});
  const nobody = await stage.signedIn('ruth');
  expect((await nobody.ask('GET', '/api/v1/my/push')).json).toEqual({ devices: [] });
  expect((await nobody.ask('PUT', '/api/v1/my/push', browser.json())).status).toBe(404);
});
