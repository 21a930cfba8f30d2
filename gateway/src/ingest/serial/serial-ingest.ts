import type { Cancel } from '../../base/clock.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { ConfigBody, FeedbackBody, StatusBody } from '../../contract/hand.ts';
import type { HeardFrame } from '../../contract/radio/line.ts';
import type { ButtonMessage, RadioPlace } from '../../contract/radio/messages.ts';
import { within } from '../../base/within.ts';
import { messageOf } from '../../base/errors.ts';
import type { DevicePlace, SignalPath } from '../../contract/signal.ts';
import type { DeviceLink } from '../../engine/ports/devices.ts';
import { ButtonFrames, type Admitted } from './button-frames.ts';
import { DownlinkRanges } from './downlink-ranges.ts';
import { FrameMemory } from './frame-memory.ts';
import { Hands } from './hands.ts';
import { PortStation } from './port-station.ts';
import type { SerialDeps } from './ports.ts';
import { Presses } from './presses.ts';
import type { ReceiverView } from './receiver-watch.ts';
import { Routes } from './routes.ts';
import type { SerialLine } from './serial-line.ts';

/** How often receivers are looked at. */
const LOOK_MS = 500;
/** Presses are taken without the counters of earlier runs rather than later than this. */
const MEMORY_WITHIN_MS = 1_000;
/** How often a configuration is said, once for each status heard: it has no confirmation, and a frame may be lost. */
const CONFIG_TIMES = 3;

/** What is known of a button in this run. Known devices alone have one, so the set-up bounds them. */
interface Acquaintance {
  boot: number | undefined;
  configLeft: number;
}

/** The way in, and back, for radio buttons: receivers on serial ports (docs/device-protocol-radio.md). */
export class SerialIngest {
  readonly #deps: SerialDeps;
  readonly #memory: FrameMemory;
  readonly #frames: ButtonFrames;
  readonly #ranges: DownlinkRanges;
  readonly #hands: Hands;
  readonly #presses: Presses;
  readonly #routes = new Routes();
  readonly #known = new Map<DeviceId, Acquaintance>();
  readonly #stations: readonly PortStation[];
  readonly #stationOf = new Map<SerialLine, PortStation>();
  #ticking: Cancel | undefined;

  constructor(deps: SerialDeps) {
    this.#deps = deps;
    this.#memory = new FrameMemory(deps);
    this.#frames = new ButtonFrames(deps, this.#memory);
    this.#ranges = new DownlinkRanges({
      ...deps,
      keyOf: (device) => deps.intake.device(device)?.radioKey,
      onReady: (device) => {
        this.#lookForSpent(device);
        for (const station of this.#stations) station.outgoing.pump();
      },
    });
    this.#hands = new Hands({
      ...deps,
      say: (device, body) => {
        this.#stationTowards(device)?.outgoing.feedback(device, body);
      },
    });
    this.#presses = new Presses(deps, this.#memory, (device, held) => {
      this.#stationTowards(device)?.outgoing.held(device, held);
    });
    const onHeard = (heard: HeardFrame, station: PortStation): void => {
      this.#heard(heard, station);
    };
    this.#stations = deps.options.ports.map((port) => new PortStation({ ...deps, ...port, ranges: this.#ranges, onHeard }));
    for (const station of this.#stations) this.#stationOf.set(station.line, station);
  }

  /** Resolves when the ports are being opened; a port that is not there is a fault, not a failure. */
  async start(): Promise<void> {
    if (this.#ticking !== undefined) return;
    this.#ticking = this.#deps.clock.every(LOOK_MS, () => {
      for (const station of this.#stations) station.look();
    });
    this.#ranges.start();
    const late = (error: unknown): void => {
      this.#deps.events.warn('serial-marks-late', { why: messageOf(error) });
    };
    await within(this.#memory.start(), { clock: this.#deps.clock, limitMs: MEMORY_WITHIN_MS, late });
    for (const station of this.#stations) station.start();
  }

  async stop(): Promise<void> {
    if (this.#ticking === undefined) return;
    this.#ticking();
    this.#ticking = undefined;
    this.#hands.stop();
    this.#ranges.stop();
    await Promise.all(this.#stations.map((station) => station.stop()));
    await this.#memory.stop();
  }

  readonly link: DeviceLink = {
    name: 'serial',
    reaches: (device) => this.#stationTowards(device) !== undefined,
    tell: (device, body) => {
      this.#tell(device, body);
    },
    configure: (device, body) => {
      this.#configure(device, body);
    },
    drop: (device) => {
      this.#drop(device);
    },
  };

  receivers(): readonly ReceiverView[] {
    return this.#stations.map((station) => station.view());
  }

  #heard(heard: HeardFrame, station: PortStation): void {
    this.#deps.counters.count('serial.frames');
    const admitted = this.#frames.admit(heard);
    if (admitted.result === 'dropped') return;
    const { device } = admitted.device;
    this.#routes.heard(device, station.line, { rssi: heard.rssi, at: this.#deps.clock.mono() });
    this.#ranges.prepare(device);
    this.#lookForSpent(device);
    if (admitted.result === 'unreadable') this.#unreadable(admitted, heard);
    else this.#said(admitted, heard);
  }

  #unreadable(admitted: Extract<Admitted, { result: 'unreadable' }>, heard: HeardFrame): void {
    const { device, why, press } = admitted;
    this.#deps.intake.heard(device.device, pathOf(heard));
    this.#inBackground(this.#presses.unreadable(device, { raw: heard.frame.raw, why, press, path: pathOf(heard) }));
  }

  #said(admitted: Extract<Admitted, { result: 'message' }>, heard: HeardFrame): void {
    const { device, message } = admitted;
    const id = device.device;
    const path = pathOf(heard);
    this.#deps.intake.heard(id, path, message.type === 'status' ? statusOf(message) : undefined);
    switch (message.type) {
      case 'signal':
        this.#inBackground(this.#presses.signal(device, message, { path, counter: heard.frame.counter, fresh: admitted.fresh }));
        break;
      case 'position':
        if (admitted.fresh) this.#deps.intake.position(id, devicePlaceOf(message.place));
        break;
      case 'shown':
        if (admitted.fresh) this.#deps.intake.handAck(id, message.rev);
        this.#hands.shown(id, message.rev);
        return;
      case 'status':
        break;
    }
    if (admitted.fresh) this.#greet(id, message);
  }

  /** A button that is new to this run, or has started anew, is told how things stand; any other what it has not confirmed. */
  #greet(device: DeviceId, message: ButtonMessage): void {
    const known = this.#known.get(device);
    const boot = message.type === 'status' ? message.boot : known?.boot;
    const restarted = known?.boot !== undefined && known.boot !== boot;
    const now = { boot, configLeft: known === undefined || restarted ? CONFIG_TIMES : known.configLeft };
    this.#known.set(device, now);
    const told = (known === undefined || restarted) && this.#hands.tell(device, this.#deps.intake.feedback(device));
    if (!told) this.#hands.heard(device);
    if (now.configLeft === 0 || message.type !== 'status') return;
    now.configLeft -= 1;
    this.#stationTowards(device)?.outgoing.config(device, this.#deps.intake.config(device));
  }

  #tell(device: DeviceId, body: FeedbackBody): void {
    // A button of another way in is none of ours: it would wait here for ever.
    if (this.#deps.intake.device(device)?.radioKey === undefined) return;
    this.#hands.tell(device, body);
    this.#lookForSpent(device);
  }

  #lookForSpent(device: DeviceId): void {
    if (!this.#ranges.isSpent(device)) return;
    this.#deps.faults.open('radio-key-spent', `device:${device}`, {
      label: device,
      detail: 'the button can be told nothing more until it has a new key',
    });
  }

  #configure(device: DeviceId, body: ConfigBody): void {
    const known = this.#known.get(device);
    if (known !== undefined) known.configLeft = CONFIG_TIMES;
    this.#stationTowards(device)?.outgoing.config(device, body);
  }

  #drop(device: DeviceId): void {
    this.#hands.forget(device);
    this.#presses.forget(device);
    this.#routes.forget(device);
    this.#known.delete(device);
    this.#ranges.forget(device);
    for (const station of this.#stations) station.outgoing.forget(device);
  }

  #stationTowards(device: DeviceId): PortStation | undefined {
    const line = this.#routes.towards(device, this.#deps.clock.mono());
    return line === undefined ? undefined : this.#stationOf.get(line);
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#deps.events.error('serial-press-broken', { why: messageOf(error) });
    });
  }
}

function pathOf(heard: HeardFrame): SignalPath {
  // A strength above what a path can carry (100 dBm) is a broken radio; the press counts all the same.
  return { by: 'serial', receiver: heard.receiver, rssi: Math.min(heard.rssi, 100) };
}

function statusOf(message: Extract<ButtonMessage, { readonly type: 'status' }>): StatusBody {
  const { battery, rssi, worn, firmware } = message;
  return {
    v: 1,
    ...(battery === undefined ? {} : { battery }),
    ...(rssi === undefined ? {} : { rssi: Math.min(rssi, 100) }),
    ...(worn === undefined ? {} : { worn }),
    ...(firmware === undefined ? {} : { firmware }),
  };
}

function devicePlaceOf(place: RadioPlace): DevicePlace {
  if ('beacon' in place) return { beacon: place.beacon };
  const { lat, lon, accuracy } = place;
  return { lat, lon, ...(accuracy === undefined ? {} : { accuracy }) };
}
