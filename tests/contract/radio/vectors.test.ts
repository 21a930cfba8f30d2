import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  openFromButton,
  openTowardsButton,
  parseTowardsButton,
  sealFromButton,
  sealTowardsButton,
} from '../../../gateway/src/contract/radio/air.ts';
import { crc16 } from '../../../gateway/src/contract/radio/crc16.ts';
import { lineFromAir, lineFromReceiver, lineTowardsAir, parseLine, parseLineTowardsAir } from '../../../gateway/src/contract/radio/line.ts';
import type { ButtonMessage, GatewayMessage, ReceiverMessage } from '../../../gateway/src/contract/radio/messages.ts';
import { radioKey } from '../../../gateway/src/contract/radio/seal.ts';
import { SlipDecoder } from '../../../gateway/src/contract/radio/slip.ts';

interface Vectors {
  readonly crc: readonly { readonly ascii: string; readonly crc: string }[];
  readonly fromButton: readonly (Sealed & { readonly message: ButtonMessage; readonly receiver: string; readonly rssi: number })[];
  readonly towardsButton: readonly (Sealed & { readonly message: GatewayMessage })[];
  readonly fromReceiver: readonly { readonly name: string; readonly message: ReceiverMessage; readonly line: string }[];
  readonly damaged: readonly { readonly name: string; readonly line: string; readonly cause: string }[];
}

interface Sealed {
  readonly name: string;
  readonly device: string;
  readonly counter: number;
  readonly key: string;
  readonly air: string;
  readonly line: string;
}

// The file is ours and this test is its reader: a wrong shape fails below.
const vectors = JSON.parse(readFileSync(new URL('../../vectors/radio.json', import.meta.url), 'utf8')) as Vectors;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function frameOf(line: string): Uint8Array {
  const results = new SlipDecoder().push(Buffer.from(line, 'hex'));
  const [first] = results;
  if (results.length !== 1 || first?.result !== 'frame') throw new Error(`the vector is not one frame: ${line}`);
  return first.bytes;
}

function keyOf(text: string): Uint8Array {
  const key = radioKey(text);
  if (key === undefined) throw new Error(`no key: ${text}`);
  return key;
}

describe('CRC-16/IBM-3740', () => {
  it.each(vectors.crc)('of "$ascii" is $crc', ({ ascii, crc }) => {
    expect(crc16(Buffer.from(ascii, 'ascii'))).toBe(Number.parseInt(crc, 16));
  });
});

describe('vectors from a button', () => {
  it.each(vectors.fromButton)('$name', (vector) => {
    const key = keyOf(vector.key);
    const air = sealFromButton(vector.message, { device: vector.device, counter: vector.counter, key });
    expect(hex(air)).toBe(vector.air);
    expect(hex(lineFromAir(air, vector))).toBe(vector.line);
    const heard = parseLine(frameOf(vector.line));
    if (heard.result !== 'heard') throw new Error(`not heard: ${heard.result}`);
    expect({ receiver: heard.receiver, rssi: heard.rssi, device: heard.frame.device, counter: heard.frame.counter }).toEqual({
      receiver: vector.receiver,
      rssi: vector.rssi,
      device: vector.device,
      counter: vector.counter,
    });
    expect(openFromButton(heard.frame, key)).toEqual({ result: 'message', message: vector.message });
  });
});

describe('vectors towards a button', () => {
  it.each(vectors.towardsButton)('$name', (vector) => {
    const key = keyOf(vector.key);
    const air = sealTowardsButton(vector.message, { device: vector.device, counter: vector.counter, key });
    expect(hex(air)).toBe(vector.air);
    expect(hex(lineTowardsAir(air))).toBe(vector.line);
    const passed = parseLineTowardsAir(frameOf(vector.line));
    if (passed.result !== 'air') throw new Error(`not for the air: ${passed.cause}`);
    const frame = parseTowardsButton(passed.air);
    if (frame.result !== 'frame') throw new Error(`no frame: ${frame.cause}`);
    expect(openTowardsButton(frame, key)).toEqual({ result: 'message', message: vector.message });
  });
});

describe('vectors from a receiver', () => {
  it.each(vectors.fromReceiver)('$name', (vector) => {
    expect(hex(lineFromReceiver(vector.message))).toBe(vector.line);
    expect(parseLine(frameOf(vector.line))).toEqual({ result: 'receiver', message: vector.message });
  });
});

describe('vectors of damage', () => {
  it.each(vectors.damaged)('$name is $cause', ({ line, cause }) => {
    const [first] = new SlipDecoder().push(Buffer.from(line, 'hex'));
    const seen = first?.result === 'frame' ? parseLine(first.bytes) : first;
    expect(seen).toEqual({ result: 'damaged', cause });
  });
});
