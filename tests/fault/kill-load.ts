import { setTimeout as pause } from 'node:timers/promises';
import { Air } from '@duress/firmware-sim/air.ts';
import { SystemClock } from '@duress/firmware-sim/clock.ts';
import { Fleet } from '@duress/firmware-sim/fleet.ts';
import { radioButton } from '@duress/firmware-sim/make-button.ts';
import { seeded } from '@duress/firmware-sim/random.ts';
import { Receiver } from '@duress/firmware-sim/receiver.ts';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import { newRadioKey, newSecret } from '../../gateway/src/access/secrets.ts';
import type { GatewayProcess } from '../harness/process.ts';
import { nameOf } from './recorded.ts';

/** Presses of one button that wait: more are made when one of them is held. */
const WAITING_MAX = 2;
/** Presses of one button between two moments at which none of them waits: the log remembers 64 of a boot. */
const BETWEEN_CALMS_MAX = 50;
const SETTLED_WITHIN_MS = 60_000;

/** One way in, under load. */
export interface Way {
  /** Names of the presses that were acknowledged. */
  readonly acked: ReadonlySet<string>;
  /** When each press was made that is not acknowledged yet. */
  readonly owed: Iterable<number>;
  start(): void;
  /** Makes no more; resolves when every press that was made is on disk, as far as the device is told. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Buttons over MQTT, each with the next press as soon as one of its last is held. A press is acknowledged by its PUBACK. */
export class MqttWay implements Way {
  static readonly DEVICES: readonly { readonly device: string; readonly secret: string }[] = Array.from({ length: 40 }, (_, i) => ({
    device: `button-${i}`,
    secret: newSecret(),
  }));
  /** Each 5 ms so many of them may press. */
  static readonly AT_ONCE = 4;
  readonly acked = new Set<string>();
  readonly fleet: Fleet;
  readonly #members = MqttWay.DEVICES.map(() => ({ waiting: 0, sinceCalm: 0, unacked: [] as number[] }));
  #isOn = true;
  #pressing: Promise<void> | undefined;

  constructor(gateway: GatewayProcess) {
    this.fleet = new Fleet({
      url: gateway.mqtt,
      devices: MqttWay.DEVICES,
      onAck: ({ index, boot, seq }) => {
        this.acked.add(nameOf({ device: MqttWay.DEVICES[index]?.device, boot, seq }));
        // A connection is answered in the order in which it was written to.
        this.#members[index]?.unacked.shift();
      },
      onHeld: (index) => {
        const member = this.#members[index];
        if (member === undefined) return;
        member.waiting -= 1;
        if (member.waiting === 0) member.sinceCalm = 0;
      },
    });
  }

  get owed(): number[] {
    return this.#members.flatMap(({ unacked }) => unacked);
  }

  start(): void {
    this.fleet.start();
    this.#pressing ??= this.#press();
  }

  /** Every second button loses its power and has it again: it connects at once, while the others wait longer from attempt to attempt. */
  powerCycleHalf(round: number): void {
    for (let index = round % 2; index < this.fleet.size; index += 2) {
      this.fleet.cutPower(index);
      this.fleet.restorePower(index);
    }
  }

  async settle(): Promise<void> {
    this.#isOn = false;
    await this.#pressing;
    this.powerCycleHalf(0);
    this.powerCycleHalf(1);
    // Over for its button when that is told *held*; the PUBACK of one may have been lost with its connection, and it is not sent again.
    await this.fleet.until(({ held, pressed }) => held === pressed, SETTLED_WITHIN_MS);
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    await this.#pressing;
    this.fleet.stop();
  }

  async #press(): Promise<void> {
    for (let next = 0; this.#isOn;) {
      await pause(5);
      for (let i = 0; i < MqttWay.AT_ONCE; i += 1, next += 1) {
        const index = next % this.#members.length;
        const member = this.#members[index];
        if (member === undefined || member.waiting >= WAITING_MAX || member.sinceCalm >= BETWEEN_CALMS_MAX) continue;
        member.waiting += 1;
        member.sinceCalm += 1;
        member.unacked.push(performance.now());
        this.fleet.press(index);
      }
    }
  }
}

/** Radio buttons with their own firmware, heard by one receiver on a serial line. A press is acknowledged when its button knows it as held. */
export class SerialWay implements Way {
  static readonly DEVICES: readonly { readonly device: string; readonly radioKey: string }[] = Array.from({ length: 6 }, (_, i) => ({
    device: `RADIO-${i}`,
    radioKey: newRadioKey(),
  }));
  readonly acked = new Set<string>();
  /** Every press, by name. */
  readonly made = new Set<string>();
  readonly #buttons: readonly SimulatedButton[];
  readonly #unacked = new Map<string, number>();
  readonly #receiver: Receiver;
  #isOn = true;
  #pressing: Promise<void> | undefined;

  constructor(path: string) {
    const clock = new SystemClock();
    const air = new Air({ clock, random: seeded(1) });
    this.#receiver = new Receiver({ receiver: 'RX-1', path, air, clock });
    this.#buttons = SerialWay.DEVICES.map(({ device, radioKey: key }) => radioButton({ device, key, air, clock }));
    for (const button of this.#buttons) {
      const named = (press: { boot: number; seq: number }): string => nameOf({ device: button.device, boot: press.boot, seq: press.seq });
      button.on('pressed', (press) => {
        this.made.add(named(press));
        this.#unacked.set(named(press), performance.now());
      });
      button.on('held', (press) => {
        this.acked.add(named(press));
        this.#unacked.delete(named(press));
      });
    }
  }

  get owed(): Iterable<number> {
    return this.#unacked.values();
  }

  start(): void {
    this.#pressing ??= this.#press();
  }

  async settle(): Promise<void> {
    this.#isOn = false;
    await this.#pressing;
    // A press that was not heard for long is repeated each 15 s only; a button that wakes repeats at once.
    for (const button of this.#buttons.filter(({ unsent }) => unsent.length > 0)) {
      button.cutPower();
      button.restorePower();
    }
    await Promise.all(this.#buttons.map((button) => button.reachesHeld(SETTLED_WITHIN_MS)));
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    await this.#pressing;
    for (const button of this.#buttons) button.stop();
    await this.#receiver.stop();
  }

  async #press(): Promise<void> {
    await this.#receiver.start();
    for (const button of this.#buttons) button.start();
    while (this.#isOn) {
      await pause(20);
      for (const button of this.#buttons) if (button.unsent.length < WAITING_MAX) button.raise('duress');
    }
  }
}

/** An integration behind nurse calls: four at a time, each key again and again until it is answered with 2xx. */
export class HttpWay implements Way {
  /** In turn, so that none of them gets more presses than the log remembers of it. */
  static readonly DEVICES: readonly string[] = Array.from({ length: 30 }, (_, i) => `nurse-call-${i}`);
  static readonly AT_ONCE = 4;
  readonly acked = new Set<string>();
  readonly keys: string[] = [];
  readonly #owed = new Map<string, number>();
  readonly #gateway: GatewayProcess;
  readonly #token: string;
  #isOn = true;
  #posting: Promise<unknown> | undefined;

  constructor(gateway: GatewayProcess, token: string) {
    this.#gateway = gateway;
    this.#token = token;
  }

  get owed(): Iterable<number> {
    return this.#owed.values();
  }

  start(): void {
    this.#posting ??= Promise.all(Array.from({ length: HttpWay.AT_ONCE }, () => this.#postOn()));
  }

  async settle(): Promise<void> {
    this.#isOn = false;
    await this.#posting;
  }

  async stop(): Promise<void> {
    await this.settle();
  }

  /** Which of the devices a key is for. */
  deviceOf(key: string): string {
    return HttpWay.DEVICES[this.keys.indexOf(key) % HttpWay.DEVICES.length] ?? '';
  }

  /** Sends a key once. */
  async post(key: string): Promise<number> {
    const headers = { authorization: `Bearer ${this.#token}`, 'idempotency-key': key, 'content-type': 'application/json' };
    const body = JSON.stringify({ device: this.deviceOf(key), kind: 'duress' });
    const answer = await fetch(`${this.#gateway.addresses.http}/api/v1/signals`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  }

  async #postOn(): Promise<void> {
    while (this.#isOn) {
      const key = `key-${this.keys.length}`;
      this.keys.push(key);
      this.#owed.set(key, performance.now());
      for (let status = 0; status !== 200 && status !== 202;) {
        status = await this.post(key).catch(() => 0); // the plug was pulled
        if (status !== 200 && status !== 202) await pause(50);
      }
      this.#owed.delete(key);
      this.acked.add(key);
      await pause(60);
    }
  }
}
