import { secretOf } from './intake.ts';

/** One sequence of bytes and what becomes of the connection that brings it. */
export interface Form {
  readonly name: string;
  readonly bytes: Buffer;
  /** `open`: still there and answering. Else the refusal it is closed with, and the CONNACK code before that, if any. */
  readonly expect: 'open' | { readonly refusal: string; readonly connack?: number };
}

const DEVICE = 'b-1';

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string); // as: Buffer.from takes both, its overloads do not
  return Buffer.concat([u16(bytes.length), bytes]);
}

function packet(head: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest >= 128 ? (rest % 128) | 0x80 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([head, ...length]), body]);
}

interface Parts {
  readonly name?: string | Buffer;
  readonly level?: number;
  readonly flags?: number;
  readonly keepAlive?: number;
  readonly id?: string | Buffer;
  readonly rest?: readonly Buffer[];
  readonly head?: number;
}

const USER_AND_SECRET = [field(DEVICE), field(secretOf(DEVICE))];

export function connectForm({
  name = 'MQTT',
  level = 4,
  flags = 0xc2,
  keepAlive = 60,
  id = DEVICE,
  rest = USER_AND_SECRET,
  head = 0x10,
}: Parts = {}): Buffer {
  return packet(head, field(name), Buffer.from([level, flags]), u16(keepAlive), field(id), ...rest);
}

const OWN_WILL = [field(`duress/v1/${DEVICE}/link`), field('{"v":1,"state":"lost","session":1}')];
const WITH_WILL = 0xc2 | 0x04;

/** Strings that MQTT forbids or advises against, and the codes just beside them. */
const DIRTY: readonly (readonly [string, Buffer])[] = [
  ['NUL', Buffer.from('a\0b')],
  ['a control character U+0001', Buffer.from('a\u0001b')],
  ['a control character U+001F', Buffer.from('a\u001fb')],
  ['DEL U+007F', Buffer.from('a\u007fb')],
  ['a control character U+0080', Buffer.from('a\u0080b')],
  ['a control character U+009F', Buffer.from('a\u009fb')],
  ['a high surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80])],
  ['a low surrogate', Buffer.from([0x61, 0xed, 0xb0, 0x80])],
  ['a surrogate pair in UTF-8', Buffer.from([0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80])],
  ['an overlong slash', Buffer.from([0xc0, 0xaf])],
  ['an overlong NUL', Buffer.from([0xc0, 0x80])],
  ['a cut sequence', Buffer.from([0x61, 0xe2, 0x82])],
  ['a code beyond U+10FFFF', Buffer.from([0xf4, 0x90, 0x80, 0x80])],
  ['the non-character U+FDD0', Buffer.from('\ufdd0')],
  ['the non-character U+FFFF', Buffer.from('\uffff')],
  ['the non-character U+1FFFE', Buffer.from('\u{1fffe}')],
];

const closed = (refusal: string, connack?: number): Form['expect'] => (connack === undefined ? { refusal } : { refusal, connack });

/** First packets. */
export const CONNECT_FORMS: readonly Form[] = [
  { name: 'a plain CONNECT', bytes: connectForm(), expect: 'open' },
  { name: 'clean session off (forced on)', bytes: connectForm({ flags: 0xc0 }), expect: 'open' },
  { name: 'with its own will', bytes: connectForm({ flags: WITH_WILL, rest: [...OWN_WILL, ...USER_AND_SECRET] }), expect: 'open' },
  { name: 'will QoS 2', bytes: connectForm({ flags: WITH_WILL | 0x10, rest: [...OWN_WILL, ...USER_AND_SECRET] }), expect: 'open' },
  {
    name: 'will QoS 3',
    bytes: connectForm({ flags: WITH_WILL | 0x18, rest: [...OWN_WILL, ...USER_AND_SECRET] }),
    expect: closed('connect-flags'),
  },
  { name: 'will QoS without will', bytes: connectForm({ flags: 0xc2 | 0x08 }), expect: closed('connect-flags') },
  { name: 'will retain without will', bytes: connectForm({ flags: 0xc2 | 0x20 }), expect: closed('connect-flags') },
  {
    name: 'a retained will',
    bytes: connectForm({ flags: WITH_WILL | 0x20, rest: [...OWN_WILL, ...USER_AND_SECRET] }),
    expect: closed('will-forbidden', 5),
  },
  {
    name: 'a will on the alarm topic',
    bytes: connectForm({ flags: WITH_WILL, rest: [field(`duress/v1/${DEVICE}/alarm`), field('{}'), ...USER_AND_SECRET] }),
    expect: closed('will-forbidden', 5),
  },
  {
    name: 'an empty will topic',
    bytes: connectForm({ flags: WITH_WILL, rest: [field(''), field('{}'), ...USER_AND_SECRET] }),
    expect: closed('topic'),
  },
  {
    name: 'a wildcard in the will topic',
    bytes: connectForm({ flags: WITH_WILL, rest: [field('a/#'), field('{}'), ...USER_AND_SECRET] }),
    expect: closed('topic'),
  },
  { name: 'the reserved flag', bytes: connectForm({ flags: 0xc3 }), expect: closed('connect-flags') },
  { name: 'a password without user name', bytes: connectForm({ flags: 0x42, rest: [field('x')] }), expect: closed('connect-flags') },
  { name: 'a user name without password', bytes: connectForm({ flags: 0x82, rest: [field(DEVICE)] }), expect: closed('wrong-secret', 4) },
  { name: 'no user name', bytes: connectForm({ flags: 0x02, rest: [] }), expect: closed('user-name', 4) },
  { name: 'another user name', bytes: connectForm({ rest: [field('b-2'), field(secretOf(DEVICE))] }), expect: closed('user-name', 4) },
  { name: 'excess bytes', bytes: connectForm({ rest: [...USER_AND_SECRET, Buffer.from([0])] }), expect: closed('excess-bytes') },
  { name: 'a cut password', bytes: connectForm({ rest: [field(DEVICE), u16(10), Buffer.from('short')] }), expect: closed('truncated') },
  { name: 'a password that the flags do not announce', bytes: connectForm({ flags: 0x82 }), expect: closed('excess-bytes') },
  { name: 'level 3 of MQIsdp', bytes: connectForm({ name: 'MQIsdp', level: 3 }), expect: closed('protocol-level', 1) },
  ...[2, 3, 5, 6, 0x84].map((level) => ({
    name: `protocol level ${level}`,
    bytes: connectForm({ level }),
    expect: closed('protocol-level', 1),
  })),
  { name: 'another protocol', bytes: connectForm({ name: 'AMQP' }), expect: closed('protocol-name') },
  { name: 'the protocol name in lower case', bytes: connectForm({ name: 'mqtt' }), expect: closed('protocol-name') },
  { name: 'an empty client id', bytes: connectForm({ id: '' }), expect: closed('client-id', 2) },
  { name: 'an empty client id with clean session off', bytes: connectForm({ id: '', flags: 0xc0 }), expect: closed('client-id', 2) },
  { name: 'a client id with a slash', bytes: connectForm({ id: 'b/1' }), expect: closed('client-id', 2) },
  { name: 'a client id of 65 characters', bytes: connectForm({ id: 'x'.repeat(65) }), expect: closed('client-id', 2) },
  {
    name: 'a client id of 64 characters, unknown',
    bytes: connectForm({ id: 'x'.repeat(64), rest: [field('x'.repeat(64)), field('x')] }),
    expect: closed('unknown-device', 5),
  },
  {
    name: 'an inherited name as client id',
    bytes: connectForm({ id: 'constructor', rest: [field('constructor'), field('x')] }),
    expect: closed('unknown-device', 5),
  },
  { name: 'keep-alive 0', bytes: connectForm({ keepAlive: 0 }), expect: closed('keep-alive', 5) },
  { name: 'keep-alive 1', bytes: connectForm({ keepAlive: 1 }), expect: 'open' },
  { name: 'keep-alive 64', bytes: connectForm({ keepAlive: 64 }), expect: 'open' },
  { name: 'keep-alive 65', bytes: connectForm({ keepAlive: 65 }), expect: closed('keep-alive', 5) },
  { name: 'flags in the fixed header', bytes: connectForm({ head: 0x11 }), expect: closed('flags') },
  { name: 'a PUBLISH first', bytes: packet(0x30, field('a')), expect: closed('not-connect-first') },
  { name: 'a PINGREQ first', bytes: packet(0xc0), expect: closed('not-connect-first') },
  { name: 'a DISCONNECT first', bytes: packet(0xe0), expect: closed('not-connect-first') },
  { name: 'a CONNACK first', bytes: packet(0x20, Buffer.from([0, 0])), expect: closed('server-only') },
  { name: 'an HTTP request', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'), expect: closed('not-connect-first') },
  { name: 'a TLS hello', bytes: Buffer.from([0x16, 3, 1, 2, 0, 1]), expect: closed('flags') },
  { name: 'a CONNECT that announces 256 MB', bytes: Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]), expect: closed('oversize') },
  { name: 'a length of five bytes', bytes: Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x01]), expect: closed('length-encoding') },
  {
    name: 'a length written longer than needed',
    bytes: Buffer.concat([Buffer.from([0x10, connectForm().length - 2 + 0x80, 0]), connectForm().subarray(2)]),
    expect: 'open',
  },
  { name: 'a CONNECT of 1,024 bytes', bytes: sized(1_024), expect: closed('wrong-secret', 4) },
  { name: 'a CONNECT of 1,025 bytes', bytes: sized(1_025), expect: closed('oversize') },
  ...DIRTY.map(([what, bytes]) => ({ name: `${what} in the client id`, bytes: connectForm({ id: bytes }), expect: closed('utf8') })),
  ...DIRTY.map(([what, bytes]) => ({
    name: `${what} in the user name`,
    bytes: connectForm({ rest: [field(bytes), field('x')] }),
    expect: closed('utf8'),
  })),
  ...DIRTY.map(([what, bytes]) => ({
    name: `${what} in the will topic`,
    bytes: connectForm({ flags: WITH_WILL, rest: [field(bytes), field('{}'), ...USER_AND_SECRET] }),
    expect: closed('utf8'),
  })),
  { name: 'NUL in the protocol name', bytes: connectForm({ name: 'MQT\0' }), expect: closed('utf8') },
];

/** A CONNECT with a wrong secret and exactly this many bytes. */
function sized(bytes: number): Buffer {
  const empty = connectForm({ rest: [field(DEVICE), field('')] }).length + 1; // one more byte of length from 128 on
  return connectForm({ rest: [field(DEVICE), field('x'.repeat(bytes - empty))] });
}

const ALARM = `duress/v1/${DEVICE}/alarm`;
const STATUS = `duress/v1/${DEVICE}/status`;
const FEEDBACK = `duress/v1/${DEVICE}/feedback`;
const ID = u16(7);
const HEARTBEAT = Buffer.from('{"v":1}');

function publishOf(bytes: number): Buffer {
  const room = bytes - 1 - 2 - 2 - STATUS.length;
  return packet(0x30, field(STATUS), Buffer.from('{"v":1}'.padEnd(room)));
}

const ACKS = [
  ['PUBACK', 0x40],
  ['PUBREC', 0x50],
  ['PUBREL', 0x62],
  ['PUBCOMP', 0x70],
] as const;

/** Packets after a good CONNECT. */
export const LATER_FORMS: readonly Form[] = [
  { name: 'a heartbeat at QoS 0', bytes: packet(0x30, field(STATUS), HEARTBEAT), expect: 'open' },
  {
    name: 'a press at QoS 1',
    bytes: packet(0x32, field(ALARM), ID, Buffer.from('{"v":1,"boot":1,"seq":1,"kind":"duress","age":0}')),
    expect: 'open',
  },
  {
    name: 'a repeated press (DUP) at QoS 1',
    bytes: packet(0x3a, field(ALARM), ID, Buffer.from('{"v":1,"boot":1,"seq":1,"kind":"duress","age":9}')),
    expect: 'open',
  },
  { name: 'DUP at QoS 0', bytes: packet(0x38, field(STATUS), HEARTBEAT), expect: closed('qos') },
  { name: 'QoS 3', bytes: packet(0x36, field(STATUS), ID, HEARTBEAT), expect: closed('qos') },
  { name: 'a heartbeat at QoS 2', bytes: packet(0x34, field(STATUS), ID, HEARTBEAT), expect: closed('qos2-refused') },
  { name: 'a retained heartbeat', bytes: packet(0x31, field(STATUS), HEARTBEAT), expect: closed('retain-refused') },
  { name: 'PUBLISH with packet id 0', bytes: packet(0x32, field(ALARM), u16(0), HEARTBEAT), expect: closed('packet-id') },
  { name: 'PUBLISH without packet id', bytes: packet(0x32, field(ALARM)), expect: closed('truncated') },
  { name: 'PUBLISH with a cut topic', bytes: packet(0x30, u16(50), Buffer.from('short')), expect: closed('truncated') },
  { name: 'PUBLISH with an empty topic', bytes: packet(0x30, field('')), expect: closed('topic') },
  { name: 'PUBLISH to +', bytes: packet(0x30, field('duress/v1/+/status')), expect: closed('topic') },
  { name: 'PUBLISH to #', bytes: packet(0x30, field('duress/v1/#')), expect: closed('topic') },
  { name: 'a topic of 257 bytes', bytes: packet(0x30, field('t'.repeat(257))), expect: closed('topic') },
  { name: 'a topic of 256 bytes, not its own', bytes: packet(0x30, field('t'.repeat(256))), expect: closed('topic-forbidden') },
  { name: 'a topic of 17 levels', bytes: packet(0x30, field('/'.repeat(16))), expect: closed('topic') },
  { name: 'a topic of 16 levels, not its own', bytes: packet(0x30, field('/'.repeat(15))), expect: closed('topic-forbidden') },
  { name: "another device's alarm", bytes: packet(0x30, field('duress/v1/b-2/alarm'), HEARTBEAT), expect: closed('topic-forbidden') },
  { name: 'its own feedback', bytes: packet(0x30, field(FEEDBACK), HEARTBEAT), expect: closed('topic-forbidden') },
  { name: 'a topic that its own begins', bytes: packet(0x30, field(`${ALARM}/x`), HEARTBEAT), expect: closed('topic-forbidden') },
  { name: '$SYS', bytes: packet(0x30, field('$SYS/duress-gateway/new/clients'), Buffer.from('b-2')), expect: closed('sys-topic') },
  { name: 'a packet of 8,192 bytes', bytes: publishOf(8_192), expect: 'open' },
  { name: 'a packet of 8,193 bytes', bytes: publishOf(8_193), expect: closed('oversize') },
  { name: 'a packet that announces 256 MB', bytes: Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), expect: closed('oversize') },
  { name: 'a length of five bytes', bytes: Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]), expect: closed('length-encoding') },
  ...DIRTY.map(([what, bytes]) => ({ name: `${what} in a topic`, bytes: packet(0x30, field(bytes)), expect: closed('utf8') })),
  ...DIRTY.map(([what, bytes]) => ({
    name: `${what} in a filter`,
    bytes: packet(0x82, ID, field(bytes), Buffer.from([0])),
    expect: closed('utf8'),
  })),
  ...DIRTY.map(([what, bytes]) => ({
    name: `${what} in a filter to unsubscribe`,
    bytes: packet(0xa2, ID, field(bytes)),
    expect: closed('utf8'),
  })),
  { name: 'SUBSCRIBE to its own', bytes: packet(0x82, ID, field(FEEDBACK), Buffer.from([1])), expect: 'open' },
  { name: 'SUBSCRIBE with packet id 0', bytes: packet(0x82, u16(0), field(FEEDBACK), Buffer.from([1])), expect: closed('packet-id') },
  { name: 'SUBSCRIBE without a filter', bytes: packet(0x82, ID), expect: closed('filter') },
  { name: 'SUBSCRIBE with an empty filter', bytes: packet(0x82, ID, field(''), Buffer.from([0])), expect: closed('filter') },
  { name: 'SUBSCRIBE without QoS', bytes: packet(0x82, ID, field(FEEDBACK)), expect: closed('truncated') },
  { name: 'SUBSCRIBE with QoS 3', bytes: packet(0x82, ID, field(FEEDBACK), Buffer.from([3])), expect: closed('qos') },
  { name: 'SUBSCRIBE with reserved QoS bits', bytes: packet(0x82, ID, field(FEEDBACK), Buffer.from([0x81])), expect: closed('qos') },
  { name: 'SUBSCRIBE with header flags 0', bytes: packet(0x80, ID, field(FEEDBACK), Buffer.from([1])), expect: closed('flags') },
  { name: 'SUBSCRIBE to a#', bytes: packet(0x82, ID, field('a#'), Buffer.from([0])), expect: closed('filter') },
  { name: 'SUBSCRIBE to #/a', bytes: packet(0x82, ID, field('#/a'), Buffer.from([0])), expect: closed('filter') },
  { name: 'SUBSCRIBE to a+', bytes: packet(0x82, ID, field('a+'), Buffer.from([0])), expect: closed('filter') },
  { name: 'SUBSCRIBE to +a', bytes: packet(0x82, ID, field('+a'), Buffer.from([0])), expect: closed('filter') },
  { name: 'SUBSCRIBE to #', bytes: packet(0x82, ID, field('#'), Buffer.from([0])), expect: 'open' },
  {
    name: 'SUBSCRIBE to 8 filters',
    bytes: packet(0x82, ID, ...Array.from({ length: 8 }, (_, i) => Buffer.concat([field(`f${i}`), Buffer.from([0])]))),
    expect: 'open',
  },
  {
    name: 'SUBSCRIBE to 9 filters',
    bytes: packet(0x82, ID, ...Array.from({ length: 9 }, (_, i) => Buffer.concat([field(`f${i}`), Buffer.from([0])]))),
    expect: closed('filter'),
  },
  { name: 'UNSUBSCRIBE', bytes: packet(0xa2, ID, field(FEEDBACK)), expect: 'open' },
  { name: 'UNSUBSCRIBE with packet id 0', bytes: packet(0xa2, u16(0), field(FEEDBACK)), expect: closed('packet-id') },
  { name: 'UNSUBSCRIBE without a filter', bytes: packet(0xa2, ID), expect: closed('filter') },
  { name: 'UNSUBSCRIBE with header flags 0', bytes: packet(0xa0, ID, field(FEEDBACK)), expect: closed('flags') },
  { name: 'UNSUBSCRIBE from a/#/b', bytes: packet(0xa2, ID, field('a/#/b')), expect: closed('filter') },
  ...ACKS.flatMap(([name, head]) => [
    { name, bytes: packet(head, ID), expect: 'open' as const },
    { name: `${name} with packet id 0`, bytes: packet(head, u16(0)), expect: closed('packet-id') },
    { name: `${name} too short`, bytes: packet(head, Buffer.from([1])), expect: closed('truncated') },
    { name: `${name} too long`, bytes: packet(head, ID, Buffer.from([0])), expect: closed('excess-bytes') },
    { name: `${name} with wrong header flags`, bytes: packet(head ^ 0x04, ID), expect: closed('flags') },
  ]),
  { name: 'PINGREQ with a body', bytes: packet(0xc0, Buffer.from([0])), expect: closed('excess-bytes') },
  { name: 'PINGREQ with header flags', bytes: packet(0xc1), expect: closed('flags') },
  { name: 'DISCONNECT with a body', bytes: packet(0xe0, Buffer.from([0])), expect: closed('excess-bytes') },
  { name: 'DISCONNECT with header flags', bytes: packet(0xe1), expect: closed('flags') },
  { name: 'a second CONNECT', bytes: connectForm(), expect: closed('connect-twice') },
  { name: 'CONNACK from a device', bytes: packet(0x20, Buffer.from([0, 0])), expect: closed('server-only') },
  { name: 'SUBACK from a device', bytes: packet(0x90, ID, Buffer.from([0])), expect: closed('server-only') },
  { name: 'UNSUBACK from a device', bytes: packet(0xb0, ID), expect: closed('server-only') },
  { name: 'PINGRESP from a device', bytes: packet(0xd0), expect: closed('server-only') },
  { name: 'packet type 0', bytes: packet(0x00), expect: closed('reserved-type') },
  { name: 'packet type 15', bytes: packet(0xf0), expect: closed('reserved-type') },
];
