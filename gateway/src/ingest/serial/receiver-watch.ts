import type { Counters, FaultSink } from '../../engine/ports/devices.ts';
import { RECEIVER_LOST_MS } from '../../contract/radio/codes.ts';
import type { ReceiverMessage } from '../../contract/radio/messages.ts';

/** One receiver as it stands; for health pages. */
export interface ReceiverView {
  readonly port: string;
  /** Absent until the first one has spoken. */
  readonly receiver: string | undefined;
  readonly alive: boolean;
  readonly firmware: string | undefined;
  /** Noise on its channel, dBm. */
  readonly noise: number | undefined;
  /** Monotonic milliseconds since it spoke, or since the gateway began to wait for it. */
  readonly silentForMs: number;
}

type Watched =
  /** Nobody has spoken yet. */
  | { readonly state: 'awaited' }
  | { readonly state: 'alive'; readonly receiver: string }
  /** `receiver` is absent when none ever spoke. */
  | { readonly state: 'lost'; readonly receiver: string | undefined };

/**
 * Supervises the one receiver on a line by its heartbeats, apart from the port: a port can be there with a receiver that is
 * dead, deaf, or set to another speed. Another receiver on the same line has taken the place of the one before it.
 */
export class ReceiverWatch {
  readonly #port: string;
  readonly #faults: FaultSink;
  readonly #counters: Counters;
  #watched: Watched = { state: 'awaited' };
  #lastHeardAt = 0;
  #firmware: string | undefined;
  #noise: number | undefined;

  constructor(deps: { readonly port: string; readonly faults: FaultSink; readonly counters: Counters }) {
    this.#port = deps.port;
    this.#faults = deps.faults;
    this.#counters = deps.counters;
  }

  /** From here on somebody is expected to speak. `now`: monotonic milliseconds, as everywhere here. */
  start(now: number): void {
    this.#watched = { state: 'awaited' };
    this.#lastHeardAt = now;
  }

  /** It said something about itself. */
  spoke(message: ReceiverMessage, now: number): void {
    this.#counters.count(`serial.${message.type}`);
    this.#lastHeardAt = now;
    if (message.type === 'hello') this.#firmware = message.firmware;
    else this.#noise = message.noise;
    const { receiver } = message;
    const before = this.#watched;
    if (before.state === 'alive' && before.receiver === receiver) return;
    // Closing what is not open is nothing; what an earlier run of the gateway left open ends here too.
    this.#faults.close('receiver-lost', subject(this.#port));
    this.#faults.close('receiver-lost', subject(receiver));
    if (before.state !== 'awaited' && before.receiver !== undefined && before.receiver !== receiver) {
      this.#faults.close('receiver-lost', subject(before.receiver));
      this.#firmware = message.type === 'hello' ? message.firmware : undefined;
    }
    this.#watched = { state: 'alive', receiver };
  }

  look(now: number): void {
    if (this.#watched.state === 'lost' || now - this.#lastHeardAt < RECEIVER_LOST_MS) return;
    const receiver = this.#watched.state === 'alive' ? this.#watched.receiver : undefined;
    this.#watched = { state: 'lost', receiver };
    this.#faults.open('receiver-lost', subject(receiver ?? this.#port), {
      label: receiver ?? this.#port,
      detail: receiver === undefined ? 'no receiver has spoken' : 'no heartbeat',
    });
  }

  view(now: number): ReceiverView {
    return {
      port: this.#port,
      receiver: this.#watched.state === 'awaited' ? undefined : this.#watched.receiver,
      alive: this.#watched.state === 'alive',
      firmware: this.#firmware,
      noise: this.#noise,
      silentForMs: now - this.#lastHeardAt,
    };
  }
}

function subject(receiver: string): `receiver:${string}` {
  return `receiver:${receiver}`;
}
