import { assert, unreachable } from '../../base/assert.ts';
import { SIGNAL_KINDS, type SignalKind } from '../signal.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { BEACON_BYTES, FIRMWARE_BYTES, KIND_CODES, PIN_BYTES, type ButtonType } from './codes.ts';
import type { ButtonMessage, PressName, RadioPlace } from './messages.ts';

/** In place of a percentage or a strength that the button does not know. */
const UNKNOWN_PERCENT = 0xff;
const UNKNOWN_DBM = 0x7f;
const UNKNOWN_METRES = 0xffff;
const PIN_PATTERN = /^[0-9]{4,8}$/;
const PIN_FLAG = 1;
const BEACON_FLAG = 2;
const WORN_KNOWN_FLAG = 1;
const WORN_FLAG = 2;
const BEACON_PLACE = 1;
const FIX_PLACE = 2;
/** Coordinates travel as whole 10⁻⁷ degrees: a centimetre. */
const PER_DEGREE = 1e7;

/**
 * The plain text of a button's frame. Within a type it is always of the same length: whoever listens can tell neither a
 * cancel from a press, nor a long PIN from a short one, nor a beacon from a satellite fix.
 */
export function encodeButtonBody(message: ButtonMessage): Uint8Array {
  const out = new ByteWriter();
  switch (message.type) {
    case 'signal': {
      const { pin = '', beacon = '' } = message;
      assert(pin === '' || PIN_PATTERN.test(pin), 'a PIN has 4 to 8 digits');
      out.u32(message.boot).u32(message.seq).u8(KIND_CODES[message.kind]);
      out.u8((pin === '' ? 0 : PIN_FLAG) | (beacon === '' ? 0 : BEACON_FLAG)).u8(message.battery ?? UNKNOWN_PERCENT);
      return out.u32(message.age).text(pin, PIN_BYTES).text(beacon, BEACON_BYTES).bytes;
    }
    case 'status': {
      const worn = message.worn === undefined ? 0 : WORN_KNOWN_FLAG | (message.worn ? WORN_FLAG : 0);
      out
        .u32(message.boot)
        .u8(worn)
        .u8(message.battery ?? UNKNOWN_PERCENT)
        .i8(message.rssi ?? UNKNOWN_DBM);
      return out.text(message.firmware ?? '', FIRMWARE_BYTES).bytes;
    }
    case 'position':
      return encodePlace(out, message.place);
    case 'shown':
      return out.u64(message.rev).bytes;
    default:
      return unreachable(message);
  }
}

/** What can be read of a body that is genuine and yet not understood: the press that it names, when it is a signal. */
export interface Unreadable {
  readonly result: 'unreadable';
  readonly why: string;
  readonly press?: PressName | undefined;
}

/** Bytes behind the fields that version 1 knows are a later firmware's and are ignored. */
export function decodeButtonBody(
  type: ButtonType,
  body: Uint8Array,
): { readonly result: 'message'; readonly message: ButtonMessage } | Unreadable {
  const fields = new ByteReader(body);
  switch (type) {
    case 'signal':
      return decodeSignal(fields);
    case 'status':
      return decodeStatus(fields);
    case 'position':
      return decodePlace(fields);
    case 'shown': {
      const rev = fields.u64();
      return fields.ok() ? { result: 'message', message: { type: 'shown', rev } } : unreadable('fields of a shown');
    }
    default:
      return unreachable(type);
  }
}

function decodeSignal(fields: ByteReader): ReturnType<typeof decodeButtonBody> {
  const boot = fields.u32();
  const seq = fields.u32();
  if (!fields.ok()) return unreadable('fields of a signal');
  const press: PressName = [boot, seq];
  const kindCode = fields.u8();
  const flags = fields.u8();
  const battery = percent(fields.u8());
  const age = fields.u32();
  if (!fields.ok()) return unreadable('fields of a signal', press);
  const kind = kindOf(kindCode);
  if (kind === undefined) return unreadable(`signal kind ${String(kindCode)}`, press);
  // From here on nothing costs the press: a PIN or beacon that can't be one is left out.
  const pinText = fields.text(PIN_BYTES);
  const beaconText = fields.text(BEACON_BYTES);
  const pin = flags & PIN_FLAG && PIN_PATTERN.test(pinText) ? pinText : undefined;
  const beacon = flags & BEACON_FLAG && beaconText !== '' ? beaconText : undefined;
  return { result: 'message', message: { type: 'signal', boot, seq, kind, age, battery, pin, beacon } };
}

function decodeStatus(fields: ByteReader): ReturnType<typeof decodeButtonBody> {
  const boot = fields.u32();
  const flags = fields.u8();
  const battery = percent(fields.u8());
  const strength = fields.i8();
  const firmware = fields.text(FIRMWARE_BYTES);
  if (!fields.ok()) return unreadable('fields of a status');
  const worn = flags & WORN_KNOWN_FLAG ? (flags & WORN_FLAG) !== 0 : undefined;
  const rssi = strength === UNKNOWN_DBM ? undefined : strength;
  return { result: 'message', message: { type: 'status', boot, battery, rssi, worn, firmware: firmware === '' ? undefined : firmware } };
}

function encodePlace(out: ByteWriter, place: RadioPlace): Uint8Array {
  if ('beacon' in place) return out.u8(BEACON_PLACE).text(place.beacon, BEACON_BYTES).bytes;
  out
    .u8(FIX_PLACE)
    .i32(Math.round(place.lat * PER_DEGREE))
    .i32(Math.round(place.lon * PER_DEGREE));
  const accuracy = place.accuracy === undefined ? UNKNOWN_METRES : Math.min(Math.ceil(place.accuracy), UNKNOWN_METRES - 1);
  return out.u16(accuracy).raw(new Uint8Array(BEACON_BYTES - 10)).bytes;
}

function decodePlace(fields: ByteReader): ReturnType<typeof decodeButtonBody> {
  const form = fields.u8();
  if (form === BEACON_PLACE) {
    const beacon = fields.text(BEACON_BYTES);
    return fields.ok() && beacon !== '' ? { result: 'message', message: { type: 'position', place: { beacon } } } : unreadable('beacon');
  }
  const lat = fields.i32() / PER_DEGREE;
  const lon = fields.i32() / PER_DEGREE;
  const metres = fields.u16();
  if (!fields.ok() || form !== FIX_PLACE || Math.abs(lat) > 90 || Math.abs(lon) > 180) return unreadable('position');
  const accuracy = metres === UNKNOWN_METRES ? undefined : metres;
  return { result: 'message', message: { type: 'position', place: { lat, lon, accuracy } } };
}

function kindOf(code: number): SignalKind | undefined {
  return SIGNAL_KINDS.find((kind) => KIND_CODES[kind] === code);
}

/** A battery above 100 % is an unknown one: a press is never refused for its battery. */
function percent(value: number): number | undefined {
  return value > 100 ? undefined : value;
}

function unreadable(why: string, press?: PressName): Unreadable {
  return { result: 'unreadable', why, press };
}
