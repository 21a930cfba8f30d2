import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { Fleet } from '@duress/firmware-sim/fleet.ts';
import { hashOf, newSecret } from '../../gateway/src/access/secrets.ts';
import { issueToken } from '../../gateway/src/access/tokens.ts';
import type { DeviceId } from '../../gateway/src/base/ids.ts';
import { HELD_PRESSES } from '../../gateway/src/contract/hand.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import type { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { factsOf, nameOf, verifyLog } from './recorded.ts';

const DEVICES = 40;
const HTTP_DEVICE = 'nurse-call';
/** Presses of one button that are counted as its own: the log remembers 64 of a boot. */
const PRESSES_EACH_MAX = 50;

/** Presses under way, from many buttons over MQTT and from an integration over HTTP, and what each of them was promised. */
class Load {
  readonly acked = new Set<string>();
  /** Keys that were answered with 2xx, and all that were ever sent. */
  readonly answered = new Set<string>();
  readonly keys: string[] = [];
  readonly fleet: Fleet;
  readonly #gateway: GatewayProcess;
  readonly #token: string;
  readonly #waiting = new Map<number, number>();
  #next = 0;
  #isOn = true;
  #running: Promise<unknown> | undefined;

  constructor(gateway: GatewayProcess, token: string, devices: readonly { device: string; secret: string }[]) {
    this.#gateway = gateway;
    this.#token = token;
    const onAck = ({ index, boot, seq }: { index: number; boot: number; seq: number }): void => {
      this.acked.add(nameOf({ device: devices[index]?.device, boot, seq }));
    };
    const onHeld = (index: number): void => {
      this.#waiting.set(index, (this.#waiting.get(index) ?? 0) - 1);
    };
    this.fleet = new Fleet({ url: gateway.mqtt, devices, onAck, onHeld });
  }

  start(): void {
    this.fleet.start();
    this.#running ??= Promise.all([this.#pressOn(), this.#postOn()]);
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    await this.#running;
  }

  /** Sends a key until it is answered. */
  async post(key: string): Promise<number> {
    for (;;) {
      const status = await this.#post(key).catch(() => 0); // the plug was pulled
      if (status === 200 || status === 202) {
        this.answered.add(key);
        return status;
      }
      await pause(50);
    }
  }

  async #pressOn(): Promise<void> {
    while (this.#isOn && this.fleet.stats().pressed < DEVICES * PRESSES_EACH_MAX) {
      const index = this.#next % DEVICES;
      const waiting = this.#waiting.get(index) ?? 0;
      this.#next += 1;
      if (waiting < HELD_PRESSES) {
        this.#waiting.set(index, waiting + 1);
        this.fleet.press(index);
      }
      await pause(5);
    }
  }

  /** Four at a time, each key until it is answered: the integration behind a nurse call does the same. */
  async #postOn(): Promise<void> {
    const one = async (): Promise<void> => {
      while (this.#isOn && this.keys.length < PRESSES_EACH_MAX) {
        const key = `key-${this.keys.length}`;
        this.keys.push(key);
        await this.post(key);
        await pause(100);
      }
    };
    await Promise.all([one(), one(), one(), one()]);
  }

  async #post(key: string): Promise<number> {
    const headers = { authorization: `Bearer ${this.#token}`, 'idempotency-key': key, 'content-type': 'application/json' };
    const body = JSON.stringify({ device: HTTP_DEVICE, kind: 'duress' });
    const answer = await fetch(`${this.#gateway.addresses.http}/api/v1/signals`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  }
}

/**
 * Pulls the plug at `afterMs` of load in each round. At the end every press that was ever acknowledged is in the log, and every press
 * that was ever made is in it exactly once.
 */
export async function killRounds(gateway: GatewayProcess, afterMs: readonly number[]): Promise<void> {
  await gateway.seed();
  const devices = Array.from({ length: DEVICES }, (_, i) => ({ device: `button-${i}`, secret: newSecret() }));
  const common = { silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false };
  const rows = devices.map(({ device, secret }) => ({ device, family: 'duress' as const, label: device, secretHash: hashOf(secret) }));
  const all = [...rows, { device: HTTP_DEVICE, family: 'http' as const, label: HTTP_DEVICE }];
  const puts = all.map((row): Change => ({ put: 'device', value: { ...common, ...row, device: row.device as DeviceId } })); // as: born here
  const { secret, token } = issueToken({ name: 'nurse call', scope: 'signals' }, Date.now());
  await gateway.save([...puts, { put: 'token', value: token }]);
  const load = new Load(gateway, secret, devices);
  load.start();
  try {
    for (const ms of afterMs) {
      const before = load.acked.size;
      await until('presses are acknowledged again', () => load.acked.size > before, { withinMs: 60_000 });
      await pause(ms);
      await gateway.kill();
      // Three stops in five minutes would hold the log; that is a story of its own.
      rmSync(join(gateway.data, 'starts.json'));
      await gateway.start();
    }
    await load.stop();
    await load.fleet.until(({ held, pressed }) => held === pressed, 60_000);
    for (const key of load.keys) expect(await load.post(key)).toBe(200);
    expect(await gateway.stop()).toBe(0);
  } finally {
    await load.stop();
    load.fleet.stop();
  }
  const signals = factsOf(gateway, 'SignalReceived');
  const recorded = signals.filter((fact) => fact.data['device'] !== HTTP_DEVICE).map((fact) => nameOf(fact.data));
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(recorded).toHaveLength(load.fleet.stats().pressed);
  expect([...load.acked].filter((press) => !recorded.includes(press))).toEqual([]);
  expect(signals.filter((fact) => fact.data['device'] === HTTP_DEVICE)).toHaveLength(load.keys.length);
  expect(signals.every((fact) => fact.data['repeated'] === undefined)).toBe(true);
  await verifyLog(gateway);
}
