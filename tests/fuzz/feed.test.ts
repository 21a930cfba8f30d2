import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { ConsoleId } from '../../gateway/src/base/ids.ts';
import { TOPICS } from '../../gateway/src/contract/feed.ts';
import { DEFAULT_POLICY } from '../../gateway/src/domain/policy.ts';
import { CommitLog } from '../../gateway/src/live/commit-log.ts';
import { Console } from '../../gateway/src/live/console.ts';
import { ConsoleMessages } from '../../gateway/src/live/console-messages.ts';
import { MESSAGES_PER_TEN_SECONDS, PAINTED_MAX } from '../../gateway/src/live/limits.ts';
import { Probes } from '../../gateway/src/live/probes.ts';
import { Watchkeeper } from '../../gateway/src/live/watchkeeper.ts';
import { HandClock } from '../contract/mqtt/hand-clock.ts';
import { TestFaults } from '../scenario/serial/neighbours.ts';
import { House } from '../scenario/api/house.ts';
import { foreign } from './corpus.ts';
import { fuzz, must, ONCE } from './fuzz.ts';
import { mutated, mutatedJson } from './hostile.ts';

let house: House;
let messages: ConsoleMessages;
let console_: Console;
let alarm = '';
const clock = new HandClock();
const said: string[] = [];
const noted: string[] = [];
const failed: string[] = [];

/** The page's end of the socket. */
const page = {
  OPEN: 1,
  readyState: 1,
  bufferedAmount: 0,
  send: (text: string) => said.push(text),
  close: (code: number) => said.push(`closed ${String(code)}`),
};

beforeAll(async () => {
  house = await House.open();
  const cookie = await house.administrator();
  const pressed = await house.ask('POST', '/api/v1/my/signals', { cookie, body: { kind: 'duress', boot: 1, seq: 1, age: 0 } });
  alarm = (pressed.json as { alarm: string }).alarm; // as: the answer is a Reply.
  const { engine: core, access } = house;
  core.follow(({ facts }) => failed.push(...facts.filter(({ kind }) => kind === 'InputFailed').map((fact) => JSON.stringify(fact))));
  const principal = access.principalOf({ cookie });
  if (principal === undefined) throw new Error('signed in just now');
  const events = { info: () => undefined, warn: (code: string) => noted.push(code), error: (code: string) => failed.push(code) };
  const counters = { count: () => undefined, read: () => ({}) };
  const hand = {
    current: () => ({ v: 1 as const, rev: 0, held: [], recorded: true, at: '' }),
    onTold: () => () => undefined,
    shownUnrecorded: () => undefined,
  };
  const deps = { core, access, clock, events, counters, faults: new TestFaults(), hand, policy: DEFAULT_POLICY, build: 'x', demo: false };
  const watch = new Watchkeeper({ ...deps, consoles: () => [console_], onChange: () => undefined });
  const probes = new Probes({ ...deps, consoles: () => [console_], onChange: () => undefined });
  const feed = { ...deps, origin: { tls: false, origins: [], loopback: true }, signedHead: () => undefined, handAck: () => undefined };
  const log = new CommitLog();
  log.begin(core.head.seq);
  messages = new ConsoleMessages({ ...feed, watch, probes, log, consoles: () => [console_], snapshot: () => undefined });
  // as (both): an id by hand, and what a console does with its socket.
  console_ = new Console({ id: 'c-1' as ConsoleId, principal, socket: page as unknown as WebSocket, clock });
});

afterAll(async () => {
  await house.close();
});

/** One message, as slowly as a page may speak. */
function receive(text: string | undefined): string[] {
  clock.advance(Math.ceil(10_000 / MESSAGES_PER_TEN_SECONDS) + 1);
  said.length = 0;
  messages.receive(console_, text);
  return [...said];
}

test('every message of any form is understood or answered as unreadable, the next good one works, and nothing grows', ONCE, () => {
  const good = [
    ...TOPICS.map((topic) => ({ type: 'subscribe', topic, after: { epoch: 1, seq: 3 } })),
    { type: 'shown', alarms: [alarm, 'a-2'], reopened: { [alarm]: 1 } },
    { type: 'watch', state: { armed: true, inputAgoMs: 12, notes: ['frozen'] } },
    { type: 'watch', state: { armed: false, why: 'no-gesture', inputAgoMs: 0 } },
    { type: 'have', press: 'p-1' },
    { type: 'beat' },
    { type: 'hand-ack', rev: 3 },
  ];
  const bytes = good.map((one) => Buffer.from(JSON.stringify(one)));
  const texts = fc.oneof(
    { weight: 5, arbitrary: mutatedJson(good) },
    { weight: 2, arbitrary: mutated([...bytes, ...foreign()]).map(String) },
  );
  const input = fc.oneof({ weight: 30, arbitrary: texts }, { weight: 1, arbitrary: fc.constant(undefined) });
  fuzz('messages of a console', input, {
    runs: 12_000,
    holds: (text) => {
      const answers = receive(text);
      for (const answer of answers) must(!answer.startsWith('closed'), `a message has closed the feed: ${answer}`);
      must(console_.subscriptions.size <= TOPICS.length && console_.painted.size <= PAINTED_MAX, 'something grows');
      const [snapshot] = receive('{"type":"subscribe","topic":"faults"}');
      must(snapshot?.startsWith('{"type":"snapshot"') === true, `the next good message is answered ${String(snapshot)}`);
      must(failed.length === 0, String(failed[0]));
    },
  });
});

test('what was understood has reached the rules, and they have not failed at any of it', ONCE, async () => {
  await house.engine.submit({ id: 'i-last' as never, type: 'note', event: 'started' }); // as: an id by hand.
  expect(failed).toEqual([]);
  expect(
    new Set(
      noted.filter(
        (code) =>
          code !== 'console-noted' && code !== 'sound-test-not-noted' && code !== 'hand-over-not-noted' && code !== 'shown-not-noted',
      ),
    ),
  ).toEqual(new Set());
});

test('names that are not painted any more make room: shown alarms are bounded', ONCE, () => {
  const many = fc.array(fc.string({ maxLength: 64 }), { minLength: 200, maxLength: 256 });
  receive('{"type":"watch","state":{"armed":false,"inputAgoMs":0}}');
  fuzz('lists of shown alarms', many, {
    runs: 40,
    holds: (alarms) => {
      receive(JSON.stringify({ type: 'shown', alarms }));
      must(console_.painted.size <= PAINTED_MAX, 'more alarms are remembered than there may be');
    },
  });
});
