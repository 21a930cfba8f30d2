import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { canTrace, DiskFault, FLUSH } from '../harness/disk-fault.ts';
import { recorded } from './recorded.ts';
import { Scene } from './scene.ts';

let gateway: GatewayProcess | undefined;
let scene: Scene | undefined;
let other: Server | undefined;

afterEach(async () => {
  other?.close();
  await scene?.strike();
  await gateway?.remove();
  gateway = undefined;
  scene = undefined;
  other = undefined;
});

describe('three stops in five minutes', () => {
  test('the next start leaves the log alone and is a lifeboat that says so; a proper stop resets', async () => {
    gateway = await GatewayProcess.start();
    await gateway.seed();
    await gateway.kill();
    for (let i = 0; i < 2; i += 1) {
      await gateway.start();
      expect(gateway.has('lifeboat-entered')).toBe(false);
      await gateway.kill();
    }
    const facts = recorded(gateway).length;
    await gateway.start();
    expect(gateway.events.find((event) => event.code === 'log-away')).toMatchObject({
      level: 'error',
      why: 'log-open-failed',
      detail: expect.stringContaining('three times in five minutes') as string,
    });
    expect(gateway.has('lifeboat-entered')).toBe(true);
    // Nobody holds the log, so that a person can look at it.
    expect(recorded(gateway)).toHaveLength(facts);
    expect(await gateway.stop()).toBe(0);
    gateway.events.length = 0;
    await gateway.start();
    expect(gateway.has('log-open')).toBe(true);
    expect(gateway.has('lifeboat-entered')).toBe(false);
    expect(await gateway.stop()).toBe(0);
  });

  test('starts that a person asked to stop do not count, however many', async () => {
    gateway = GatewayProcess.at();
    for (let i = 0; i < 4; i += 1) {
      await gateway.start();
      expect(await gateway.stop()).toBe(0);
    }
    expect(gateway.has('log-away')).toBe(false);
  });

  test('starts that were refused do not count: once it is put right, it starts with its log', async () => {
    gateway = await GatewayProcess.start();
    const taken = GatewayProcess.at({ folder: gateway.folder });
    for (let i = 0; i < 4; i += 1) expect((await taken.refusal()).exit).toBe(1);
    await gateway.kill();
    await taken.start();
    expect(taken.has('log-open')).toBe(true);
    expect(await taken.stop()).toBe(0);
  });
});

describe('told to stop', () => {
  // The press must be in the middle of its commit when the signal comes: only strace can hold it there.
  test.runIf(canTrace())('a press that is being committed gets its acknowledgement, and the process ends by itself with 0', async () => {
    scene = await Scene.set();
    const { gateway: running, button, acked } = scene;
    const disk = await DiskFault.into(running.pid, `${FLUSH}:delay_enter=700000`);
    await button.hold();
    await scene.isAway();
    expect(acked).toEqual([]);
    const stopping = running.stop();
    await until('the press was acknowledged', () => acked.length === 1);
    expect(await stopping).toBe(0);
    await disk.heal();
    expect(recorded(running).filter((fact) => fact.kind === 'AlarmRaised')).toHaveLength(1);
  });

  test('with devices and consoles connected: code 0, and whoever comes then is not served any more', async () => {
    scene = await Scene.set();
    const { gateway: running, button, maria } = scene;
    expect(await running.stop()).toBe(0);
    await until('the page was told', () => maria.closedWith !== undefined);
    expect(maria.closedWith).toBe(1001);
    await until('the button knows that it is alone', () => !button.isLinked);
    await expect(fetch(`${running.addresses.http}/health/live`)).rejects.toThrow('fetch failed');
    expect(running.events.filter((event) => event.level === 'error')).toEqual([]);
  });

  test('while it is still starting: it ends with 0, and the start does not count as a crash', async () => {
    gateway = await GatewayProcess.start();
    expect(await gateway.stop()).toBe(0);
    for (let i = 0; i < 4; i += 1) {
      gateway.spawn();
      const starts = join(gateway.data, 'starts.json');
      await until('it has begun', () => readFileSync(starts, 'utf8') !== '[]');
      expect(await gateway.stop()).toBe(0);
    }
    await gateway.start();
    expect(gateway.has('log-away')).toBe(false);
  });

  // A thread of the process must be stuck in the disk.
  test.runIf(canTrace())('on a disk that does not come back: it ends all the same, when its patience does, and says so', async () => {
    scene = await Scene.set();
    const { gateway: running, button } = scene;
    const disk = await DiskFault.into(running.pid, `${FLUSH}:delay_enter=60000000`);
    await button.hold();
    await scene.isAway();
    await Promise.all([running.stop(), until('it gave up', () => running.has('stop-gave-up')).then(() => disk.heal())]);
    await running.start();
    expect(running.has('log-away')).toBe(false);
    await button.reachesHeld();
  });
});

describe('a start that is refused', () => {
  async function occupy(): Promise<number> {
    const server = createServer();
    other = server;
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port; // as: a listening TCP server
  }

  test.each(['HTTP', 'MQTT'])('the port for %s is taken: one sentence with the address, code 1', async (which) => {
    const port = await occupy();
    gateway = GatewayProcess.at({ environment: { [`DURESS_${which}_PORT`]: String(port) } });
    const { exit, said } = await gateway.refusal();
    expect(exit).toBe(1);
    expect(said).toContain('an address could not be listened on');
    expect(said).toContain(`127.0.0.1:${port}`);
    expect(said).toContain('EADDRINUSE');
    expect(said).toContain(`${which.toLowerCase()}.port say where else`);
  });

  test('a misspelt variable: code 2, and the name that was probably meant', async () => {
    gateway = GatewayProcess.at({ environment: { DURESS_HTTP_PROT: '8080' } });
    expect(await gateway.refusal()).toEqual({
      exit: 2,
      said: 'the configuration can not be used: DURESS_HTTP_PROT is not a setting; did you mean DURESS_HTTP_PORT?\n',
    });
  });

  test('a misspelt name in the file, and a value that does not fit: code 2, and all of them at once', async () => {
    gateway = GatewayProcess.at();
    writeFileSync(join(gateway.folder, 'duress.json'), JSON.stringify({ mqtt: { prot: 1 }, serial: { baudRate: 'fast' } }));
    const { exit, said } = await gateway.refusal();
    expect(exit).toBe(2);
    expect(said).toContain('mqtt.prot is not a setting; did you mean mqtt.port?');
    expect(said).toContain('serial.baudRate (from duress.json) must be a whole number from 1200 to 4000000, and is the text "fast"');
  });

  test('a file that is not there, or no JSON: code 2, and its name', async () => {
    gateway = GatewayProcess.at({ environment: { DURESS_CONFIG: 'nowhere.json' } });
    const missing = await gateway.refusal();
    expect(missing.exit).toBe(2);
    expect(missing.said).toContain('nowhere.json');
  });

  test('half a certificate: code 2, never plain text instead', async () => {
    gateway = GatewayProcess.at({ environment: { DURESS_MQTT_CERT_FILE: 'cert.pem' } });
    const { exit, said } = await gateway.refusal();
    expect(exit).toBe(2);
    expect(said).toContain('mqtt.certFile and mqtt.keyFile go together');
  });

  test('certificate files that are not there: code 2, and their name', async () => {
    gateway = GatewayProcess.at({ environment: { DURESS_HTTP_CERT_FILE: 'no.pem', DURESS_HTTP_KEY_FILE: 'no.key' } });
    const { exit, said } = await gateway.refusal();
    expect(exit).toBe(2);
    expect(said).toContain('no.pem');
  });
});
