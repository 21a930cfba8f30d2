import { onTestFinished, vi } from 'vitest';
import { SystemClock } from '@duress/gateway/base/clock.ts';
import type { Clock } from '@duress/gateway/base/clock.ts';
import type { LogFields } from '@duress/gateway/base/log.ts';
import { MqttIngest } from '../../../gateway/src/ingest/mqtt/ingest.ts';
import type { MqttOptions } from '../../../gateway/src/ingest/mqtt/ingest.ts';
import type { MqttLimits } from '../../../gateway/src/ingest/mqtt/limits.ts';
import { KeptCounters, KeptIntake } from './intake.ts';

export interface Rig {
  readonly ingest: MqttIngest;
  readonly intake: KeptIntake;
  readonly counters: KeptCounters;
  readonly logged: { level: string; code: string; fields: LogFields | undefined }[];
  readonly port: number;
  readonly tlsPort: number;
}

export interface RigOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<MqttLimits>;
  readonly tls?: MqttOptions['tls'];
  readonly devices?: readonly string[];
}

/** A real way in on loopback, with an intake that the test holds; stopped after the test. */
export async function startRig({ clock = new SystemClock(), limits, tls, devices = ['b-1', 'b-2'] }: RigOptions = {}): Promise<Rig> {
  const intake = new KeptIntake();
  const counters = new KeptCounters();
  const logged: Rig['logged'] = [];
  for (const device of devices) intake.add(device);
  const events = {
    info: (code: string, fields?: LogFields) => logged.push({ level: 'info', code, fields }),
    warn: (code: string, fields?: LogFields) => logged.push({ level: 'warn', code, fields }),
    error: (code: string, fields?: LogFields) => logged.push({ level: 'error', code, fields }),
  };
  const ingest = new MqttIngest({ intake, clock, events, counters, options: { plain: { host: '127.0.0.1', port: 0 }, tls, limits } });
  onTestFinished(() => ingest.stop());
  const { port = 0, tlsPort = 0 } = await ingest.start();
  return { ingest, intake, counters, logged, port, tlsPort };
}

/** Waits until the claim holds. */
export async function eventually(claim: () => void): Promise<void> {
  await vi.waitFor(claim, { timeout: 10_000, interval: 5 });
}
