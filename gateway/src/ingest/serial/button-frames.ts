import type { DeviceId } from '../../base/ids.ts';
import { openFromButton } from '../../contract/radio/air.ts';
import type { DamageCause } from '../../contract/radio/codes.ts';
import type { HeardFrame } from '../../contract/radio/line.ts';
import type { ButtonMessage, PressName } from '../../contract/radio/messages.ts';
import { radioKey } from '../../contract/radio/seal.ts';
import type { Device } from '../../domain/devices.ts';
import type { FrameMemory } from './frame-memory.ts';
import type { SerialDeps } from './ports.ts';

/** Frames that do not open, of one button within FORGED_WITHIN_MS, that make it a matter for people: one may be chance. */
const FORGED_FRAMES = 5;
const FORGED_WITHIN_MS = 60_000;
/** A button's frames must have been without suspicion for this long before its fault closes again. */
const QUIET_MS = 60_000;

/** A frame that is genuine and of now. `receiver` and `rssi`: who heard it. */
export type Admitted =
  | { readonly result: 'message'; readonly device: Device; readonly message: ButtonMessage; readonly fresh: boolean }
  | { readonly result: 'unreadable'; readonly device: Device; readonly why: string; readonly press: PressName | undefined }
  | { readonly result: 'dropped' };

/** What was suspicious about one device. Known devices alone have one, so the set-up bounds them. */
interface Suspicion {
  forged: number;
  forgedSince: number;
  /** Monotonic time of the last report; a flood of old frames makes one a minute. */
  replayReportedAt: number;
  /** Monotonic time of the last suspicious frame; −Infinity for none in this run. */
  lastAt: number;
  /** Whether its faults may still be open, perhaps from an earlier run. */
  mayBeOpen: boolean;
}

/** The door for buttons: known device, genuine seal, frame counter of now. What does not pass is counted by its cause. */
export class ButtonFrames {
  readonly #deps: Pick<SerialDeps, 'intake' | 'faults' | 'counters' | 'clock'>;
  readonly #memory: FrameMemory;
  readonly #suspicions = new Map<DeviceId, Suspicion>();

  constructor(deps: Pick<SerialDeps, 'intake' | 'faults' | 'counters' | 'clock'>, memory: FrameMemory) {
    this.#deps = deps;
    this.#memory = memory;
  }

  admit(heard: HeardFrame): Admitted {
    const { frame, receiver } = heard;
    // A device id is a branded string; on the wire it is eight checked characters.
    const id = frame.device as DeviceId;
    const device = this.#deps.intake.device(id);
    const key = device?.radioKey === undefined || device.revoked ? undefined : radioKey(device.radioKey);
    if (device?.radioKey === undefined || key === undefined) {
      this.#suspicions.delete(id);
      return this.#drop('unknown-device');
    }
    const opened = openFromButton(frame, key);
    if (opened.result === 'damaged') {
      if (opened.cause === 'bad-tag') this.#forged(device);
      return this.#drop(opened.cause);
    }
    const verdict = this.#memory.window(id, device.radioKey).take(frame.counter, receiver, this.#deps.clock.mono());
    if (verdict === 'repeat') {
      this.#deps.counters.count('serial.repeated');
      return { result: 'dropped' };
    }
    if (verdict === 'replayed') {
      if (frame.type === 'signal') this.#replayed(device);
      return this.#drop('replayed');
    }
    if (verdict === 'copy') this.#deps.counters.count('serial.copies');
    else this.#genuine(device);
    if (opened.result === 'message') return { result: 'message', device, message: opened.message, fresh: verdict === 'fresh' };
    this.#deps.counters.count('serial.bad-content');
    return { result: 'unreadable', device, why: opened.why, press: opened.press };
  }

  #drop(cause: DamageCause): Admitted {
    this.#deps.counters.count(`serial.${cause}`);
    return { result: 'dropped' };
  }

  #forged(device: Device): void {
    const suspicion = this.#suspicion(device.device);
    const now = this.#deps.clock.mono();
    if (now - suspicion.forgedSince > FORGED_WITHIN_MS) {
      suspicion.forged = 0;
      suspicion.forgedSince = now;
    }
    suspicion.forged += 1;
    suspicion.lastAt = now;
    // At this one alone: whoever forges thousands must not make thousands of reports.
    if (suspicion.forged !== FORGED_FRAMES) return;
    suspicion.mayBeOpen = true;
    this.#deps.faults.open('radio-tamper', subject(device), {
      label: device.device,
      detail: 'frames under its name that its key does not open',
    });
  }

  /**
   * Genuine and old. Either somebody plays back what was recorded, or the button has lost its memory and nobody hears its
   * presses any more. The second is deadly, so people are told at the first such signal and not at the fifth.
   */
  #replayed(device: Device): void {
    const suspicion = this.#suspicion(device.device);
    const now = this.#deps.clock.mono();
    suspicion.lastAt = now;
    if (now - suspicion.replayReportedAt < QUIET_MS) return;
    suspicion.replayReportedAt = now;
    suspicion.mayBeOpen = true;
    this.#deps.faults.open('radio-replay', subject(device), {
      label: device.device,
      detail: 'signals with an old frame counter are not taken: a recording, or the button has lost its memory and needs a new key',
    });
  }

  #genuine(device: Device): void {
    const suspicion = this.#suspicion(device.device);
    if (!suspicion.mayBeOpen || this.#deps.clock.mono() - suspicion.lastAt < QUIET_MS) return;
    suspicion.mayBeOpen = false;
    suspicion.replayReportedAt = -Infinity;
    this.#deps.faults.close('radio-tamper', subject(device));
    this.#deps.faults.close('radio-replay', subject(device));
  }

  #suspicion(device: DeviceId): Suspicion {
    const known = this.#suspicions.get(device);
    if (known !== undefined) return known;
    const suspicion = { forged: 0, forgedSince: -Infinity, replayReportedAt: -Infinity, lastAt: -Infinity, mayBeOpen: true };
    this.#suspicions.set(device, suspicion);
    return suspicion;
  }
}

function subject(device: Device): `device:${string}` {
  return `device:${device.device}`;
}
