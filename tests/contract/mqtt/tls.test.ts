import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SystemClock } from '@duress/gateway/base/clock.ts';
import { MqttIngest } from '../../../gateway/src/ingest/mqtt/ingest.ts';
import { KeptCounters, KeptIntake } from './intake.ts';
import { connectPacket, press, RawDevice } from './raw-device.ts';
import { eventually, startRig } from './rig.ts';

let folder = '';
const file = (name: string): string => join(folder, name);

function makeCertificate(name: string): void {
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      file(`${name}.key`),
      '-out',
      file(`${name}.crt`),
    ],
    { stdio: 'ignore' },
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duress-tls-'));
  makeCertificate('first');
  makeCertificate('second');
  copyFileSync(file('first.crt'), file('now.crt'));
  copyFileSync(file('first.key'), file('now.key'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function tlsSocket(port: number, more: object = {}): TLSSocket {
  return connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...more });
}

const files = () => ({ host: '127.0.0.1', port: 0, certFile: file('now.crt'), keyFile: file('now.key') });

describe('TLS', () => {
  test('a press over TLS; plain text, old TLS and a cut handshake on the same port are closed and harm nobody', async () => {
    const { intake, counters, tlsPort } = await startRig({ tls: files() });
    const device = new RawDevice(tlsPort, 'b-1', tlsSocket(tlsPort));
    device.send(connectPacket('b-1'), press('b-1', 1));
    await device.next('puback');
    expect(intake.signals).toHaveLength(1);
    const plain = new RawDevice(tlsPort);
    plain.send(connectPacket('b-1'));
    await plain.gone();
    const old = tlsSocket(tlsPort, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' });
    const outcome = await new Promise((resolve) =>
      old.once('secureConnect', () => resolve('secure')).once('error', () => resolve('refused')),
    );
    expect(outcome).toBe('refused');
    await eventually(() => expect(counters.of('mqtt-tls-handshake-failed')).toBe(2));
    await device.ping();
  });

  test('a new certificate is taken over without a restart, a bad one is not and is said', async () => {
    const { ingest, logged, counters, tlsPort } = await startRig({ tls: files() });
    const staying = new RawDevice(tlsPort, 'b-1', tlsSocket(tlsPort));
    staying.send(connectPacket('b-1'));
    await staying.next('connack');
    const nameShown = async (): Promise<string | undefined> => {
      const socket = tlsSocket(tlsPort);
      await new Promise((resolve) => socket.once('secureConnect', resolve));
      const name = String(socket.getPeerCertificate().subject.CN);
      socket.destroy();
      return name;
    };
    expect(await nameShown()).toBe('first');
    copyFileSync(file('second.crt'), file('now.crt'));
    await ingest.reload(); // the key is still the old one
    expect(counters.of('mqtt-certificate-unusable')).toBe(1);
    expect(await nameShown()).toBe('first');
    copyFileSync(file('second.key'), file('now.key'));
    await ingest.reload();
    expect(await nameShown()).toBe('second');
    expect(logged.map((line) => line.code)).toEqual(['mqtt-certificate-unusable', 'mqtt-certificate-renewed']);
    await staying.ping();
  });

  test('start fails with a stable code when the certificate can not be used, or the port', async () => {
    writeFileSync(file('bad.crt'), 'no certificate');
    const around = {
      intake: new KeptIntake(),
      clock: new SystemClock(),
      events: { info() {}, warn() {}, error() {} },
      counters: new KeptCounters(),
    };
    const bad = new MqttIngest({ ...around, options: { tls: { ...files(), certFile: file('bad.crt') } } });
    await expect(bad.start()).rejects.toMatchObject({ code: 'config-invalid' });
    await bad.stop();
    const { port } = await startRig();
    const taken = new MqttIngest({ ...around, options: { plain: { host: '127.0.0.1', port } } });
    await expect(taken.start()).rejects.toMatchObject({ code: 'listen-failed', retryable: true });
  });
});

describe('plain text', () => {
  test('beyond loopback only when it is asked for, and then as a standing fault', async () => {
    const faults: string[] = [];
    const around = {
      intake: new KeptIntake(),
      clock: new SystemClock(),
      events: { info() {}, warn() {}, error() {} },
      counters: new KeptCounters(),
      faults: { open: (code: string, subject: string) => void faults.push(`${code} ${subject}`), close() {} },
    };
    const refused = new MqttIngest({ ...around, options: { plain: { host: '0.0.0.0', port: 0 } } });
    await expect(refused.start()).rejects.toMatchObject({ code: 'config-invalid' });
    expect(faults).toEqual([]);
    const asked = new MqttIngest({ ...around, options: { plain: { host: '0.0.0.0', port: 0, beyondLoopback: true } } });
    await asked.start();
    await asked.start();
    expect(faults).toEqual(['plain-listener mqtt']);
    await asked.stop();
    await asked.stop();
  });
});
