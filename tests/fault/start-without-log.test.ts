import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { factsOf } from './recorded.ts';
import { Scene } from './scene.ts';

describe('a start at which the log will not open', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.set();
    // The small file beside the log, from which a lifeboat knows its people, is rewritten soon after each change.
    await until('what a lifeboat must know is on disk', () => existsSync(join(scene.gateway.data, 'lifeboat')));
    expect(await scene.gateway.stop()).toBe(0);
  });

  afterEach(async () => {
    await scene.strike();
  });

  test('the folder of the log is not there: sessions and devices are known, a press is shown, and enters when it is mounted again', async () => {
    const { gateway, button } = scene;
    // A disk that is not mounted: its place holds nothing but what the lifeboat knows.
    const log = join(gateway.data, 'log.db');
    renameSync(log, `${log}.elsewhere`);
    mkdirSync(log);
    await gateway.start();
    expect(gateway.has('log-away')).toBe(true);
    await scene.watch();
    await button.reachesLink();
    const from = Date.now();
    const press = await scene.pressUnrecorded();
    const to = Date.now();
    renameSync(log, `${log}.nothing`);
    renameSync(`${log}.elsewhere`, log);
    await scene.entered({ from, to });
    await scene.endsWith([press]);
    expect(factsOf(gateway, 'AlarmTaken').map((fact) => fact.data)).toMatchObject([{ by: 'maria', unrecorded: true }]);
  });

  test('a press that nobody answers reaches the emergency contacts, from the small file alone', async () => {
    const { gateway, button } = scene;
    const posts: { readonly kind?: string; readonly to?: { readonly person?: string } }[] = [];
    const webhook = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        posts.push(JSON.parse(text) as (typeof posts)[number]); // as: the webhook's body, docs/notifications.md
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => {
      webhook.listen(0, '127.0.0.1', resolve);
    });
    const { port } = webhook.address() as AddressInfo; // as: it listens on TCP
    gateway.set({ DURESS_CONTACT_WEBHOOK_URL: `http://127.0.0.1:${port}/` });
    const log = join(gateway.data, 'log.db');
    renameSync(log, `${log}.elsewhere`);
    mkdirSync(log);
    await gateway.start();
    await button.reachesLink();
    await button.hold();
    const post = await until('somebody is told', () => posts.find((one) => one.kind === 'not-recorded'));
    expect(post.to?.person).toBe('ruth');
    webhook.close();
    expect(await gateway.stop()).toBe(0);
  });

  test('the small file is damaged as well: it starts all the same, and is itself again when the log is back', async () => {
    const { gateway, button } = scene;
    const log = join(gateway.data, 'log.db');
    renameSync(log, `${log}.elsewhere`);
    mkdirSync(log);
    writeFileSync(join(gateway.data, 'lifeboat'), 'torn');
    await gateway.start();
    expect(gateway.events.find((event) => event.code === 'last-known-unread')).toBeDefined();
    renameSync(log, `${log}.nothing`);
    renameSync(`${log}.elsewhere`, log);
    await button.reachesLink();
    await button.hold();
    await button.reachesHeld();
  });

  test('the small file was lost, and nothing was changed since: it is written anew at the next start', async () => {
    const { gateway } = scene;
    const file = join(gateway.data, 'lifeboat');
    rmSync(file);
    await gateway.start();
    await until('it is there again', () => existsSync(file));
    await scene.watch();
  });

  test('an alarm that was open before the stop is on the consoles as soon as the log is back', async () => {
    const { gateway, maria, button } = scene;
    await gateway.start();
    await scene.watch();
    await button.hold();
    await button.reachesHeld();
    await until('the alarm is on the console', () => maria.alarms.size === 1);
    expect(await gateway.stop()).toBe(0);
    const log = join(gateway.data, 'log.db');
    renameSync(log, `${log}.elsewhere`);
    mkdirSync(log);
    await gateway.start();
    await scene.watch();
    expect(maria.alarms.size).toBe(0);
    renameSync(log, `${log}.nothing`);
    renameSync(`${log}.elsewhere`, log);
    // Nobody presses, nobody loads a page anew.
    const alarm = await until('the alarm is on the console again', () => [...maria.alarms.values()][0]);
    expect(alarm.state).toBe('open');
    await button.reaches('held');
  });

  test('a log whose first page is damaged is away too; nothing is written over it', async () => {
    const { gateway } = scene;
    const file = openSync(join(gateway.data, 'log.db'), 'r+');
    writeSync(file, Buffer.alloc(100, 0x55), 0, 100, 0);
    closeSync(file);
    await gateway.start();
    expect(gateway.events.find((event) => event.code === 'log-away')).toMatchObject({ why: 'log-open-failed' });
    await scene.watch();
    await scene.pressUnrecorded();
    expect(await gateway.stop()).toBe(0);
    expect(readFileSync(join(gateway.data, 'log.db')).subarray(0, 100)).toEqual(Buffer.alloc(100, 0x55));
  });

  test('another gateway has the folder: this one does not start, and says so', async () => {
    const { gateway } = scene;
    await gateway.start();
    const second = GatewayProcess.at({ folder: gateway.folder });
    const { exit, said } = await second.refusal();
    expect(exit).toBe(1);
    expect(said).toContain('another process has the data folder open');
    expect(await gateway.stop()).toBe(0);
  });

  test('the wrong master key: it does not start, and says so', async () => {
    const { gateway } = scene;
    writeFileSync(gateway.masterKeyFile, Buffer.alloc(32, 7));
    const { exit, said } = await gateway.refusal();
    expect(exit).toBe(1);
    expect(said).toContain('master key');
  });
});
