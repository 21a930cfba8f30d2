import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import type { FaultView } from '../../gateway/src/contract/feed.ts';
import { GatewayProcess, PASSWORD } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';

let keys = '';
let gateway: GatewayProcess | undefined;
let maria: Reception | undefined;
const before = getCACertificates('default');

/** A certificate for localhost and 127.0.0.1 that nobody else has signed. */
function makeCertificate(name: string): { readonly certFile: string; readonly keyFile: string } {
  const files = { certFile: join(keys, `${name}.pem`), keyFile: join(keys, `${name}.key`) };
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...kind, ...names, '-keyout', files.keyFile, '-out', files.certFile], { stdio: 'ignore' });
  return files;
}

beforeAll(() => {
  keys = mkdtempSync(join(tmpdir(), 'duress-tls-'));
});

afterAll(() => {
  rmSync(keys, { recursive: true, force: true });
});

afterEach(async () => {
  maria?.close();
  await gateway?.remove();
  gateway = undefined;
  maria = undefined;
  setDefaultCACertificates(before);
});

describe('with certificates', () => {
  test('a press over MQTTS is on a console over WSS; the cookie is bound to the host and to TLS; browsers are told to stay', async () => {
    const { certFile, keyFile } = makeCertificate('site');
    const ca = readFileSync(certFile, 'utf8');
    setDefaultCACertificates([...before, ca]);
    const tls = { HTTP_CERT_FILE: certFile, HTTP_KEY_FILE: keyFile, MQTT_CERT_FILE: certFile, MQTT_KEY_FILE: keyFile };
    gateway = await GatewayProcess.start({ environment: prefixed(tls) });
    const { http, mqtt = '' } = gateway.addresses;
    expect([new URL(http).protocol, new URL(mqtt).protocol]).toEqual(['https:', 'mqtts:']);
    const buttons = await gateway.seed();

    const answer = await fetch(`${http}/api/v1/session`, {
      method: 'POST',
      headers: { origin: http, 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'maria', password: PASSWORD }),
    });
    const cookie = answer.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^__Host-duress=/);
    for (const flag of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(flag);
    expect(cookie).not.toMatch(/domain=/i);
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);

    maria = await Reception.signInAs(http, 'maria', PASSWORD);
    await maria.watch();
    maria.arm();
    const secret = buttons.find((one) => one.device === 'button-ana')?.secret ?? '';
    const button = mqttButton({ device: 'button-ana', secret, url: mqtt, ca });
    button.start();
    await button.hold();
    const watching = maria;
    const alarm = await until('the press is on the console', () => [...watching.alarms.values()][0]);
    maria.say({ type: 'shown', alarms: [alarm.alarm] });
    await button.reaches('shown');
    button.stop();
  });

  test('a button that does not know the certificate does not speak, and plain text gets no answer', async () => {
    const { certFile, keyFile } = makeCertificate('site');
    const other = readFileSync(makeCertificate('other').certFile, 'utf8');
    const tls = { HTTP_CERT_FILE: certFile, HTTP_KEY_FILE: keyFile, MQTT_CERT_FILE: certFile, MQTT_KEY_FILE: keyFile };
    gateway = await GatewayProcess.start({ environment: prefixed(tls) });
    const buttons = await gateway.seed();
    const secret = buttons.find((one) => one.device === 'button-ana')?.secret ?? '';
    const button = mqttButton({ device: 'button-ana', secret, url: gateway.mqtt, ca: other });
    let trouble = '';
    button.on('trouble', (what) => (trouble ||= what));
    button.start();
    await until('the button was refused', () => trouble !== '');
    expect(button.isLinked).toBe(false);
    button.stop();
    const answered = await answerTo(gateway.mqtt, CONNECT);
    // TLS says in its own words that it does not understand; a CONNACK would begin with 0x20.
    expect(answered[0]).not.toBe(0x20);
    await expect(fetch(gateway.addresses.http.replace('https:', 'http:') + '/health/live')).rejects.toThrow('fetch failed');
  });
});

describe('plain text beyond this machine', () => {
  test.each(['HTTP', 'MQTT'])('%s: refused without the explicit wish, code 2', async (which) => {
    gateway = GatewayProcess.at({ environment: { [`DURESS_${which}_HOST`]: '0.0.0.0' } });
    const { exit, said } = await gateway.refusal();
    expect(exit).toBe(2);
    expect(said.toLowerCase()).toContain(which.toLowerCase());
    expect(said).toContain('plainBeyondLoopback');
  });

  test('by explicit wish it is a standing fault for each, until it is put right', async () => {
    gateway = await GatewayProcess.start({
      environment: {
        DURESS_HTTP_HOST: '0.0.0.0',
        DURESS_HTTP_PLAIN_BEYOND_LOOPBACK: 'true',
        DURESS_MQTT_HOST: '0.0.0.0',
        DURESS_MQTT_PLAIN_BEYOND_LOOPBACK: 'true',
      },
    });
    await gateway.seed();
    expect((await faults(gateway)).filter(isPlain)).toEqual(['http plain-listener', 'mqtt plain-listener']);
    expect(await gateway.stop()).toBe(0);
    gateway.set({ DURESS_HTTP_HOST: '127.0.0.1', DURESS_MQTT_HOST: '127.0.0.1' });
    await gateway.start();
    expect((await faults(gateway)).filter(isPlain)).toEqual([]);
  });

  const isPlain = (fault: string): boolean => fault.includes('plain');

  /** What stands on reception's list of faults, through loopback. */
  async function faults(running: GatewayProcess): Promise<string[]> {
    const http = `http://127.0.0.1:${new URL(running.addresses.http).port}`;
    const reception = await Reception.signInAs(http, 'maria', PASSWORD);
    await reception.watch('faults');
    const snapshot = reception.messages.find((message) => message.type === 'snapshot' && message.topic === 'faults');
    reception.close();
    // as: the snapshot of this topic carries faults.
    const list = (snapshot as { readonly faults?: readonly FaultView[] } | undefined)?.faults ?? [];
    return list.map((fault) => `${fault.subject} ${fault.code}`).toSorted();
  }
});

/** CONNECT of MQTT 3.1.1, as a client without TLS begins. */
const CONNECT = Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61]);

/** What comes back before the other side closes. */
async function answerTo(url: string, bytes: Buffer): Promise<Buffer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined); // a reset is an answer too
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}

function prefixed(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`DURESS_${name}`, value]));
}
