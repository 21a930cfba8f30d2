import { expect, it } from 'vitest';
import { Air } from '../../../firmware-sim/src/air.ts';
import { SystemClock } from '../../../firmware-sim/src/clock.ts';
import { radioButton } from '../../../firmware-sim/src/make-button.ts';
import { seeded } from '../../../firmware-sim/src/random.ts';
import { Receiver } from '../../../firmware-sim/src/receiver.ts';
import type { SimulatedButton } from '../../../firmware-sim/src/simulated-button.ts';
import { SystemClock as GatewayClock } from '../../../gateway/src/base/clock.ts';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import type { FeedbackBody, FeedbackState } from '../../../gateway/src/contract/hand.ts';
import type { Device } from '../../../gateway/src/domain/devices.ts';
import { SerialIngest } from '../../../gateway/src/ingest/serial/serial-ingest.ts';
import { until } from '../../harness/wait.ts';
import { TestCounters, TestDisk, TestFaults, TestIntake } from '../serial/neighbours.ts';
import { TtyPair } from '../serial/tty-pair.ts';

// as: a brand exists for the compiler only.
const DEVICE = 'B-07' as DeviceId;
const KEY = '000102030405060708090a0b0c0d0e0f';

/** The gateway's real serial way in, receivers on real lines, one air, one button. */
class House implements AsyncDisposable {
  readonly intake = new TestIntake();
  readonly counters = new TestCounters();
  readonly faults = new TestFaults();
  readonly button: SimulatedButton;
  readonly receivers: readonly Receiver[];
  readonly ingest: SerialIngest;
  readonly #pairs: readonly TtyPair[];
  #rev = 0;

  private constructor(
    pairs: readonly TtyPair[],
    options: { readonly seed?: number | undefined; readonly loss?: number | undefined; readonly bitError?: number | undefined },
  ) {
    const clock = new SystemClock();
    const air = new Air({ clock, random: seeded(options.seed ?? 7) });
    this.#pairs = pairs;
    this.receivers = pairs.map(({ receiverEnd }, i) => new Receiver({ receiver: `RX-${i + 1}`, path: receiverEnd, air, clock }));
    this.button = radioButton({ device: DEVICE, key: KEY, air });
    this.button.surroundings.change({ loss: options.loss ?? 0, bitError: options.bitError ?? 0 });
    const disk = new TestDisk();
    this.ingest = new SerialIngest({
      clock: new GatewayClock(),
      events: { info: () => undefined, warn: () => undefined, error: () => undefined },
      intake: this.intake,
      faults: this.faults,
      counters: this.counters,
      downlink: disk,
      marks: disk,
      random: () => 0,
      options: { ports: pairs.map(({ gatewayEnd }) => ({ path: gatewayEnd, baudRate: 115_200 })) },
    });
    this.intake.devices.set(DEVICE, {
      device: DEVICE,
      // as: the family's name is the gateway's, not this story's.
      family: 'duress-radio' as Device['family'],
      label: 'Button 7',
      radioKey: KEY,
      silent: true,
      heartbeatSeconds: 60,
      holdMs: 100,
      revoked: false,
    });
  }

  static async with(
    receivers: number,
    options: { readonly seed?: number; readonly loss?: number; readonly bitError?: number } = {},
  ): Promise<House> {
    const house = new House(await Promise.all(Array.from({ length: receivers }, () => TtyPair.make())), options);
    await house.ingest.start();
    await Promise.all(house.receivers.map((receiver) => receiver.start()));
    await until('all receivers are alive', () => house.ingest.receivers().filter(({ alive }) => alive).length === receivers);
    return house;
  }

  tell(state: FeedbackState): void {
    this.#rev += 1;
    const body: FeedbackBody = {
      v: 1,
      rev: this.#rev,
      alarm: '01j0000000abcdefgh',
      state,
      held: [],
      recorded: true,
      at: '2026-01-05T09:00:00Z',
    };
    this.intake.hands.set(DEVICE, body);
    this.ingest.link.tell(DEVICE, body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.button.stop();
    await Promise.all(this.receivers.map((receiver) => receiver.stop()));
    await this.ingest.stop();
    for (const pair of this.#pairs) await pair[Symbol.asyncDispose]();
  }
}

it('a press goes by radio and serial line to the gateway, and the hand is told the same way', async () => {
  await using house = await House.with(1);
  const { button, intake } = house;
  button.start();
  await until('it is heard', () => intake.lives.length > 0);
  const press = await button.press();
  await button.reachesHeld();
  expect(intake.signals.map(({ signal }) => signal)).toMatchObject([
    { device: DEVICE, boot: press?.boot, seq: press?.seq, kind: 'duress' },
  ]);
  for (const state of ['shown', 'taken', 'coming', 'here', 'closed'] as const) {
    house.tell(state);
    await button.reaches(state);
  }
  await until('all are confirmed', () => intake.handAcks.some(({ rev }) => rev === 5));
});

it('two receivers hear one press', async () => {
  await using house = await House.with(2);
  const { button, intake } = house;
  button.start();
  await until('it is heard', () => intake.lives.length > 0);
  await button.press();
  await button.reachesHeld();
  await until('both receivers brought it', () => new Set(intake.signals.map(({ signal }) => signal.path.receiver)).size === 2);
  expect(new Set(intake.signals.map(({ signal }) => `${signal.boot}.${signal.seq}`)).size).toBe(1);
});

it('a press gets through an air that loses a third and damages more, under one name', async () => {
  await using house = await House.with(1, { loss: 0.35, bitError: 0.002 });
  const { button, intake } = house;
  const sendings: (number | undefined)[] = [];
  button.on('sent', (uplink, sending) => uplink.type === 'signal' && sendings.push(sending));
  button.start();
  await button.press();
  // Then the weather clears: that is what makes the end of the story certain.
  await until('it was sent three times or is held', () => sendings.length >= 3 || button.unsent.length === 0);
  button.surroundings.change({ loss: 0, bitError: 0 });
  await button.reachesHeld();
  expect(new Set(intake.signals.map(({ signal }) => `${signal.boot}.${signal.seq}`)).size).toBe(1);
});

it('a press out of coverage, through a power cut, arrives when there is coverage again', async () => {
  await using house = await House.with(1);
  const { button, intake } = house;
  button.start();
  await until('it is heard', () => intake.lives.length > 0);
  button.loseCoverage();
  await button.press();
  button.cutPower();
  button.restorePower();
  expect(button.unsent).toHaveLength(1);
  button.regainCoverage();
  await button.reachesHeld();
  expect(intake.signals.map(({ signal }) => [signal.boot, signal.seq])).toEqual([[1, 1]]);
});
