import { FieldReader } from './field-reader.ts';
import { CONNECT_BYTES_MAX, FILTERS_MAX, PACKET_BYTES_MAX, TOPIC_BYTES_MAX, TOPIC_LEVELS_MAX } from './limits.ts';
import type { MqttRefusal } from './packet-faults.ts';

export const PACKET = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;

const SLASH = 0x2f;
const PLUS = 0x2b;
const HASH = 0x23;

/**
 * Where the packet that starts at `at` ends: its size in bytes, 0 while that is not known or not all of it is there, or
 * why it may not pass. Refuses as early as it can be known: type and flags from the first byte, size from the length.
 */
export function sizeOfPacket(bytes: Buffer, at: number, first: boolean): number | MqttRefusal {
  if (at >= bytes.length) return 0;
  const head = bytes.readUInt8(at);
  const wrong = faultOfHead(head, first);
  if (wrong !== undefined) return wrong;
  let length = 0;
  for (let i = 0; ; i += 1) {
    if (i === 4) return 'length-encoding';
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return 0;
    length += (byte & 0x7f) * 128 ** i;
    if (byte >= 0x80) continue;
    const size = 2 + i + length;
    if (size > (first ? CONNECT_BYTES_MAX : PACKET_BYTES_MAX)) return 'oversize';
    return at + size <= bytes.length ? size : 0;
  }
}

function faultOfHead(head: number, first: boolean): MqttRefusal | undefined {
  const type = head >> 4;
  const flags = head & 0x0f;
  if (type === 0 || type === 15) return 'reserved-type';
  if (type === 2 || type === 9 || type === 11 || type === 13) return 'server-only';
  if (first !== (type === PACKET.connect)) return first ? 'not-connect-first' : 'connect-twice';
  if (type === PACKET.publish) {
    if ((flags & 0b0110) === 0b0110) return 'qos';
    return (flags & 0b1110) === 0b1000 ? 'qos' : undefined;
  }
  const wanted = type === PACKET.pubrel || type === PACKET.subscribe || type === PACKET.unsubscribe ? 0b0010 : 0;
  return flags === wanted ? undefined : 'flags';
}

/** Why a whole packet after CONNECT, at [at, at + size), may not pass; `undefined` when it may. */
export function faultOfPacket(bytes: Buffer, at: number, size: number): MqttRefusal | undefined {
  const head = bytes.readUInt8(at);
  const reader = new FieldReader(bytes, startOfFields(bytes, at), at + size);
  switch (head >> 4) {
    case PACKET.publish:
      checkTopic(reader, reader.text());
      if ((head & 0b0110) !== 0) reader.packetId();
      break; // the rest is the body
    case PACKET.puback:
    case PACKET.pubrec:
    case PACKET.pubrel:
    case PACKET.pubcomp:
      reader.packetId();
      reader.done();
      break;
    case PACKET.subscribe:
      checkFilters(reader, true);
      break;
    case PACKET.unsubscribe:
      checkFilters(reader, false);
      break;
    default:
      reader.done();
  }
  return reader.fault;
}

/** The packet id of a whole PUBACK. */
export function pubackId(bytes: Buffer, at: number): number {
  return bytes.readUInt16BE(startOfFields(bytes, at));
}

export function startOfFields(bytes: Buffer, at: number): number {
  let i = at + 1;
  while ((bytes[i] ?? 0) >= 0x80) i += 1;
  return i + 1;
}

/** Checks a topic name, of a PUBLISH or a will. */
export function checkTopic(reader: FieldReader, topic: Buffer): void {
  if (topic.length === 0 || topic.length > TOPIC_BYTES_MAX || levelsOf(topic) > TOPIC_LEVELS_MAX) reader.fail('topic');
  if (topic.includes(PLUS) || topic.includes(HASH)) reader.fail('topic');
}

function checkFilters(reader: FieldReader, withQos: boolean): void {
  reader.packetId();
  let count = 0;
  while (reader.left > 0) {
    count += 1;
    const filter = reader.text();
    if (!isFilter(filter)) reader.fail('filter');
    if (withQos && reader.byte() > 2) reader.fail('qos');
  }
  if (count === 0 || count > FILTERS_MAX) reader.fail('filter');
}

/** `+` stands alone in its level, `#` alone in the last [MQTT-4.7.1-2, 4.7.1-3]. */
function isFilter(filter: Buffer): boolean {
  if (filter.length === 0 || filter.length > TOPIC_BYTES_MAX || levelsOf(filter) > TOPIC_LEVELS_MAX) return false;
  for (let i = 0; i < filter.length; i += 1) {
    const byte = filter[i];
    if (byte !== PLUS && byte !== HASH) continue;
    const next = filter[i + 1];
    if (i > 0 && filter[i - 1] !== SLASH) return false;
    if (next !== undefined && (byte === HASH || next !== SLASH)) return false;
  }
  return true;
}

function levelsOf(topic: Buffer): number {
  let levels = 1;
  for (const byte of topic) if (byte === SLASH) levels += 1;
  return levels;
}
