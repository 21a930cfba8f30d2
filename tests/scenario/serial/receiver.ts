import { createRequire } from 'node:module';
import type { SerialPort as SerialPortClass } from 'serialport';
import { openTowardsButton, parseTowardsButton, sealFromButton } from '../../../gateway/src/contract/radio/air.ts';
import { lineFromAir, lineFromReceiver, parseLineTowardsAir } from '../../../gateway/src/contract/radio/line.ts';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import type { ButtonMessage, GatewayMessage } from '../../../gateway/src/contract/radio/messages.ts';
import { headerBytes, radioKey, seal } from '../../../gateway/src/contract/radio/seal.ts';
import { SlipDecoder } from '../../../gateway/src/contract/radio/slip.ts';

// serialport is the gateway's dependency; from here it is found through the gateway's package.
const { SerialPort } = createRequire(new URL('../../../gateway/package.json', import.meta.url))('serialport') as {
  SerialPort: typeof SerialPortClass;
};

/** The other end of the line: a receiver as its firmware would be, without the air. */
export class TestReceiver {
  readonly id: string;
  /** Frames for the air, as they came. */
  readonly air: Uint8Array[] = [];
  readonly damage: string[] = [];
  readonly #port: SerialPortClass;
  readonly #decoder = new SlipDecoder();

  private constructor(id: string, port: SerialPortClass) {
    this.id = id;
    this.#port = port;
    // Its cable is pulled in some stories.
    port.on('error', (error) => this.damage.push(error.message));
    port.on('data', (chunk: Buffer) => {
      for (const slip of this.#decoder.push(chunk)) {
        const passed = slip.result === 'frame' ? parseLineTowardsAir(slip.bytes) : slip;
        if (passed.result === 'air') this.air.push(passed.air);
        else this.damage.push(passed.cause);
      }
    });
  }

  static async on(path: string, id: string): Promise<TestReceiver> {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false, lock: false });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    return new TestReceiver(id, port);
  }

  async hears(air: Uint8Array, rssi = -60): Promise<void> {
    await this.raw(lineFromAir(air, { receiver: this.id, rssi }));
  }

  async hello(): Promise<void> {
    await this.raw(lineFromReceiver({ type: 'hello', receiver: this.id, boot: 1, firmware: 'test 1' }));
  }

  async heartbeat(): Promise<void> {
    await this.raw(lineFromReceiver({ type: 'heartbeat', receiver: this.id, uptime: 5, heard: 0, noise: -100 }));
  }

  /** Resolves when the bytes have left this end. */
  async raw(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#port.write(Buffer.from(bytes), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  stopReading(): void {
    this.#port.pause();
  }

  readOn(): void {
    this.#port.resume();
  }

  async close(): Promise<void> {
    if (!this.#port.isOpen) return;
    await new Promise<void>((resolve) => {
      this.#port.close(() => resolve());
    });
  }
}

/** A button's memory and radio, without hands. */
export class TestButton {
  readonly id: DeviceId;
  readonly keyHex: string;
  counter = 0;
  readonly #key: Uint8Array;

  constructor(id: string, keyHex = '000102030405060708090a0b0c0d0e0f') {
    // The tests' own ids are well formed.
    this.id = id as DeviceId;
    this.keyHex = keyHex;
    const key = radioKey(keyHex);
    if (key === undefined) throw new Error('a key has 32 hexadecimal digits');
    this.#key = key;
  }

  /** Each transmission takes a counter of its own. */
  transmits(message: ButtonMessage): Uint8Array {
    this.counter += 1;
    return sealFromButton(message, { device: this.id, counter: this.counter, key: this.#key });
  }

  /** A genuine frame with any content: what a later firmware may say. */
  sealed(type: 'signal' | 'status', body: Uint8Array): Uint8Array {
    this.counter += 1;
    const header = { type, device: this.id, counter: this.counter };
    return Uint8Array.from([...headerBytes(header), ...seal(header, body, { key: this.#key, direction: 'up' })]);
  }

  press(seq: number, more: Partial<Extract<ButtonMessage, { type: 'signal' }>> = {}): Uint8Array {
    return this.transmits({ type: 'signal', boot: 1, seq, kind: 'duress', age: 0, ...more });
  }

  /** What of all that is on the air is for this button and opens, with its frame counter. */
  understands(air: readonly Uint8Array[]): { readonly counter: number; readonly message: GatewayMessage }[] {
    return air.flatMap((raw) => {
      const frame = parseTowardsButton(raw);
      if (frame.result !== 'frame' || frame.device !== this.id) return [];
      const opened = openTowardsButton(frame, this.#key);
      return opened.result === 'message' ? [{ counter: frame.counter, message: opened.message }] : [];
    });
  }

  held(air: readonly Uint8Array[]): (readonly (readonly [number, number])[])[] {
    return this.understands(air).flatMap(({ message }) => (message.type === 'held' ? [message.held] : []));
  }

  feedback(air: readonly Uint8Array[]): Extract<GatewayMessage, { type: 'feedback' }>[] {
    return this.understands(air).flatMap(({ message }) => (message.type === 'feedback' ? [message] : []));
  }
}
