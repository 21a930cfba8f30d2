import { messageOf } from '../../base/errors.ts';
import type { DeviceId } from '../../base/ids.ts';
import { HELD_PRESSES } from '../../contract/hand.ts';
import type { ButtonMessage, PressName } from '../../contract/radio/messages.ts';
import type { SignalKind, SignalPath } from '../../contract/signal.ts';
import type { Device } from '../../domain/devices.ts';
import type { Signal } from '../../domain/input.ts';
import type { FrameMemory } from './frame-memory.ts';
import type { SerialDeps } from './ports.ts';

/**
 * Signals that wait for their commit at once, over all lines. While the log is away buttons repeat; a repeat of what already
 * waits is not taken again, so this is the number of different presses. When it is full we take no more: the button repeats.
 */
export const PRESSES_WAITING_MAX = 4_096;

/** What could quiet something. It is acted on only when its frame counter is on disk, so that no recording of it ever works. */
const QUIETING: ReadonlySet<SignalKind> = new Set<SignalKind>(['cancel', 'test', 'check-in', 'check-in-end']);

export interface HeardBy {
  readonly path: SignalPath;
  readonly counter: number;
  /** False for the same transmission through another receiver. */
  readonly fresh: boolean;
}

type SignalMessage = Extract<ButtonMessage, { readonly type: 'signal' }>;

/** Hands presses over, and says which are held once they are committed. */
export class Presses {
  readonly #deps: Pick<SerialDeps, 'intake' | 'counters' | 'clock' | 'events'>;
  readonly #memory: FrameMemory;
  readonly #acknowledge: (device: DeviceId, held: readonly PressName[]) => void;
  /** Receivers through which a press is waiting for its commit, by device and press. */
  readonly #waiting = new Map<string, Set<string>>();
  /** The last committed presses of each device in this run, newest last. */
  readonly #held = new Map<DeviceId, readonly PressName[]>();

  constructor(
    deps: Pick<SerialDeps, 'intake' | 'counters' | 'clock' | 'events'>,
    memory: FrameMemory,
    acknowledge: (device: DeviceId, held: readonly PressName[]) => void,
  ) {
    this.#deps = deps;
    this.#memory = memory;
    this.#acknowledge = acknowledge;
  }

  /** Never rejects. Acknowledges after the commit, and not at all when nothing was taken in. */
  async signal(device: Device, message: SignalMessage, by: HeardBy): Promise<void> {
    const receivedAt = this.#deps.clock.wall();
    const press: PressName = [message.boot, message.seq];
    await this.#once(device, { press, path: by.path, fresh: by.fresh }, async () => {
      if (QUIETING.has(message.kind) && !(await this.#memory.keep(device.device, by.counter))) {
        this.#deps.counters.count('serial.replayed');
        return false;
      }
      const reply = await this.#deps.intake.signal(signalOf(device.device, message, { path: by.path, receivedAt }));
      return reply.outcome !== 'refused' || reply.code !== 'unknown-device';
    });
  }

  /** A genuine frame that can't be understood: recorded as it came (still sealed, it may carry a PIN), then acknowledged. */
  async unreadable(
    device: Device,
    frame: { readonly raw: Uint8Array; readonly why: string; readonly press: PressName | undefined; readonly path: SignalPath },
  ): Promise<void> {
    await this.#once(device, { press: frame.press, path: frame.path, fresh: true }, async () => {
      await this.#deps.intake.unreadable(device.device, { by: 'serial', raw: frame.raw, why: frame.why });
      return true;
    });
  }

  forget(device: DeviceId): void {
    this.#held.delete(device);
  }

  async #once(device: Device, one: Arrival, take: () => Promise<boolean>): Promise<void> {
    const id = `${device.device} ${one.press?.join(' ') ?? 'unnamed'}`;
    const receiver = one.path.receiver ?? '';
    const receivers = this.#waiting.get(id) ?? new Set<string>();
    if (receivers.has(receiver)) {
      this.#deps.counters.count('serial.already-waiting');
      return;
    }
    if (receivers.size === 0 && this.#waiting.size >= PRESSES_WAITING_MAX) {
      this.#deps.counters.count('serial.not-taken');
      return;
    }
    this.#waiting.set(id, receivers.add(receiver));
    try {
      if ((await take()) && one.press !== undefined) this.#hold(device.device, one.press, one.fresh);
    } catch (error) {
      // Not taken in: no acknowledgement, the button keeps trying. The next frame of the same press is a new attempt.
      this.#deps.counters.count('serial.not-taken');
      this.#deps.events.warn('serial-signal-not-taken', { device: device.device, why: messageOf(error) });
    } finally {
      receivers.delete(receiver);
      if (receivers.size === 0) this.#waiting.delete(id);
    }
  }

  /** A known press in a new transmission is acknowledged again; a copy of one transmission is not. */
  #hold(device: DeviceId, press: PressName, fresh: boolean): void {
    const before = this.#held.get(device) ?? [];
    const others = before.filter(([boot, seq]) => boot !== press[0] || seq !== press[1]);
    if (!fresh && others.length < before.length) return;
    const held = [...others, press].slice(-HELD_PRESSES);
    this.#held.set(device, held);
    this.#acknowledge(device, held);
  }
}

interface Arrival {
  /** Absent when the frame could not be read so far. */
  readonly press: PressName | undefined;
  readonly path: SignalPath;
  readonly fresh: boolean;
}

function signalOf(device: DeviceId, message: SignalMessage, by: { readonly path: SignalPath; readonly receivedAt: number }): Signal {
  const { boot, seq, kind, age, battery, pin, beacon } = message;
  return {
    device,
    boot,
    seq,
    kind,
    receivedAt: by.receivedAt,
    pressedAt: by.receivedAt - age,
    path: by.path,
    battery,
    place: beacon === undefined ? undefined : { beacon },
    pin,
  };
}
