import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AlarmBoard, FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { cookieOf, grant } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

/** Repeatable chance: a linear congruential generator (Numerical Recipes). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

describe('the feed’s numbering', () => {
  let gateway: TestGateway;
  let hands: Hands;
  let door: { cookie: string; origin: string };
  const open = (): Promise<FeedClient> => FeedClient.open(gateway.addresses.http, door);

  beforeEach(async () => {
    gateway = await TestGateway.start();
    hands = new Hands(gateway);
    door = { ...(await cookieOf(gateway, 'maria')), origin: gateway.addresses.http };
  });

  afterEach(async () => {
    await gateway.close();
  });

  /** One thing that happens to the alarms. */
  async function something(random: (below: number) => number): Promise<void> {
    const alarms = [...gateway.gateway.core.committed.alarms.values()];
    const alarm = alarms[random(alarms.length || 1)];
    const devices = ['button-ana', 'button-room4', 'RADIO-7'];
    if (alarm === undefined || random(4) === 0) await hands.press(devices[random(3)] ?? 'button-ana');
    else if (alarm.state === 'open') await hands.act('lee', random(2) === 0 ? 'take' : 'all-clear', { alarm: alarm.alarm });
    else if (alarm.state === 'taken') await hands.act('lee', random(2) === 0 ? 'release' : 'all-clear', { alarm: alarm.alarm });
    else await hands.act('tom', 'close', { alarm: alarm.alarm, body: { outcome: 'genuine' } });
  }

  test('a hundred cuts: no gap, no repeat, and at the end what a fresh page is told', async () => {
    const random = chance(20_260_302);
    const board = new AlarmBoard();
    const snapshots: number[] = [];
    let client = await open();
    await client.listen('alarms');
    const { core } = gateway.gateway;
    for (let cuts = 0, read = 0; cuts < 100;) {
      for (let i = random(3); i >= 0; i -= 1) await something(random);
      if (random(3) > 0) await until('it has caught up', () => client.topicMessages.at(-1)?.seq === core.head.seq);
      for (const message of client.messages.slice(read)) {
        board.take(message);
        if (message.type === 'snapshot') snapshots.push(cuts);
      }
      read = client.messages.length;
      if (random(2) === 0) continue;
      client.cut();
      cuts += 1;
      for (let i = random(4); i > 0; i -= 1) await something(random);
      client = await open();
      await client.listen('alarms', { after: { epoch: board.epoch, seq: board.seq } });
      read = 0;
    }
    await until('it has caught up', () => (client.topicMessages.at(-1)?.seq ?? 0) >= core.head.seq);
    for (const message of client.messages) board.take(message);
    const fresh = await open();
    await fresh.listen('alarms');
    const now = new AlarmBoard();
    for (const message of fresh.messages) now.take(message);
    const told = (one: AlarmBoard): unknown =>
      [...one.alarms.values()]
        .map(({ alarm, state, presses, level, actions, taken }) => ({ alarm, state, presses, level, actions, taken }))
        .sort((a, b) => a.alarm.localeCompare(b.alarm));
    expect(told(board)).toEqual(told(now));
    // A short cut costs a few rows, not a snapshot.
    expect(snapshots).toEqual([0]);
    for (const one of [client, fresh]) one.cut();
  });

  test('a cursor of another epoch or from the future gets a snapshot', async () => {
    const client = await open();
    const { epoch, seq } = gateway.gateway.core.head;
    for (const after of [
      { epoch: epoch + 1, seq },
      { epoch, seq: seq + 1_000 },
    ]) {
      await client.listen('alarms', { after });
      expect(client.topicMessages.at(-1)).toMatchObject({ type: 'snapshot', epoch, seq: gateway.gateway.core.head.seq });
    }
    client.cut();
  });

  test('whoever gets or loses a right while away is told all of it, not only what changed since', async () => {
    await hands.press('button-ana');
    const mine = await cookieOf(gateway, 'tom');
    const tom = { cookie: mine.cookie, origin: gateway.addresses.http };
    const client = await FeedClient.open(gateway.addresses.http, tom);
    await client.listen('alarms');
    const [seen] = client.topicMessages;
    expect(seen).toMatchObject({ alarms: [{ who: { person: 'ana' } }] });
    const after = { epoch: gateway.gateway.core.head.epoch, seq: seen?.seq ?? 0 };
    client.cut();
    await gateway.save([{ remove: 'grant', key: 'tom-responder' as never }]); // as: an id by hand.
    await grant(gateway, { person: 'tom', role: 'responder', place: 'garden' });
    const again = await FeedClient.open(gateway.addresses.http, tom);
    await again.listen('alarms', { after });
    expect(again.topicMessages).toMatchObject([{ type: 'snapshot', alarms: [] }]);
    again.cut();
  });

  test('whoever loses a right while listening loses the row', async () => {
    await hands.press('button-ana');
    const mine = await cookieOf(gateway, 'tom');
    const client = await FeedClient.open(gateway.addresses.http, { cookie: mine.cookie, origin: gateway.addresses.http });
    await client.listen('alarms');
    await gateway.save([{ remove: 'grant', key: 'tom-responder' as never }]); // as: an id by hand.
    const last = await until('he is told', () => client.topicMessages[1]);
    expect(last).toMatchObject({ type: 'snapshot', alarms: [] });
    await hands.act('maria', 'take');
    await hands.press('button-ana');
    expect(client.topicMessages).toHaveLength(2);
    client.cut();
  });
});
