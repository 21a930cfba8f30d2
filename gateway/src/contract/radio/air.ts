import { ByteReader, ByteWriter } from './bytes.ts';
import { decodeButtonBody, encodeButtonBody, type Unreadable } from './button-body.ts';
import {
  damaged,
  FRAME_TYPES,
  HEADER_BYTES,
  RADIO_ID_BYTES,
  RADIO_VERSION,
  TAG_BYTES,
  type ButtonType,
  type Damaged,
  type GatewayType,
} from './codes.ts';
import { decodeGatewayBody, encodeGatewayBody } from './gateway-body.ts';
import type { ButtonMessage, GatewayMessage } from './messages.ts';
import { headerBytes, isRadioId, seal, unseal } from './seal.ts';

/** Who seals, under which frame counter. The counter must never have been used before under this key and direction. */
export interface Sealing {
  readonly device: string;
  readonly counter: number;
  readonly key: Uint8Array;
}

/** A frame as it goes through the air, still sealed. `raw` is all of it. */
export interface AirFrame<T extends ButtonType | GatewayType> {
  readonly result: 'frame';
  readonly type: T;
  readonly device: string;
  readonly counter: number;
  readonly sealed: Uint8Array;
  readonly raw: Uint8Array;
}

const BUTTON_TYPES = ['signal', 'status', 'position', 'shown'] as const satisfies readonly ButtonType[];
const GATEWAY_TYPES = ['held', 'feedback', 'config'] as const satisfies readonly GatewayType[];

export function sealFromButton(message: ButtonMessage, by: Sealing): Uint8Array {
  const header = { type: message.type, device: by.device, counter: by.counter };
  const sealed = seal(header, encodeButtonBody(message), { key: by.key, direction: 'up' });
  return new ByteWriter().raw(headerBytes(header)).raw(sealed).bytes;
}

export function sealTowardsButton(message: GatewayMessage, by: Sealing): Uint8Array {
  const header = { type: message.type, device: by.device, counter: by.counter };
  const sealed = seal(header, encodeGatewayBody(message), { key: by.key, direction: 'down' });
  return new ByteWriter().raw(headerBytes(header)).raw(sealed).bytes;
}

/** Reads what is in the open of a button's frame; the key is then looked up by `device`. */
export function parseFromButton(raw: Uint8Array): AirFrame<ButtonType> | Damaged {
  return parseAir(raw, BUTTON_TYPES);
}

/** The same for what a button receives. */
export function parseTowardsButton(raw: Uint8Array): AirFrame<GatewayType> | Damaged {
  return parseAir(raw, GATEWAY_TYPES);
}

export function openFromButton(
  frame: AirFrame<ButtonType>,
  key: Uint8Array,
): { readonly result: 'message'; readonly message: ButtonMessage } | Unreadable | Damaged {
  const opened = unseal(frame, frame.sealed, { key, direction: 'up' });
  if (opened.result === 'damaged') return opened;
  return decodeButtonBody(frame.type, opened.plain);
}

export function openTowardsButton(
  frame: AirFrame<GatewayType>,
  key: Uint8Array,
): { readonly result: 'message'; readonly message: GatewayMessage } | Damaged {
  const opened = unseal(frame, frame.sealed, { key, direction: 'down' });
  return opened.result === 'damaged' ? opened : decodeGatewayBody(frame.type, opened.plain);
}

function parseAir<T extends ButtonType | GatewayType>(raw: Uint8Array, types: readonly T[]): AirFrame<T> | Damaged {
  const fields = new ByteReader(raw);
  if (raw.length > 0 && fields.u8() !== RADIO_VERSION) return damaged('unknown-version');
  const code = fields.u8();
  if (!fields.ok()) return damaged('too-short');
  const type = types.find((one) => FRAME_TYPES[one] === code);
  if (type === undefined) return damaged('unknown-type');
  if (raw.length < HEADER_BYTES + TAG_BYTES) return damaged('too-short');
  const device = fields.text(RADIO_ID_BYTES);
  const counter = fields.u32();
  if (!fields.ok() || !isRadioId(device)) return damaged('unknown-device');
  return { result: 'frame', type, device, counter, sealed: raw.subarray(HEADER_BYTES), raw };
}
