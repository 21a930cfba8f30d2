import { describe, expect, onTestFinished, test } from 'vitest';
import { FaultError } from '@duress/gateway/base/errors.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasMosquitto, Mosquitto } from '../../../harness/mosquitto.ts';
import { HandClock } from '../hand-clock.ts';
import { deviceAt, eventually, press, startedRig, startRig } from './rig.ts';

const GATEWAY = { user: 'duress-gateway', password: 'the right password' };

describe.runIf(hasMosquitto())('the connection to an outside broker', () => {
  test('a broker that is away for 15 s is a fault for as long as it is; its devices are unknown at once', async () => {
    await using broker = await Mosquitto.start();
    const clock = new HandClock();
    const { intake, faults, ingest } = await startedRig({ url: broker.url, clock });
    const device = await deviceAt(broker.url);
    await device.publishAsync('duress/v1/b-1/status', '{"v":1}');
    await eventually(() => expect(intake.links).toEqual([{ device: 'b-1', up: true }]));
    await broker.kill();
    await eventually(() => expect(intake.links.at(-1)).toEqual({ device: 'b-1', up: false }));
    expect(ingest.health).toMatchObject({ state: 'lost', broker: `127.0.0.1:${broker.port}` });
    clock.advance(14_000);
    expect([...faults.keys()]).toEqual([]);
    clock.advance(2_000);
    expect([...faults.keys()]).toEqual(['broker-lost']);
    await broker.restart();
    await eventually(() => {
      clock.advance(1_000);
      expect(ingest.health.state).toBe('ok');
    });
    clock.advance(1_000);
    expect([...faults.keys()]).toEqual([]);
  });

  test('a gateway starts without its broker, and finds it when it comes', async () => {
    await using broker = await Mosquitto.start();
    await broker.kill();
    const { ingest, intake } = startRig({ url: broker.url });
    await eventually(() => expect(ingest.health.why).toContain('ECONNREFUSED'));
    await broker.restart();
    await eventually(() => expect(ingest.health.state).toBe('ok'));
    await press(await deviceAt(broker.url), 1);
    await eventually(() => expect(intake.signals).toHaveLength(1));
  });

  test('a wrong password is a fault at once, said without the password; the right one in its file needs no restart', async () => {
    await using broker = await Mosquitto.start({ users: { [GATEWAY.user]: GATEWAY.password } });
    const passwordFile = secretFile('not the right one\n');
    const clock = new HandClock();
    const { ingest, faults, logged } = startRig({ url: broker.url, clock, settings: { user: GATEWAY.user, passwordFile } });
    await eventually(() => expect(ingest.health.why).toContain('Not authorized'));
    clock.advance(1_000);
    expect([...faults.keys()]).toEqual(['broker-refused']);
    writeFileSync(passwordFile, `${GATEWAY.password}\n`);
    await eventually(() => {
      clock.advance(1_000);
      expect(ingest.health.state).toBe('ok');
    });
    clock.advance(1_000);
    expect([...faults.keys()]).toEqual([]);
    expect(JSON.stringify([logged, ingest.health])).not.toMatch(/right/);
  });

  test.each(['3.1.1', '5'] as const)('over MQTT %s: a subscription that is refused is a fault at once', async (version) => {
    await using broker = await Mosquitto.start({ refusesSubscriptions: true });
    const clock = new HandClock();
    const { ingest, faults, logged } = startRig({ url: broker.url, clock, settings: { version } });
    await eventually(() => expect(ingest.health.why).toContain('duress/v1/+/alarm'));
    // Both connections, before the clock is moved: the fault says what is known when it opens.
    for (const topic of ['alarm', 'status']) await eventually(() => expect(JSON.stringify(logged)).toContain(`duress/v1/+/${topic}`));
    await eventually(() => {
      clock.advance(1_000);
      expect(faults.get('broker-refused')).toContain('duress/v1/+/alarm');
      expect(faults.get('broker-refused')).toContain('duress/v1/+/status');
    });
  });

  test('a broker that grants less than was asked for is a fault, and its presses are taken all the same', async () => {
    await using broker = await Mosquitto.start({ lines: ['max_qos 0'] });
    const clock = new HandClock();
    const { ingest, faults, intake } = startRig({ url: broker.url, clock });
    await eventually(() => expect(ingest.health.why).toContain('QoS 0'));
    clock.advance(1_000);
    expect(faults.get('broker-refused')).toContain('duress/v1/+/alarm');
    const device = await deviceAt(broker.url);
    await device.publishAsync('duress/v1/b-1/alarm', '{"v":1,"boot":1,"seq":1,"kind":"duress","age":0}');
    await eventually(() => expect(intake.signals).toHaveLength(1));
  });

  test('TLS: with the site’s own certificate it connects, without knowing it not', async () => {
    await using broker = await Mosquitto.start({ tls: true });
    const stranger = startRig({ url: broker.url, settings: { clientId: 'stranger' } });
    await eventually(() => expect(stranger.ingest.health.why).toMatch(/self-signed|certificate/i));
    await stranger.ingest.stop();
    const { intake, faults } = await startedRig({ url: broker.url, settings: { caFile: broker.caFile } });
    await press(await deviceAt(broker.url, { ca: broker.ca ?? '' }), 1);
    await eventually(() => expect(intake.signals).toHaveLength(1));
    expect([...faults.keys()]).toEqual([]);
  });

  test('a certificate file that holds none is a fault with its reason, and no end of the process', async () => {
    const { ingest } = startRig({ url: 'mqtts://127.0.0.1:1', settings: { caFile: secretFile('nothing of the kind') } });
    await eventually(() => expect(ingest.health.why).toBeDefined());
  });
});

describe('what is refused at the start', () => {
  test('plain text to another machine, unless it was asked for, and then with a standing fault', () => {
    // 192.0.2.0/24 is for documents: nobody answers.
    expect(() => startRig({ url: 'mqtt://192.0.2.1' })).toThrow(FaultError);
    const { faults } = startRig({ url: 'mqtt://192.0.2.1', settings: { plainBeyondLoopback: true } });
    expect([...faults.keys()]).toEqual(['broker-plain']);
  });

  test('a password file that is not there', () => {
    expect(() => startRig({ url: 'mqtt://127.0.0.1:1', settings: { user: 'x', passwordFile: '/nowhere/password' } })).toThrow(
      'broker.passwordFile',
    );
  });

  test.each(['http://127.0.0.1', 'mqtt://user:secret@127.0.0.1', '127.0.0.1'])('the address %s', (url) => {
    expect(() => startRig({ url })).toThrow(FaultError);
  });
});

function secretFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'broker-secret-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'secret');
  writeFileSync(file, text);
  return file;
}
