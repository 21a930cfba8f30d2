import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ConsoleId } from '../../../gateway/src/base/ids.ts';
import { Console } from '../../../gateway/src/live/console.ts';
import { FAULTS_WAIT_BYTES, SLOW_BYTES, SLOW_CLOSE_MS } from '../../../gateway/src/live/limits.ts';
import { ManualClock } from '../../harness/clock.ts';
import { until } from '../../harness/wait.ts';

const PIECE = 'f'.repeat(FAULTS_WAIT_BYTES);
/** More than any socket's buffers hold. */
const FLOOD = 64 * 1_048_576;

let server: Server;
let clock: ManualClock;
let console: Console;
let page: WebSocket;
let heard: string[];
let socket: WebSocket;

/** A real socket, whose page does not read. */
beforeEach(async () => {
  clock = new ManualClock();
  server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const opened = new Promise<WebSocket>((resolve) => sockets.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // as: it listens on TCP.
  page = new WebSocket(`ws://127.0.0.1:${String(port)}`);
  heard = [];
  page.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
  socket = await opened;
  await until('the page is open', () => page.readyState === WebSocket.OPEN);
  const principal = { kind: 'token', token: { token: 'x', name: 'x', scope: 'wall', createdAt: 0, revoked: false } };
  console = new Console({ id: 'c' as ConsoleId, principal: principal as never, socket, clock }); // as: ids by hand; who it is matters to nothing here.
  page.pause();
});

afterEach(() => {
  page.terminate();
  server.close();
});

/** Technical matters without end, to a page that reads nothing. */
async function flood(): Promise<void> {
  let bytes = 0;
  await until('there is no room for more', () => {
    for (let i = 0; i < 64 && bytes < FLOOD; i += 1) {
      console.sendFaults(PIECE);
      bytes += PIECE.length;
    }
    return console.owesFaults;
  });
}

test('faults never make a console slow: an alarm is sent all the same, and few of them stand before it', async () => {
  await flood();
  expect(console.flow).toBe('well');
  expect(socket.bufferedAmount).toBeLessThan(3 * FAULTS_WAIT_BYTES);
  console.send('alarm');
  clock.advance(10 * SLOW_CLOSE_MS);
  expect(console.flow).toBe('well');
  page.resume();
  await until('the alarm is there', () => heard.includes('alarm'));
  await until('there is room again', () => console.takesFaults);
  expect(console.owesFaults).toBe(true);
  console.sendFaults('snapshot');
  expect(console.owesFaults).toBe(false);
  await until('the faults come last', () => heard.at(-1) === 'snapshot');
});

test('what it is owed of alarms makes it slow as before, also while faults wait', async () => {
  await flood();
  console.send('a'.repeat(SLOW_BYTES));
  console.send('a');
  expect(console.flow).toBe('well');
  console.send('one more than a page may leave');
  const isSlow = (): boolean => console.flow !== 'well';
  await until('it is slow', () => {
    console.send('a'.repeat(SLOW_BYTES));
    return isSlow();
  });
  clock.advance(SLOW_CLOSE_MS + 1);
  expect(console.flow).toBe('stuck');
});
