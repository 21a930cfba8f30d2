import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputIdFrom } from '../../../gateway/src/base/ids.ts';
import type { FaultGroup, FaultView } from '../../../gateway/src/contract/feed.ts';
import type { Change } from '../../../gateway/src/domain/input.ts';
import { FAULTS_ALIKE_MAX } from '../../../gateway/src/live/limits.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

const MANY = 5_000;
/** Devices saved at once, as an import does. */
const SLICE = 500;
/** What a console's list may cost to load while a house is half silent. */
const SNAPSHOT_BYTES_MAX = 20_000;

/** What a page has of technical matters after these messages. */
class FaultBoard {
  readonly faults = new Map<string, FaultView>();
  readonly groups = new Map<string, FaultGroup>();
  #seq = 0;

  take(client: FeedClient): this {
    for (const message of client.topicMessages.splice(0)) {
      if (message.topic !== 'faults') continue;
      if (message.type === 'snapshot') {
        this.faults.clear();
        this.groups.clear();
      } else if (message.prev !== this.#seq) throw new RangeError('a gap');
      this.#seq = message.seq;
      for (const fault of message.faults ?? []) this.faults.set(fault.fault, fault);
      for (const group of message.faultGroups ?? []) this.groups.set(group.group, group);
      if (message.type === 'update') for (const key of message.gone ?? []) if (!this.faults.delete(key)) this.groups.delete(key);
    }
    return this;
  }
}

describe('a receiver dies, and thousands of buttons are silent', () => {
  let gateway: TestGateway;
  const clients: FeedClient[] = [];

  beforeEach(async () => {
    gateway = await TestGateway.start();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.cut();
    await gateway.close();
  });

  async function reception(): Promise<FeedClient> {
    const { cookie } = await cookieOf(gateway, 'maria');
    const client = await FeedClient.open(gateway.addresses.http, { cookie, origin: gateway.addresses.http });
    clients.push(client);
    return client;
  }

  /** As a screen has it now: everything that has come, in its order. */
  async function boardOf(client: FeedClient, holds: (board: FaultBoard) => boolean): Promise<FaultBoard> {
    return await until('the screen has it', () => {
      const board = new FaultBoard().take(client);
      return holds(board) ? board : undefined;
    });
  }

  const name = (n: number): string => `b-${String(n)}`;

  async function devices(many: number): Promise<void> {
    const all = Array.from({ length: many }, (_, n): Change => {
      const more = { family: 'duress', silent: true, heartbeatSeconds: 30, holdMs: 0, revoked: false };
      return { put: 'device', value: { device: name(n), label: `Button ${String(n)}`, place: 'room1', ...more } as never }; // as: ids by hand.
    });
    for (let from = 0; from < many; from += SLICE) await gateway.save(all.slice(from, from + SLICE));
  }

  async function silent(n: number, open = true): Promise<void> {
    const { core } = gateway.gateway;
    const about = { code: 'device-silent' as const, subject: `device:${name(n)}` as const, label: name(n), place: 'room1' as never }; // as: an id by hand.
    await core.submit({ id: inputIdFrom(core.ids), type: 'fault', open, ...about });
  }

  async function allSilent(many: number): Promise<void> {
    await Promise.all(Array.from({ length: many }, (_, n) => silent(n)));
  }

  const SITE = { group: 'many:device-silent:site', code: 'device-silent', place: 'site', shelved: 0 };

  test('a console is told that they are, in one line, and how many; the desk has each of them, page by page', async () => {
    await devices(MANY);
    await allSilent(MANY);
    const client = await reception();
    await client.listen('faults');
    const text = client.texts.find((one) => one.includes('"type":"snapshot"') && one.includes('"faults"')) ?? '';
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(SNAPSHOT_BYTES_MAX);
    const board = new FaultBoard().take(client);
    expect([...board.groups.values()]).toMatchObject([{ ...SITE, standing: MANY }]);
    expect([...board.faults.values()].filter(({ code }) => code === 'device-silent')).toEqual([]);
    await desk();
  });

  async function desk(): Promise<void> {
    const { cookie } = await cookieOf(gateway, 'sam');
    const page = async (query: string): Promise<{ rows: FaultView[]; total: number }> => {
      const answer = await fetch(`${gateway.addresses.http}/api/v1/faults?${query}`, { headers: { cookie } });
      return (await answer.json()) as { rows: FaultView[]; total: number }; // as: the contract's own answer.
    };
    const seen = new Set<string>();
    for (let skip = 0; skip < MANY; skip += 200) {
      const { rows, total } = await page(`code=device-silent&place=site&skip=${String(skip)}`);
      expect(total).toBe(MANY);
      for (const { fault } of rows) seen.add(fault);
    }
    expect(seen.size).toBe(MANY);
    expect(await page('code=port-lost')).toEqual({ rows: [], total: 0 });
    expect(await page('code=device-silent&place=elsewhere')).toEqual({ rows: [], total: 0 });
    for (const query of ['skip=-1', 'skip=x', 'what=ever']) {
      const answer = await fetch(`${gateway.addresses.http}/api/v1/faults?${query}`, { headers: { cookie } });
      expect(answer.status, query).toBe(400);
    }
  }

  test('so many are told one by one, one more makes one line of them, and one fewer names each again', async () => {
    await devices(FAULTS_ALIKE_MAX + 2);
    await allSilent(FAULTS_ALIKE_MAX);
    const client = await reception();
    await client.listen('faults');
    const ofKind = ({ faults }: FaultBoard): number => [...faults.values()].filter(({ code }) => code === 'device-silent').length;
    await boardOf(client, (board) => ofKind(board) === FAULTS_ALIKE_MAX && board.groups.size === 0);
    await silent(FAULTS_ALIKE_MAX);
    const many = await boardOf(client, (board) => ofKind(board) === 0 && board.groups.size === 1);
    expect([...many.groups.values()]).toMatchObject([{ ...SITE, standing: FAULTS_ALIKE_MAX + 1 }]);
    await silent(FAULTS_ALIKE_MAX + 1);
    await boardOf(client, ({ groups }) => groups.get(SITE.group)?.standing === FAULTS_ALIKE_MAX + 2);
    await silent(0, false);
    await silent(1, false);
    const few = await boardOf(client, (board) => ofKind(board) === FAULTS_ALIKE_MAX && board.groups.size === 0);
    expect(few.faults.has('device-silent:device:b-0')).toBe(false);
  });

  test('one that is put aside is counted apart; a page that comes back goes on where it was, or has it anew', async () => {
    await devices(FAULTS_ALIKE_MAX + 1);
    await allSilent(FAULTS_ALIKE_MAX + 1);
    const client = await reception();
    await client.listen('faults');
    const { core } = gateway.gateway;
    const fault = 'device-silent:device:b-3';
    await core.submit({ id: inputIdFrom(core.ids), type: 'fault-act', actor: 'maria' as never, fault, action: 'shelve', forMs: 600_000 }); // as: an id by hand.
    await boardOf(client, ({ groups }) => groups.get(SITE.group)?.shelved === 1);
    const last = client.topicMessages.findLast(({ topic }) => topic === 'faults');
    const again = await reception();
    await again.listen('faults', { after: { epoch: core.head.epoch, seq: last?.seq ?? 0 } });
    expect(again.topicMessages.at(-1)).toMatchObject({ type: 'update', faults: [] });
    await silent(0, false);
    const late = await reception();
    await late.listen('faults', { after: { epoch: core.head.epoch, seq: last?.seq ?? 0 } });
    expect(late.topicMessages.at(-1)).toMatchObject({ type: 'snapshot' });
    // The one that came back without a change is told what has changed since: each one by one, for they are few enough.
    await until('it has them', () =>
      again.topicMessages.some((message) => message.type === 'update' && message.gone?.includes(SITE.group) === true),
    );
  });
});
