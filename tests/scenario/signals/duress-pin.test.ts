import { afterEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { OwnPages } from '../../harness/own-pages.ts';
import { pass } from '../../harness/passing.ts';
import { cookieOf, grant, tokenFor } from '../../harness/sign-in.ts';

const [PIN, DURESS_PIN] = ['2468', '8642'];
interface Worker {
  readonly hands: Hands;
  /** From the phone page, as the worker is signed in. */
  readonly press: (kind: string, pin?: string) => Promise<unknown>;
}

/** Up to the PIN, the same for both. */
const BEFORE: Readonly<Record<string, (worker: Worker) => Promise<unknown>>> = {
  'nothing is open': () => Promise.resolve(),
  'an alarm that nobody has': ({ press }) => press('duress'),
  'an assist that somebody has': async ({ press, hands }) => [await press('assist'), await hands.act('maria', 'take')],
  'somebody is with the worker': async ({ press, hands }) => [
    await press('duress'),
    await hands.act('maria', 'take'),
    await hands.act('maria', 'here'),
  ],
  'all clear was said': async ({ press, hands }) => [
    await press('duress'),
    await hands.act('maria', 'take'),
    await hands.act('maria', 'here'),
    await hands.act('maria', 'all-clear'),
  ],
};

describe('whoever stands beside the worker and reads what the worker reads', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  /** All that a worker's session can read after a PIN, as text; and what the reception knows. */
  async function story(who: string, before: string, pin: string): Promise<{ read: readonly string[]; coerced: boolean | undefined }> {
    const gateway = await TestGateway.start({ clock: new ManualClock() });
    open.push(gateway);
    const hands = new Hands(gateway);
    const { http } = gateway.addresses;
    // A screen in the room says what it says to everybody there.
    const wall = await FeedClient.open(http, { token: await tokenFor(gateway, { name: 'Waiting room', scope: 'public-wall' }) });
    await wall.listen('alarms');
    const pages = await OwnPages.open(gateway, who);
    const press: Worker['press'] = (kind, digits) => pages.press(kind, digits);
    await BEFORE[before]?.({ hands, press });
    await press('cancel', pin);
    await press('cancel', pin);
    await pages.look(pages.alarm);
    const alarm = [...gateway.gateway.core.committed.alarms.values()][0];
    const coerced = alarm?.coerced;
    const shownTo = await FeedClient.open(http, { token: await tokenFor(gateway, { name: 'Lobby', scope: 'public-wall' }) });
    await shownTo.listen('alarms');
    for (const screen of [shownTo, wall]) {
      const rows = screen.topicMessages.map((message) => message.alarms);
      // The later one has the last word; the other was told each change.
      for (const row of screen === wall ? [rows.at(-1)] : rows) pages.note(row);
      screen.cut();
    }
    // Whoever forces the worker to end it reads the answer.
    const ended = alarm?.cause === 'cancel' ? 'a-nobody-knows' : alarm?.alarm;
    await pages.ask('POST', `/api/v1/alarms/${ended ?? 'a-nobody-knows'}/close`, { outcome: 'accidental', reason: 'my mistake' });
    if (alarm?.state === 'open' && alarm.cause !== 'cancel' && alarm.masked === undefined) {
      await hands.act('lee', 'take');
      await hands.act('lee', 'coming');
      await pages.look(pages.alarm);
    }
    await press('test');
    await pages.ask('POST', `/api/v1/devices/phone-${who}/test`, {});
    return { read: pages.end(), coerced };
  }

  describe.each(Object.keys(BEFORE))('%s', (before) => {
    // Ana is a worker alone; Tom is a responder too, and has a console with his own alarm on it.
    test.each(['ana', 'tom'])('finds no difference between the right PIN and the duress PIN: %s', async (who) => {
      const right = await story(who, before, PIN);
      const duress = await story(who, before, DURESS_PIN);
      expect(duress.read).toEqual(right.read);
      expect([right.coerced ?? false, duress.coerced]).toEqual([false, true]);
    });
  });

  test('a silent alarm stands on no screen that the public can read, nor among the faults that its own worker reads', async () => {
    const clock = new ManualClock();
    const gateway = await TestGateway.start({ clock });
    open.push(gateway);
    const hands = new Hands(gateway);
    const { core } = gateway.gateway;
    const { http } = gateway.addresses;
    await grant(gateway, { person: 'ana', role: 'responder' });
    // Nobody on the lists can be asked: the climb says so, in a fault.
    for (const one of core.committed.people.values())
      if (!['ana', 'maria'].includes(one.person)) await gateway.save([{ put: 'person', value: { ...one, unavailable: true } }]);
    const [ana, maria] = [await cookieOf(gateway, 'ana'), await cookieOf(gateway, 'maria')];
    const token = await tokenFor(gateway, { name: 'Waiting room', scope: 'public-wall' });
    await hands.press('button-ana', { kind: 'cancel', pin: DURESS_PIN });
    await pass(core, clock, 180_000);
    const short = [...core.committed.faults.values()].find(({ code }) => code === 'nobody-at-this-step');
    expect(short?.subject).toBe(`alarm:${hands.alarm.alarm}`);
    const own = await FeedClient.open(http, { cookie: ana.cookie, origin: http });
    const reception = await FeedClient.open(http, { cookie: maria.cookie, origin: http });
    const wall = await FeedClient.open(http, { token });
    for (const client of [own, reception, wall]) await client.listen('alarms');
    for (const client of [own, reception]) await client.listen('faults');
    const told = [own, reception, wall].map((client) => client.texts.join().includes(hands.alarm.alarm));
    expect(told).toEqual([false, true, false]);
    expect(reception.texts.join()).toContain('nobody-at-this-step');
    const post = (cookie: string): Promise<Response> =>
      fetch(`${http}/api/v1/alarms/${hands.alarm.alarm}/take`, { method: 'POST', headers: { cookie, origin: http } });
    expect([(await post(ana.cookie)).status, (await post(maria.cookie)).status]).toEqual([404, 200]);
    for (const client of [own, reception, wall]) client.cut();
  });

  test('once it is over, the worker reads all of it', async () => {
    const gateway = await TestGateway.start({ clock: new ManualClock() });
    open.push(gateway);
    const hands = new Hands(gateway);
    await hands.press('button-ana', { kind: 'cancel', pin: DURESS_PIN });
    const { alarm } = hands.alarm;
    const { cookie } = await cookieOf(gateway, 'ana');
    const get = (path: string): Promise<Response> => fetch(`${gateway.addresses.http}/api/v1/${path}`, { headers: { cookie } });
    const count = async (): Promise<number> => ((await (await get('debriefs')).json()) as unknown[]).length; // as: a list of tasks.
    expect([(await get(`alarms/${alarm}`)).status, await count()]).toEqual([404, 0]);
    await hands.act('maria', 'take');
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
    expect([(await get(`alarms/${alarm}`)).status, await count()]).toEqual([200, 1]);
  });
});
