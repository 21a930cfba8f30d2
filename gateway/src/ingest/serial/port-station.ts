import { messageOf } from '../../base/errors.ts';
import type { DamageCause } from '../../contract/radio/codes.ts';
import { parseLine, type HeardFrame } from '../../contract/radio/line.ts';
import { SlipDecoder } from '../../contract/radio/slip.ts';
import type { DownlinkRanges } from './downlink-ranges.ts';
import { Outgoing } from './outgoing.ts';
import type { SerialDeps } from './ports.ts';
import { ReceiverWatch, type ReceiverView } from './receiver-watch.ts';
import { SerialLine } from './serial-line.ts';

/** A receiver that takes nothing for this long can hear buttons but not answer them. */
const DEAF_AFTER_MS = 5_000;

export interface StationDeps extends SerialDeps {
  readonly path: string;
  readonly baudRate: number;
  readonly ranges: DownlinkRanges;
  /** A whole frame of a button. */
  readonly onHeard: (heard: HeardFrame, station: PortStation) => void;
}

/** One port with all that hangs on it: the line, its frames in both directions, and the receiver at its end. */
export class PortStation {
  readonly line: SerialLine;
  readonly outgoing: Outgoing;
  readonly #deps: StationDeps;
  readonly #decoder = new SlipDecoder();
  readonly #receiver: ReceiverWatch;
  /** `unknown` until the first write: an earlier run may have left the fault open. */
  #deaf: 'unknown' | 'yes' | 'no' = 'unknown';

  constructor(deps: StationDeps) {
    this.#deps = deps;
    const { path, baudRate, clock, random } = deps;
    this.line = new SerialLine(
      { path, baudRate, clock, random },
      {
        opened: () => {
          this.#opened();
        },
        lost: (why) => {
          this.#lost(why);
        },
        bytes: (chunk) => {
          this.#bytes(chunk);
        },
        written: () => {
          this.#heardByReceiver();
          this.outgoing.pump();
        },
      },
    );
    this.outgoing = new Outgoing({ line: this.line, intake: deps.intake, counters: deps.counters, ranges: deps.ranges });
    this.#receiver = new ReceiverWatch({ port: path, faults: deps.faults, counters: deps.counters });
  }

  start(): void {
    this.outgoing.clear();
    this.#receiver.start(this.#deps.clock.mono());
    this.line.start();
  }

  async stop(): Promise<void> {
    this.outgoing.clear();
    await this.line.stop();
  }

  /** Called often: what is noticed by the passing of time alone. */
  look(): void {
    const now = this.#deps.clock.mono();
    this.#receiver.look(now);
    const since = this.line.writingSince;
    if (this.#deaf === 'yes' || since === undefined || now - since < DEAF_AFTER_MS) return;
    this.#deaf = 'yes';
    this.#deps.faults.open('receiver-deaf', this.#subject, {
      label: this.line.path,
      detail: 'takes nothing that is sent: buttons are heard and not answered',
    });
  }

  view(): ReceiverView {
    return this.#receiver.view(this.#deps.clock.mono());
  }

  get #subject(): `receiver:${string}` {
    return `receiver:${this.line.path}`;
  }

  #opened(): void {
    this.#decoder.reset();
    this.#deps.events.info('serial-port-open', { path: this.line.path });
    this.#deps.faults.close('port-lost', this.#subject);
    this.#heardByReceiver();
  }

  #lost(why: string): void {
    this.outgoing.clear();
    this.#deps.counters.count('serial.port-lost');
    this.#deps.events.warn('serial-port-lost', { path: this.line.path, why });
    this.#deps.faults.open('port-lost', this.#subject, { label: this.line.path, detail: why });
  }

  /** It takes what is written, or is another one now. */
  #heardByReceiver(): void {
    if (this.#deaf === 'no') return;
    this.#deaf = 'no';
    this.#deps.faults.close('receiver-deaf', this.#subject);
  }

  #bytes(chunk: Uint8Array): void {
    for (const result of this.#decoder.push(chunk)) {
      if (result.result === 'damaged') this.#damaged(result.cause);
      else this.#contained(result.bytes);
    }
  }

  /** A bug that one frame brings to light must not cost the frames after it, nor the process. */
  #contained(bytes: Uint8Array): void {
    try {
      this.#frame(bytes);
    } catch (error) {
      this.#deps.counters.count('serial.broken');
      this.#deps.events.error('serial-frame-broken', { path: this.line.path, why: messageOf(error) });
    }
  }

  #frame(bytes: Uint8Array): void {
    const parsed = parseLine(bytes);
    switch (parsed.result) {
      case 'damaged':
        this.#damaged(parsed.cause);
        return;
      case 'receiver':
        this.#receiver.spoke(parsed.message, this.#deps.clock.mono());
        return;
      case 'heard':
        this.#deps.onHeard(parsed, this);
    }
  }

  #damaged(cause: DamageCause): void {
    this.#deps.counters.count(`serial.${cause}`);
  }
}
