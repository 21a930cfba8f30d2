import { assert } from '../../base/assert.ts';
import { parseFromButton, type AirFrame } from './air.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import {
  CRC_BYTES,
  damaged,
  FIRMWARE_BYTES,
  FRAME_BYTES_MAX,
  FRAME_TYPES,
  RADIO_ID_BYTES,
  RADIO_VERSION,
  RECEIVER_BYTES,
  type ButtonType,
  type Damaged,
} from './codes.ts';
import { crc16 } from './crc16.ts';
import type { ReceiverMessage } from './messages.ts';
import { isRadioId } from './seal.ts';
import { slipEncode } from './slip.ts';

/** A button's frame as a receiver passed it on. */
export interface HeardFrame {
  readonly result: 'heard';
  readonly frame: AirFrame<ButtonType>;
  readonly receiver: string;
  /** dBm at the receiver. */
  readonly rssi: number;
}

/** In place of a strength that the radio can't measure. */
const UNKNOWN_DBM = 0x7f;
/** Bytes of a hello and of a heartbeat without their CRC. */
const HELLO_BYTES = 2 + RADIO_ID_BYTES + 4 + FIRMWARE_BYTES;
const HEARTBEAT_BYTES = 2 + RADIO_ID_BYTES + 4 + 4 + 1;

/** Receiver → gateway: what was heard on the air, with who heard it and how strongly; ready for the line. */
export function lineFromAir(air: Uint8Array, by: { readonly receiver: string; readonly rssi: number }): Uint8Array {
  assert(isRadioId(by.receiver), 'a receiver has an id of 1 to 8 characters');
  const rssi = Math.min(Math.max(Math.round(by.rssi), -128), 127);
  return onLine(new ByteWriter().raw(air).text(by.receiver, RADIO_ID_BYTES).i8(rssi).bytes);
}

/** Receiver → gateway: about itself; ready for the line. */
export function lineFromReceiver(message: ReceiverMessage): Uint8Array {
  assert(isRadioId(message.receiver), 'a receiver has an id of 1 to 8 characters');
  const out = new ByteWriter().u8(RADIO_VERSION).u8(FRAME_TYPES[message.type]).text(message.receiver, RADIO_ID_BYTES);
  if (message.type === 'hello') return onLine(out.u32(message.boot).text(message.firmware, FIRMWARE_BYTES).bytes);
  return onLine(
    out
      .u32(message.uptime)
      .u32(message.heard)
      .i8(message.noise ?? UNKNOWN_DBM).bytes,
  );
}

/** Gateway → receiver: a sealed frame that the receiver puts on the air as it is; ready for the line. */
export function lineTowardsAir(air: Uint8Array): Uint8Array {
  return onLine(air);
}

/** Gateway's side: one frame of the line. */
export function parseLine(frame: Uint8Array): HeardFrame | { readonly result: 'receiver'; readonly message: ReceiverMessage } | Damaged {
  const checked = withoutCrc(frame);
  if (checked.result === 'damaged') return checked;
  const { body } = checked;
  if (body[0] !== RADIO_VERSION) return damaged('unknown-version');
  if (body[1] === FRAME_TYPES.hello || body[1] === FRAME_TYPES.heartbeat) return parseReceiver(body);
  if (body.length <= RECEIVER_BYTES) return damaged('too-short');
  const air = parseFromButton(body.subarray(0, body.length - RECEIVER_BYTES));
  if (air.result === 'damaged') return air;
  const added = new ByteReader(body.subarray(body.length - RECEIVER_BYTES));
  const receiver = added.text(RADIO_ID_BYTES);
  const rssi = added.i8();
  return added.ok() && isRadioId(receiver) ? { result: 'heard', frame: air, receiver, rssi } : damaged('bad-content');
}

/** Receiver's side: one frame of the line is one frame for the air, once its CRC is right. */
export function parseLineTowardsAir(frame: Uint8Array): { readonly result: 'air'; readonly air: Uint8Array } | Damaged {
  const checked = withoutCrc(frame);
  return checked.result === 'damaged' ? checked : { result: 'air', air: checked.body };
}

function onLine(body: Uint8Array): Uint8Array {
  assert(body.length + CRC_BYTES <= FRAME_BYTES_MAX, 'a frame of ours fits the line');
  return slipEncode(new ByteWriter().raw(body).u16(crc16(body)).bytes);
}

function withoutCrc(frame: Uint8Array): { readonly result: 'body'; readonly body: Uint8Array } | Damaged {
  if (frame.length <= CRC_BYTES) return damaged('too-short');
  const body = frame.subarray(0, frame.length - CRC_BYTES);
  const crc = new ByteReader(frame.subarray(frame.length - CRC_BYTES)).u16();
  return crc === crc16(body) ? { result: 'body', body } : damaged('bad-crc');
}

function parseReceiver(body: Uint8Array): ReturnType<typeof parseLine> {
  const fields = new ByteReader(body);
  fields.u8();
  const hello = fields.u8() === FRAME_TYPES.hello;
  const receiver = fields.text(RADIO_ID_BYTES);
  if (hello) {
    const boot = fields.u32();
    const firmware = fields.text(FIRMWARE_BYTES);
    return fields.ok() && isRadioId(receiver)
      ? { result: 'receiver', message: { type: 'hello', receiver, boot, firmware } }
      : damaged(shortOrBad(body, HELLO_BYTES));
  }
  const uptime = fields.u32();
  const heard = fields.u32();
  const strength = fields.i8();
  if (!fields.ok() || !isRadioId(receiver)) return damaged(shortOrBad(body, HEARTBEAT_BYTES));
  const noise = strength === UNKNOWN_DBM ? undefined : strength;
  return { result: 'receiver', message: { type: 'heartbeat', receiver, uptime, heard, noise } };
}

function shortOrBad(body: Uint8Array, needed: number): 'too-short' | 'bad-content' {
  return body.length < needed ? 'too-short' : 'bad-content';
}
