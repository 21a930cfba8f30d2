import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputIdFrom } from '../../../gateway/src/base/ids.ts';
import type { ConsoleFaultCode, FaultSubject } from '../../../gateway/src/contract/faults.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from '../../../gateway/src/ops/configuration.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { settled } from '../../harness/passing.ts';
import { until } from '../../harness/wait.ts';

const MQTT = { ...DEFAULT_CONFIGURATION.mqtt, port: 0 };
const PLAIN: Partial<Configuration> = { mqtt: { ...MQTT, host: '0.0.0.0', plainBeyondLoopback: true } };

describe('a fault of an earlier start', () => {
  let folder: string;
  let gateway: TestGateway | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'duress-left-over-'));
  });

  afterEach(async () => {
    await gateway?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(configuration: Partial<Configuration>): Promise<TestGateway> {
    await gateway?.stop();
    gateway = await TestGateway.start({ folder, configuration });
    await settled(gateway.gateway.core);
    return gateway;
  }

  const standing = (of: TestGateway): string[] =>
    [...of.gateway.core.committed.faults.values()].map(({ code, subject }) => `${code} ${subject}`).toSorted();

  async function open(code: ConsoleFaultCode, ...subjects: FaultSubject[]): Promise<void> {
    const core = gateway?.gateway.core;
    for (const subject of subjects)
      await core?.submit({ id: inputIdFrom(core.ids), type: 'fault', open: true, code, subject, label: subject });
  }

  function certificate(): { readonly certFile: string; readonly keyFile: string } {
    const files = { certFile: join(folder, 'now.crt'), keyFile: join(folder, 'now.key') };
    const kind = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '365',
      '-subj',
      '/CN=localhost',
    ];
    execFileSync('openssl', [...kind, '-keyout', files.keyFile, '-out', files.certFile], { stdio: 'ignore' });
    return files;
  }

  test.each<[string, () => Partial<Configuration>]>([
    ['with TLS', () => ({ mqtt: { ...MQTT, host: '0.0.0.0', ...certificate() } })],
    ['on loopback alone', () => ({})],
    ['without that listener', () => ({ mqtt: { ...MQTT, enabled: false } })],
  ])('plain-listener of MQTT is over at a start %s', async (_, after) => {
    expect(standing(await start(PLAIN))).toEqual(['plain-listener mqtt']);
    expect(standing(await start(PLAIN))).toEqual(['plain-listener mqtt']);
    expect(standing(await start(after()))).toEqual([]);
  });

  test('of a port and its receiver is over when the configuration names that port no more, and not before', async () => {
    const ports = ['north', 'south'].map((name) => join(folder, name));
    const lost = (path: string): string => `port-lost receiver:${path}`;
    await start({ serial: { ports, baudRate: 9_600 } });
    await until('both are lost', () => gateway !== undefined && standing(gateway).length === 2);
    await open('receiver-deaf', 'receiver:RX-9');
    await open('receiver-lost', 'receiver:RX-1');
    expect(standing(await start({ serial: { ports: ports.slice(1), baudRate: 9_600 } }))).toEqual([lost(ports[1] ?? '')]);
    expect(standing(await start({}))).toEqual([]);
  });

  test('of a broker that is another one now, and of a device that is gone; what is about others stays', async () => {
    await start({});
    for (const code of ['broker-lost', 'broker-refused', 'broker-plain'] as const) await open(code, 'broker:old.example:1883');
    await open('radio-tamper', 'device:RADIO-7', 'device:nobody');
    await open('contact-unreachable', 'person:ana');
    expect(standing(await start({}))).toEqual(['contact-unreachable person:ana', 'radio-tamper device:RADIO-7']);
  });
});
