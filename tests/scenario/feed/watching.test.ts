import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WATCH_TOLD_EVERY_MS } from '../../../gateway/src/live/limits.ts';
import { GATHER_RECEIPTS_MS } from '../../../gateway/src/engine/receipts.ts';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { pass, settled } from '../../harness/passing.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

describe('the watcher is watched', () => {
  let clock: ManualClock;
  let gateway: TestGateway;
  let hands: Hands;
  const clients: FeedClient[] = [];

  async function openAs(person: string): Promise<FeedClient> {
    const { cookie } = await cookieOf(gateway, person);
    const client = await FeedClient.open(gateway.addresses.http, { cookie, origin: gateway.addresses.http });
    clients.push(client);
    return client;
  }

  const watching = (): boolean => {
    // The newest word about it, in the pulse that the next second brings.
    return [...gateway.gateway.core.committed.faults.values()].every((fault) => fault.code !== 'no-watching-console');
  };

  /** Says something and waits until the gateway has read it: it answers what it can't read. */
  async function heard(client: FeedClient): Promise<void> {
    const before = client.messages.filter((one) => one.type === 'refused').length;
    client.sendText('?');
    await until('it was read', () => client.messages.filter((one) => one.type === 'refused').length > before);
    clock.advance(GATHER_RECEIPTS_MS);
    await settled(gateway.gateway.core);
  }

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    hands = new Hands(gateway);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.cut();
    await gateway.close();
  });

  test('what a console has painted is shown only while it counts as watching, and from then on', async () => {
    const maria = await openAs('maria');
    await maria.listen('alarms');
    await hands.press('button-ana');
    maria.say({ type: 'shown', alarms: [hands.alarm.alarm] });
    await heard(maria);
    expect(hands.alarm.shown).toEqual([]);
    maria.arm();
    await heard(maria);
    expect(hands.alarm.shown).toMatchObject([{ person: 'maria' }]);
    // Said again, it is no news.
    const { seq } = gateway.gateway.core.head;
    maria.say({ type: 'shown', alarms: [hands.alarm.alarm] });
    await heard(maria);
    expect(gateway.gateway.core.head.seq).toBe(seq);
  });

  test('of an alarm that the first console has shown, a second one that shows it too is no news to either', async () => {
    const [maria, lee] = [await openAs('maria'), await openAs('lee')];
    for (const client of [maria, lee]) {
      await client.listen('alarms');
      client.arm();
    }
    await hands.press('button-ana');
    maria.say({ type: 'shown', alarms: [hands.alarm.alarm] });
    await heard(maria);
    await until('both are told that it was shown', () =>
      [maria, lee].every((one) => one.topicMessages.at(-1)?.seq === gateway.gateway.core.head.seq),
    );
    const told = [maria, lee].map((one) => one.topicMessages.length);
    lee.say({ type: 'shown', alarms: [hands.alarm.alarm] });
    await heard(lee);
    expect(hands.alarm.shown).toMatchObject([{ person: 'maria' }, { person: 'lee' }]);
    expect([maria, lee].map((one) => one.topicMessages.length)).toEqual(told);
    // The next word about it follows the last one without a gap.
    const [last] = maria.topicMessages.slice(-1);
    await hands.act('tom', 'take');
    await until('both are told of the take', () => [maria, lee].every((one, i) => one.topicMessages.length === (told[i] ?? 0) + 1));
    expect(maria.topicMessages.at(-1)).toMatchObject({ type: 'update', prev: last?.seq });
  });

  test('who watches is told at once, and what changes within a second of that together', async () => {
    const pages = [await openAs('maria'), await openAs('lee'), await openAs('maria')];
    for (const page of pages) await page.listen('alarms');
    const [looker, second, third] = pages;
    if (looker === undefined || second === undefined || third === undefined) throw new RangeError('three pages');
    await looker.listen('watch');
    const watching = (): number[] =>
      looker.topicMessages.flatMap((one) => ('consoles' in one ? [one.consoles.filter((page) => page.watching).length] : []));
    clock.advance(WATCH_TOLD_EVERY_MS);
    looker.arm();
    await until('the first is told at once', () => watching().at(-1) === 1);
    const told = watching().length;
    for (const page of [second, third]) {
      page.arm();
      await heard(page);
    }
    clock.advance(WATCH_TOLD_EVERY_MS - 4 * GATHER_RECEIPTS_MS);
    await heard(looker);
    expect(watching()).toHaveLength(told);
    clock.advance(4 * GATHER_RECEIPTS_MS);
    await until('the others are told together', () => watching().length > told);
    expect(watching().slice(told)).toEqual([3]);
  });

  test.each([
    ['its sound is not proven', { armed: false, inputAgoMs: 0, why: 'no-gesture' }],
    ['nobody was there for half an hour', { armed: true, inputAgoMs: 30 * 60_000 + 1 }],
  ])('it does not count while %s', async (_, state) => {
    const maria = await openAs('maria');
    await maria.listen('alarms');
    await hands.press('button-ana');
    maria.say({ type: 'watch', state });
    maria.say({ type: 'shown', alarms: [hands.alarm.alarm] });
    await heard(maria);
    expect(hands.alarm.shown).toEqual([]);
    await pass(gateway.gateway.core, clock, 15_000);
    expect(hands.alarm.unseen).toBe(true);
    maria.arm(30 * 60_000);
    await heard(maria);
    expect(hands.alarm).toMatchObject({ unseen: false, shown: [{ person: 'maria' }] });
  });

  test('a worker’s phone, and a page that does not listen to alarms, are no reception', async () => {
    const ana = await openAs('ana');
    ana.say({ type: 'subscribe', topic: 'hand' });
    const maria = await openAs('maria');
    for (const client of [ana, maria]) {
      client.arm();
      await heard(client);
    }
    await pass(gateway.gateway.core, clock, 61_000);
    expect(watching()).toBe(false);
    for (const client of [ana, maria]) client.say({ type: 'beat' });
  });

  test('no watching console for a minute is a fault, until there is one', async () => {
    const { core } = gateway.gateway;
    await pass(core, clock, 59_000);
    expect(watching()).toBe(true);
    await pass(core, clock, 2_000);
    expect(watching()).toBe(false);
    const maria = await openAs('maria');
    await maria.listen('alarms');
    maria.arm();
    await heard(maria);
    await until('the fault is over', watching);
  });

  test('a console is lost after 15 s of silence, not before, and is cut', async () => {
    const { core } = gateway.gateway;
    const [maria, lee] = [await openAs('maria'), await openAs('lee')];
    await maria.listen('alarms');
    maria.arm();
    await heard(maria);
    const kinds = (): string[] => maria.topicMessages.map((one) => one.type);
    expect(kinds()).toEqual(['snapshot']);
    await pass(core, clock, 15_000);
    expect(maria.closedWith).toBeUndefined();
    lee.say({ type: 'beat' });
    await heard(lee);
    await pass(core, clock, 1_000);
    expect(await maria.gone()).toBe(1006);
    expect(lee.closedWith).toBeUndefined();
  });

  test('what a console said of itself holds for 15 s, whatever else it says; and nobody’s absence stands still', async () => {
    const { core } = gateway.gateway;
    const maria = await openAs('maria');
    await maria.listen('alarms');
    const watches = async (): Promise<boolean> => {
      maria.say({ type: 'beat' });
      await heard(maria);
      const before = maria.messages.filter((one) => one.type === 'pulse').length;
      clock.advance(1_000);
      const pulse = await until('a pulse', () => maria.messages.filter((one) => one.type === 'pulse')[before]);
      return pulse.watching === 1;
    };
    maria.arm();
    await heard(maria);
    await pass(core, clock, 13_000);
    // At 14 and at 15 s.
    expect([await watches(), await watches()]).toEqual([true, true]);
    expect(await watches()).toBe(false);
    // Two seconds before the half hour is over it is said, and not said anew while it runs out.
    maria.arm(30 * 60_000 - 2_000);
    await heard(maria);
    expect([await watches(), await watches()]).toEqual([true, true]);
    expect(await watches()).toBe(false);
  });

  test('the pulse says how many watch, and whether the log takes presses', async () => {
    const maria = await openAs('maria');
    await maria.listen('alarms');
    const pulse = async (): Promise<unknown> => {
      const before = maria.messages.filter((one) => one.type === 'pulse').length;
      clock.advance(1_000);
      return await until('a pulse', () => maria.messages.filter((one) => one.type === 'pulse')[before]);
    };
    expect(await pulse()).toMatchObject({ watching: 0, log: 'ok' });
    maria.arm();
    await heard(maria);
    expect(await pulse()).toMatchObject({ watching: 1, log: 'ok' });
  });

  test('a flood of messages closes the socket; what is below it does not', async () => {
    const [calm, loud] = [await openAs('maria'), await openAs('lee')];
    for (let i = 0; i < 199; i += 1) calm.say({ type: 'beat' });
    await heard(calm);
    for (let i = 0; i < 201; i += 1) loud.say({ type: 'beat' });
    expect(await loud.gone()).toBe(1008);
    expect(calm.closedWith).toBeUndefined();
    expect(gateway.gateway.counters.read()).toMatchObject({ 'feed-flood': expect.any(Number) as number });
  });

  test('a console that hangs is sent nothing more, gets fresh snapshots when it is back, and is closed when it stays away', async () => {
    const { core } = gateway.gateway;
    const site = core.committed.places.get('site' as never); // as: an id by hand.
    if (site === undefined) throw new RangeError('there is a site');
    await gateway.save([{ put: 'place', value: { ...site, protocol: 'x'.repeat(8_000) } }]);
    const maria = await openAs('maria');
    const lee = await openAs('lee');
    for (const client of [maria, lee]) await client.listen('alarms');
    await hands.press('button-ana');
    await hands.act('tom', 'take');
    for (const client of [maria, lee]) client.pause();
    // More than the kernel's buffers and ours together.
    for (let i = 0; i < 1_500; i += 1) {
      clock.advance(1); // so that there is something to see: when it sounds again is in what is sent
      await hands.act('tom', 'progress');
    }
    maria.resume();
    await until('her buffer has drained', () => (maria.topicMessages.at(-1)?.seq ?? 0) > 0 && maria.texts.length > 50);
    await until('she gets a fresh snapshot', () => {
      maria.say({ type: 'beat' });
      clock.advance(100);
      return maria.topicMessages.filter((one) => one.type === 'snapshot').length === 2;
    });
    expect(maria.topicMessages.length).toBeLessThan(1_400);
    expect(maria.topicMessages.at(-1)).toMatchObject({ type: 'snapshot', seq: core.head.seq });
    await pass(core, clock, 6_000);
    lee.resume();
    expect(await lee.gone()).toBeGreaterThan(0);
    expect(gateway.gateway.counters.read()['feed-too-slow']).toBeGreaterThan(0);
  });
});
