/** Opens idle device connections from another process, `atOnce` of them connecting at any time, each subscribed to feedback and config, and reports `{"open":n}`. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { generate } from 'mqtt-packet';

const [port = '0', count = '0', from = '0', atOnce = '500'] = process.argv.slice(2);
const sockets: Socket[] = [];
let settled = 0;
let refused = 0;

function open(i: number): void {
  const device = `idle-${i}`;
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  let bytes = 0;
  socket.on('connect', () => {
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: device,
        username: device,
        password: Buffer.from(`secret-of-${device}-0123456789abcdef`),
        keepalive: 64,
      }),
    );
    socket.write(
      generate({
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: [
          { topic: `duress/v1/${device}/feedback`, qos: 1 },
          { topic: `duress/v1/${device}/config`, qos: 1 },
        ],
      }),
    );
  });
  let done = false;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (done || bytes < 4 + 6 + 100) return;
    done = true;
    socket.write(Buffer.from([0x40, 2, 0, 1, 0x40, 2, 0, 2]));
    settle(true);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    if (!done) {
      refused += 1;
      settle(false);
    }
  });
  sockets.push(socket);
}

let next = Number(from);
const last = next + Number(count);
function settle(_ok: boolean): void {
  settled += 1;
  if (next < last) open(next++);
  if (settled === Number(count)) process.stdout.write(`${JSON.stringify({ open: settled - refused, refused })}\n`);
}
for (let i = 0; i < Number(atOnce) && next < last; i += 1) open(next++);
