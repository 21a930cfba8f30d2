import { parser, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import {
  connectPacket,
  PACKET_MAX,
  PacketReader,
  PINGREQ_BYTES,
  pubackPacket,
  publishPacket,
  readPublish,
  subscribePacket,
} from './mqtt-wire.ts';

/** What a broker's own parser makes of our bytes. */
function asRead(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => packets.push(packet));
  reader.on('error', (cause: Error) => {
    throw cause;
  });
  reader.parse(Buffer.from(bytes));
  return packets;
}

describe('what goes up is what a broker reads', () => {
  it('CONNECT', () => {
    const bytes = connectPacket({
      device: 'b-1',
      secret: 'geheim',
      keepaliveS: 300,
      will: { topic: 'duress/v1/b-1/link', body: '{"ü":1}' },
    });
    const [packet] = asRead(bytes);
    expect(packet).toMatchObject({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: 'b-1',
      username: 'b-1',
      password: Buffer.from('geheim'),
      clean: true,
      keepalive: 300,
      will: { topic: 'duress/v1/b-1/link', payload: Buffer.from('{"ü":1}'), qos: 1, retain: false },
    });
  });

  it('SUBSCRIBE, PUBACK and PINGREQ', () => {
    const both = Buffer.concat([subscribePacket(513, ['a/b', 'a/c']), pubackPacket(65_535), PINGREQ_BYTES]);
    expect(asRead(both)).toMatchObject([
      {
        cmd: 'subscribe',
        messageId: 513,
        subscriptions: [
          { topic: 'a/b', qos: 1 },
          { topic: 'a/c', qos: 1 },
        ],
      },
      { cmd: 'puback', messageId: 65_535 },
      { cmd: 'pingreq' },
    ]);
  });

  it.each([0, 1, 100, 127, 128, 129, 2_000, 16_383, 16_384])('PUBLISH with a body of %i bytes', (length) => {
    const body = 'x'.repeat(length);
    expect(asRead(publishPacket('t/ö', body, 7))).toMatchObject([
      { cmd: 'publish', topic: 't/ö', qos: 1, messageId: 7, payload: Buffer.from(body) },
    ]);
    expect(asRead(publishPacket('t', body))).toMatchObject([{ cmd: 'publish', topic: 't', qos: 0, payload: Buffer.from(body) }]);
  });
});

describe('what comes down', () => {
  const stream = Buffer.concat([
    publishPacket('a', 'one', 1),
    Uint8Array.of(0x20, 2, 0, 0),
    publishPacket('b', 'x'.repeat(200)),
    Uint8Array.of(0xd0, 0),
  ]);

  it('is cut right in whatever pieces it comes', () => {
    for (let size = 1; size <= stream.length; size += 1) {
      const reader = new PacketReader();
      const firsts: number[] = [];
      for (let at = 0; at < stream.length; at += size) {
        const { packets, broken } = reader.push(stream.subarray(at, at + size));
        expect(broken).toBe(false);
        firsts.push(...packets.map(({ first }) => first));
      }
      expect(firsts).toEqual([0x32, 0x20, 0x30, 0xd0]);
    }
  });

  it('PUBLISH is read with and without an id', () => {
    const { packets } = new PacketReader().push(stream);
    const [one, , two] = packets.map(readPublish);
    expect([one?.topic, one?.id, one?.bytes.toString()]).toEqual(['a', 1, 'one']);
    expect([two?.topic, two?.id, two?.bytes.length]).toEqual(['b', undefined, 200]);
  });

  it('the longest packet is taken, one byte more is not', () => {
    const head = 'topic'.length + 2;
    expect(new PacketReader().push(Buffer.from(publishPacket('topic', 'x'.repeat(PACKET_MAX - head)))).packets).toHaveLength(1);
    expect(new PacketReader().push(Buffer.from(publishPacket('topic', 'x'.repeat(PACKET_MAX - head + 1)))).broken).toBe(true);
  });

  it.each([[[0x30, 0xff, 0xff, 0xff, 0xff]], [[0x30, 0xff, 0xff, 0xff, 0x7f]]])('a length that is no length breaks off: %j', (bytes) => {
    expect(new PacketReader().push(Buffer.from(bytes)).broken).toBe(true);
  });

  it.each([[[]], [[0]], [[0, 9, 65]], [[0, 1, 65]]])('a PUBLISH cut short is not read: %j', (body) => {
    expect(readPublish({ first: 0x32, body: Buffer.from(body) })).toBeUndefined();
  });
});
