/**
 * The few packets of MQTT 3.1.1 that a button needs, as bytes. For fleets alone: nineteen thousand general clients in one
 * process cost more than what they are to measure. A single button uses mqtt.js.
 */

/** First byte of each packet that comes down, without its low four bits. */
export const CONNACK = 0x20;
export const PUBLISH = 0x30;
export const PUBACK = 0x40;
export const SUBACK = 0x90;

export const PINGREQ_BYTES: Uint8Array = Uint8Array.of(0xc0, 0);

/** Longest packet that a button takes, in bytes. What is longer comes from no gateway of ours: the connection is dropped. */
export const PACKET_MAX = 8_192;

export interface ConnectFields {
  readonly device: string;
  readonly secret: string;
  readonly keepaliveS: number;
  readonly will: { readonly topic: string; readonly body: string };
}

export function connectPacket(fields: ConnectFields): Uint8Array {
  // User name, password, will with QoS 1, clean session.
  const flags = 0x80 | 0x40 | 0x08 | 0x04 | 0x02;
  const head = [...text('MQTT'), 4, flags, fields.keepaliveS >> 8, fields.keepaliveS & 0xff];
  const parts = [fields.device, fields.will.topic, fields.will.body, fields.device, fields.secret];
  return packet(0x10, Buffer.concat([Uint8Array.from(head), ...parts.map(text)]));
}

export function subscribePacket(id: number, topics: readonly string[]): Uint8Array {
  const filters = topics.flatMap((topic) => [text(topic), Uint8Array.of(1)]);
  return packet(0x82, Buffer.concat([Uint8Array.of(id >> 8, id & 0xff), ...filters]));
}

/** `id`: for QoS 1; without it QoS 0. */
export function publishPacket(topic: string, body: string, id?: number): Uint8Array {
  const bodyBytes = Buffer.from(body, 'utf8');
  if (id === undefined) return packet(PUBLISH, Buffer.concat([text(topic), bodyBytes]));
  return packet(PUBLISH | 0x02, Buffer.concat([text(topic), Uint8Array.of(id >> 8, id & 0xff), bodyBytes]));
}

export function pubackPacket(id: number): Uint8Array {
  return Uint8Array.of(PUBACK, 2, id >> 8, id & 0xff);
}

/** A packet from the broker: its first byte and what follows the length. */
export interface InPacket {
  readonly first: number;
  readonly body: Buffer;
}

export interface InPublish {
  readonly topic: string;
  readonly id: number | undefined;
  readonly bytes: Buffer;
}

/** `undefined`: it can't be read. */
export function readPublish(packetIn: InPacket): InPublish | undefined {
  const { body } = packetIn;
  if (body.length < 2) return undefined;
  const topicEnd = 2 + body.readUInt16BE(0);
  const isAcknowledged = (packetIn.first & 0x06) !== 0;
  const bodyAt = topicEnd + (isAcknowledged ? 2 : 0);
  if (body.length < bodyAt) return undefined;
  return {
    topic: body.toString('utf8', 2, topicEnd),
    id: isAcknowledged ? body.readUInt16BE(topicEnd) : undefined,
    bytes: body.subarray(bodyAt),
  };
}

/** Cuts a stream into packets. Holds at most PACKET_MAX bytes of an unfinished one. */
export class PacketReader {
  #rest: Buffer | undefined;

  /** `broken`: what comes is not MQTT, or too long; nothing behind it can be trusted. */
  push(chunk: Buffer): { readonly packets: readonly InPacket[]; readonly broken: boolean } {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    const packets: InPacket[] = [];
    let at = 0;
    while (at < bytes.length) {
      const size = sizeAt(bytes, at + 1);
      if (size === 'broken' || (size !== 'more' && size.length > PACKET_MAX)) return { packets, broken: true };
      if (size === 'more' || bytes.length < size.bodyAt + size.length) {
        // A copy: a slice would keep the whole chunk of the socket alive.
        this.#rest = Buffer.from(bytes.subarray(at));
        break;
      }
      const end = size.bodyAt + size.length;
      packets.push({ first: bytes[at] ?? 0, body: bytes.subarray(size.bodyAt, end) });
      at = end;
    }
    return { packets, broken: false };
  }
}

/** "Remaining length": seven bits a byte, four bytes at most. */
function sizeAt(bytes: Buffer, at: number): { readonly length: number; readonly bodyAt: number } | 'more' | 'broken' {
  let length = 0;
  for (let i = 0; i < 4; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return 'more';
    length += (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return { length, bodyAt: at + i + 1 };
  }
  return 'broken';
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

function packet(first: number, body: Uint8Array): Uint8Array {
  const size: number[] = [];
  let left = body.length;
  do {
    size.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Uint8Array.of(first, ...size), body]);
}
