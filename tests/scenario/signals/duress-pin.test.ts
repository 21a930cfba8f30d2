import { afterEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { pass, settled } from '../../harness/passing.ts';
import { cookieOf, grant, tokenFor } from '../../harness/sign-in.ts';

const [PIN, DURESS_PIN] = ['2468', '8642'];
/** Names that carry a time, a revision or a place in the log: they differ between any two runs. */
const PASSING = new Set(['rev', 'seq', 'prev', 'epoch', 'console', 'build', 'names']);

/** Ids by the order in which they are met, times left out: what is left must be the same letter for letter. */
class Plain {
  readonly #ids = new Map<string, string>();

  text(value: unknown): string {
    return JSON.stringify(value, (name, member: unknown) => {
      if (PASSING.has(name)) return undefined;
      if (typeof member === 'number' && member > 1e12) return 'a time';
      if (typeof member !== 'string') return member;
      if (/^\d{4}-\d\d-\d\dT/.test(member)) return 'a time';
      return member.replaceAll(/\b(a|d|g|p)-[0-9A-Za-z_-]{12,}|[0-9A-F]{26,}|[0-9a-hjkmnp-tv-z]{26}/gi, (id) => {
        const known = this.#ids.get(id) ?? `id ${String(this.#ids.size + 1)}`;
        this.#ids.set(id, known);
        return known;
      });
    });
  }
}

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
  async function story(who: string, before: string, pin: string): Promise<{ read: string[]; coerced: boolean | undefined }> {
    const clock = new ManualClock();
    const gateway = await TestGateway.start({ clock });
    open.push(gateway);
    const hands = new Hands(gateway);
    const { cookie } = await cookieOf(gateway, who);
    const { http } = gateway.addresses;
    const plain = new Plain();
    const read: string[] = [];
    let seq = 0;
    const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const headers = { cookie, origin: http, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      const answer = await fetch(`${http}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const json: unknown = await answer.json();
      read.push(plain.text([method, path, answer.status, json]));
      return json;
    };
    const press = (kind: string, digits?: string): Promise<unknown> => {
      seq += 1;
      return ask('POST', '/api/v1/my/signals', { kind, boot: 1, seq, age: 0, ...(digits === undefined ? {} : { pin: digits }) });
    };
    const feed = await FeedClient.open(http, { cookie, origin: http });
    for (const topic of ['hand', 'tasks', 'alarms', 'faults'] as const) await feed.listen(topic);
    // A screen in the room says what it says to everybody there.
    const wall = await FeedClient.open(http, { token: await tokenFor(gateway, { name: 'Waiting room', scope: 'public-wall' }) });
    await wall.listen('alarms');
    // Its own phone is made at the first signal, of whatever kind.
    await press('check-in');
    await BEFORE[before]?.({ hands, press });
    await press('cancel', pin);
    await press('cancel', pin);
    await settled(gateway.gateway.core);
    const look = async (): Promise<void> => {
      for (const path of ['session', 'my/hand', 'debriefs', `alarms?person=${who}`]) await ask('GET', `/api/v1/${path}`);
      const own = [...gateway.gateway.core.committed.alarms.values()].find((alarm) => alarm.cause !== 'cancel');
      if (own !== undefined) {
        await ask('GET', `/api/v1/alarms/${own.alarm}`);
        await ask('GET', `/api/v1/debriefs/${own.debrief}`);
      }
      const again = await FeedClient.open(http, { cookie, origin: http });
      for (const topic of ['hand', 'tasks', 'alarms', 'faults'] as const) await again.listen(topic);
      read.push(...again.topicMessages.map((message) => plain.text(message)));
      again.cut();
    };
    await look();
    const alarm = [...gateway.gateway.core.committed.alarms.values()][0];
    const coerced = alarm?.coerced;
    const shownTo = await FeedClient.open(http, { token: await tokenFor(gateway, { name: 'Lobby', scope: 'public-wall' }) });
    await shownTo.listen('alarms');
    for (const screen of [shownTo, wall]) {
      const rows = screen.topicMessages.map((message) => plain.text(message.alarms));
      // The later one has the last word; the other was told each change.
      read.push(...(screen === wall ? [rows.at(-1) ?? ''] : rows));
      screen.cut();
    }
    // Whoever forces the worker to end it reads the answer.
    const ended = alarm?.cause === 'cancel' ? 'a-nobody-knows' : alarm?.alarm;
    await ask('POST', `/api/v1/alarms/${ended ?? 'a-nobody-knows'}/close`, { outcome: 'accidental', reason: 'my mistake' });
    if (alarm?.state === 'open' && alarm.cause !== 'cancel' && alarm.masked === undefined) {
      await hands.act('lee', 'take');
      await hands.act('lee', 'coming');
      await look();
    }
    await press('test');
    await ask('POST', `/api/v1/devices/phone-${who}/test`, {});
    read.push(...feed.topicMessages.filter(({ topic }) => topic !== 'alarms').map((message) => plain.text(message)));
    feed.cut();
    return { read, coerced };
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
