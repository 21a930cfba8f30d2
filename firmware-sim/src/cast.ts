import { join } from 'node:path';
import { Air } from './air.ts';
import type { Clock } from './clock.ts';
import { readDevices, readText, type DeviceEntry } from './devices-file.ts';
import { BankedFlash, FileFlash } from './flash.ts';
import { Surroundings } from './link-conditions.ts';
import { mqttButton, radioButton } from './make-button.ts';
import type { SimOptions } from './options.ts';
import { seeded, seedOf } from './random.ts';
import { Receiver } from './receiver.ts';
import type { SimulatedButton } from './simulated-button.ts';
import { UsageError } from './usage-error.ts';

/** Single buttons, each with a client library, a flash and a finger. More than this is a fleet. */
export const BUTTONS_MAX = 500;

export interface Actor {
  readonly entry: DeviceEntry;
  readonly button: SimulatedButton;
}

/** All buttons and receivers of one run. */
export interface Cast {
  readonly actors: readonly Actor[];
  readonly receivers: readonly Receiver[];
  /** Receivers first: what a button says while it wakes should be heard. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @throws UsageError when the devices don't fit what was asked for. */
export function makeCast(options: SimOptions, clock: Clock, noticed: (receiver: string, what: string) => void): Cast {
  const entries = readDevices(options.devices);
  if (entries.length > BUTTONS_MAX)
    throw new UsageError(`${entries.length} devices are too many for single buttons (${BUTTONS_MAX}); use --fleet.`);
  const lone = entries.find(({ transport }) => transport === 'serial' && options.serial.length === 0);
  if (lone !== undefined) throw new UsageError(`${lone.device} speaks by radio: give --serial PATH, the tty of a receiver.`);
  const air = new Air({ clock, random: seeded(options.seed) });
  const receivers = options.serial.map((path, i) => {
    const receiver = `SIM-${i + 1}`;
    return new Receiver({ receiver, path, air, clock, noticed: (what) => noticed(receiver, what) });
  });
  const ca = options.ca === undefined ? undefined : readText(options.ca);
  const actors = entries.map((entry) => ({ entry, button: makeButton(entry, { options, clock, air, ca }) }));
  return {
    actors,
    receivers,
    start: async () => {
      await Promise.all(receivers.map((receiver) => receiver.start()));
      for (const { button } of actors) button.start();
    },
    stop: async () => {
      for (const { button } of actors) button.stop();
      await Promise.all(receivers.map((receiver) => receiver.stop()));
    },
  };
}

interface Scene {
  readonly options: SimOptions;
  readonly clock: Clock;
  readonly air: Air;
  readonly ca: string | undefined;
}

function makeButton(entry: DeviceEntry, scene: Scene): SimulatedButton {
  const { options, clock, air, ca } = scene;
  const { device, secret, radioKey: key } = entry;
  const common = {
    device,
    clock,
    random: seeded(seedOf(device, options.seed)),
    surroundings: new Surroundings(options.conditions),
    flash: options.memory === undefined ? new BankedFlash() : new FileFlash(join(options.memory, `${device}.flash`)),
    build: { assistOnTap: options.assistOnTap, manDownGraceMs: options.manDownGraceMs, drain: options.drain },
  };
  return key !== undefined && entry.transport === 'serial'
    ? radioButton({ ...common, key, air })
    : mqttButton({ ...common, secret, url: options.url, ca });
}
