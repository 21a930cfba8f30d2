import { FieldReader } from './field-reader.ts';
import { checkTopic, startOfFields } from './packets.ts';
import type { MqttRefusal } from './packet-faults.ts';

/** What a well-formed CONNECT says. */
export interface Connect {
  readonly clientId: string;
  readonly userName: string | undefined;
  readonly password: Buffer | undefined;
  /** Seconds. */
  readonly keepAlive: number;
  readonly will: { readonly topic: string; readonly payload: Buffer; readonly retain: boolean } | undefined;
}

/** Return codes of CONNACK (MQTT 3.1.1, table 3.1). */
export const CONNACK = { level: 1, identifier: 2, credentials: 4, forbidden: 5 } as const;

export interface ConnectRefusal {
  readonly refusal: MqttRefusal;
  /** Said in a CONNACK before the connection is closed; absent: closed without a word, as MQTT wants for malformed packets. */
  readonly connack?: number | undefined;
}

const FLAG = { reserved: 0x01, clean: 0x02, will: 0x04, willQos: 0x18, willRetain: 0x20, password: 0x40, userName: 0x80 } as const;

/** Reads a whole CONNECT of MQTT 3.1.1 strictly: every *must* of its chapter 3.1 that a server can see. */
export function readConnect(bytes: Buffer, size: number): Connect | ConnectRefusal {
  const reader = new FieldReader(bytes, startOfFields(bytes, 0), size);
  const name = reader.text().toString();
  const level = reader.byte();
  const known = name === 'MQTT' || (name === 'MQIsdp' && level === 3);
  if (reader.fault === undefined && known && level !== 4) return { refusal: 'protocol-level', connack: CONNACK.level };
  if (!known) reader.fail('protocol-name');
  const flags = reader.byte();
  if (!areFlagsSound(flags)) reader.fail('connect-flags');
  const keepAlive = reader.uint16();
  const clientId = reader.text().toString();
  const will = (flags & FLAG.will) === 0 ? undefined : readWill(reader, (flags & FLAG.willRetain) !== 0);
  const userName = (flags & FLAG.userName) === 0 ? undefined : reader.text().toString();
  const password = (flags & FLAG.password) === 0 ? undefined : reader.blob();
  reader.done();
  if (reader.fault !== undefined) return { refusal: reader.fault };
  return { clientId, userName, password, keepAlive, will };
}

function areFlagsSound(flags: number): boolean {
  if ((flags & FLAG.reserved) !== 0) return false;
  if ((flags & FLAG.password) !== 0 && (flags & FLAG.userName) === 0) return false;
  if ((flags & FLAG.will) === 0) return (flags & (FLAG.willQos | FLAG.willRetain)) === 0;
  return (flags & FLAG.willQos) !== FLAG.willQos;
}

function readWill(reader: FieldReader, retain: boolean): Connect['will'] {
  const topic = reader.text();
  checkTopic(reader, topic);
  return { topic: topic.toString(), payload: reader.blob(), retain };
}
