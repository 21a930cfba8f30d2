import { randomUUID } from 'node:crypto';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { onTestFinished, vi } from 'vitest';
import { SystemClock, type Clock } from '@duress/gateway/base/clock.ts';
import type { LogFields } from '@duress/gateway/base/log.ts';
import { OutsideBroker } from '../../../../gateway/src/ingest/mqtt/outside/outside-broker.ts';
import type { BrokerSettings } from '../../../../gateway/src/ingest/mqtt/outside/settings.ts';
import { KeptCounters, KeptIntake } from '../intake.ts';

export interface Rig {
  readonly ingest: OutsideBroker;
  readonly intake: KeptIntake;
  readonly counters: KeptCounters;
  readonly logged: { level: string; code: string; fields: LogFields | undefined }[];
  /** Faults that stand: code → detail. */
  readonly faults: Map<string, string | undefined>;
}

export interface RigOptions {
  readonly url: string;
  readonly clock?: Clock | undefined;
  readonly settings?: Partial<BrokerSettings> | undefined;
  /** What came in before, to go on with. */
  readonly intake?: KeptIntake | undefined;
}

/** The way in through a broker, with an intake that the test holds; it is connecting when this returns. Stopped after the test. */
export function startRig({ url, clock = new SystemClock(), settings, intake = kept() }: RigOptions): Rig {
  const counters = new KeptCounters();
  const logged: Rig['logged'] = [];
  const faults: Rig['faults'] = new Map();
  const write = (level: string) => (code: string, fields?: LogFields) => logged.push({ level, code, fields });
  const ingest = new OutsideBroker({
    intake,
    clock,
    random: () => 0.9,
    events: { info: write('info'), warn: write('warn'), error: write('error') },
    counters,
    faults: {
      open: (code, _subject, { detail }) => faults.set(code, detail),
      close: (code) => faults.delete(code),
    },
    settings: { url, version: '3.1.1', clientId: 'duress-gateway', plainBeyondLoopback: false, ...settings },
    elsewhere: () => false,
  });
  onTestFinished(() => ingest.stop());
  ingest.start();
  return { ingest, intake, counters, logged, faults };
}

/** The same, connected and subscribed. */
export async function startedRig(options: RigOptions): Promise<Rig> {
  const rig = startRig(options);
  await eventually(() => {
    if (rig.ingest.health.state !== 'ok') throw new Error(`not connected: ${rig.ingest.health.why ?? ''}`);
  });
  return rig;
}

function kept(): KeptIntake {
  const intake = new KeptIntake();
  for (const device of ['b-1', 'b-2']) intake.add(device);
  return intake;
}

/** A device behind the broker, with a client library. */
export async function deviceAt(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(url, {
    clientId: `test-${randomUUID()}`,
    reconnectPeriod: 0,
    ...options,
  });
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** Resolves when the broker has it. */
export async function press(device: MqttClient, seq: number, more: { name?: string; retain?: boolean; age?: number } = {}): Promise<void> {
  const { name = 'b-1', retain = false, age = 0 } = more;
  await device.publishAsync(`duress/v1/${name}/alarm`, JSON.stringify({ v: 1, boot: 1, seq, kind: 'duress', age }), { qos: 1, retain });
}

/** Waits until the claim holds. */
export async function eventually(claim: () => void): Promise<void> {
  await vi.waitFor(claim, { timeout: 10_000, interval: 5 });
}
