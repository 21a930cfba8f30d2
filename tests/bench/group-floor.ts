/**
 * The floor with group commit: aedes, all presses that came in one turn of the loop in one SQLite transaction with
 * `synchronous=FULL`, then their acknowledgements and one WebSocket frame a press. Nothing else; see floor.ts.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Aedes } from 'aedes';
import { WebSocketServer } from 'ws';

const database = new DatabaseSync(join(process.argv[2] ?? '.', 'floor.db'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE press (n INTEGER PRIMARY KEY, topic TEXT NOT NULL, body BLOB NOT NULL) STRICT');
const insert = database.prepare('INSERT INTO press (topic, body) VALUES (?, ?)');

const consoles = new WebSocketServer({ host: '127.0.0.1', port: 0 });
const broker = await Aedes.createBroker();
let waiting: { readonly topic: string; readonly body: Buffer | string; readonly ack: () => void }[] = [];
broker.authorizePublish = (_client, packet, callback) => {
  if (!packet.topic.endsWith('/alarm')) {
    callback(null);
    return;
  }
  if (waiting.length === 0) setImmediate(commit);
  waiting.push({
    topic: packet.topic,
    body: packet.payload,
    ack: () => {
      callback(null);
    },
  });
};

function commit(): void {
  const batch = waiting;
  waiting = [];
  database.exec('BEGIN');
  for (const { topic, body } of batch) insert.run(topic, body);
  database.exec('COMMIT');
  for (const { topic, body, ack } of batch) {
    ack();
    const frame = `{"topic":"${topic}","press":${body.toString()}}`;
    for (const console of consoles.clients) console.send(frame);
  }
}

const devices = createServer((socket) => {
  broker.handle(socket);
});
devices.listen({ host: '127.0.0.1', port: 0, backlog: 1_024 });
await once(devices, 'listening');
// as: both listen on TCP.
const [mqtt, http] = [devices.address() as AddressInfo, consoles.address() as AddressInfo];
console.log(JSON.stringify({ code: 'ready', mqtt: `mqtt://127.0.0.1:${mqtt.port}`, http: `http://127.0.0.1:${http.port}` }));
process.once('SIGTERM', () => process.exit(0));
