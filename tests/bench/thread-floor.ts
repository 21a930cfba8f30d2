/**
 * The floor with its commit where promise 2 wants it: in a thread of its own, so that a slow disk never stops the one that reads
 * devices and serves consoles. Nothing else is different; see floor.ts. What lies between the two is the price of that thread.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Aedes } from 'aedes';
import { WebSocketServer } from 'ws';

if (isMainThread) await serve();
else write();

function write(): void {
  const database = new DatabaseSync(workerData as string); // as: the path that serve() gives.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE press (n INTEGER PRIMARY KEY, topic TEXT NOT NULL, body BLOB NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO press (topic, body) VALUES (?, ?)');
  parentPort?.on('message', ({ topic, body }: { topic: string; body: Uint8Array }) => {
    insert.run(topic, body);
    parentPort?.postMessage(undefined);
  });
  parentPort?.postMessage(undefined);
}

async function serve(): Promise<void> {
  const writer = new Worker(fileURLToPath(import.meta.url), { workerData: join(process.argv[2] ?? '.', 'floor.db') });
  await once(writer, 'message');
  const committed: (() => void)[] = [];
  writer.on('message', () => committed.shift()?.());

  const consoles = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const broker = await Aedes.createBroker();
  broker.authorizePublish = (_client, { topic, payload }, callback) => {
    if (!topic.endsWith('/alarm')) {
      callback(null);
      return;
    }
    committed.push(() => {
      callback(null);
      const frame = `{"topic":"${topic}","press":${payload.toString()}}`;
      for (const console of consoles.clients) console.send(frame);
    });
    writer.postMessage({ topic, body: Buffer.from(payload) });
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
}
