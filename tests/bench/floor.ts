/**
 * The floor that the gateway is measured against: aedes, one SQLite commit with `synchronous=FULL` for each press before its
 * acknowledgement, and one WebSocket frame to each console. No accounts, no alarms, no debrief, no outbox, no feedback, no hash.
 * `node floor.ts <folder>` prints one ready line and runs until SIGTERM.
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
broker.authorizePublish = (_client, packet, callback) => {
  if (!packet.topic.endsWith('/alarm')) {
    callback(null);
    return;
  }
  insert.run(packet.topic, packet.payload);
  callback(null);
  const frame = `{"topic":"${packet.topic}","press":${packet.payload.toString()}}`;
  for (const console of consoles.clients) console.send(frame);
};

const devices = createServer((socket) => {
  broker.handle(socket);
});
devices.listen({ host: '127.0.0.1', port: 0, backlog: 1_024 });
await once(devices, 'listening');
// as: both listen on TCP.
const [mqtt, http] = [devices.address() as AddressInfo, consoles.address() as AddressInfo];
console.log(JSON.stringify({ code: 'ready', mqtt: `mqtt://127.0.0.1:${mqtt.port}`, http: `http://127.0.0.1:${http.port}` }));
process.once('SIGTERM', () => process.exit(0));
