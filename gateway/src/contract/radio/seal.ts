import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '../../base/assert.ts';
import { ByteWriter } from './bytes.ts';
import {
  COUNTER_MAX,
  damaged,
  DIRECTIONS,
  FRAME_TYPES,
  RADIO_ID_BYTES,
  RADIO_VERSION,
  TAG_BYTES,
  type Damaged,
  type Direction,
} from './codes.ts';

const KEY_PATTERN = /^[0-9a-fA-F]{32}$/;
const RADIO_ID_PATTERN = new RegExp(`^[A-Za-z0-9_.-]{1,${String(RADIO_ID_BYTES)}}$`);

/** Whether a device or receiver of this name can be spoken to by radio. */
export function isRadioId(id: string): boolean {
  return RADIO_ID_PATTERN.test(id);
}

/** An AES-128 key; `undefined` when the text is not 32 hexadecimal digits. */
export function radioKey(hex: string): Uint8Array | undefined {
  return KEY_PATTERN.test(hex) ? Uint8Array.from(Buffer.from(hex, 'hex')) : undefined;
}

/** What stands in front of the seal, readable on the air. */
export interface FrameHeader {
  readonly type: Exclude<keyof typeof FRAME_TYPES, 'hello' | 'heartbeat'>;
  readonly device: string;
  readonly counter: number;
}

export function headerBytes(header: FrameHeader): Uint8Array {
  assert(isRadioId(header.device), 'a radio button has an id of 1 to 8 characters');
  assert(header.counter <= COUNTER_MAX, 'a frame counter never wraps');
  return new ByteWriter().u8(RADIO_VERSION).u8(FRAME_TYPES[header.type]).text(header.device, RADIO_ID_BYTES).u32(header.counter).bytes;
}

/** Device id ‖ direction ‖ frame counter. Never twice under one key: the counter grows with every transmission. */
function nonce(header: FrameHeader, direction: Direction): Uint8Array {
  return new ByteWriter().text(header.device, RADIO_ID_BYTES).u8(DIRECTIONS[direction]).u32(header.counter).bytes;
}

/** AES-128-CCM: the cipher text with its tag of 8 bytes behind it. The whole header is authenticated. */
export function seal(
  header: FrameHeader,
  plain: Uint8Array,
  using: { readonly key: Uint8Array; readonly direction: Direction },
): Uint8Array {
  const cipher = createCipheriv('aes-128-ccm', using.key, nonce(header, using.direction), { authTagLength: TAG_BYTES });
  cipher.setAAD(headerBytes(header), { plaintextLength: plain.length });
  const text = cipher.update(plain);
  cipher.final();
  return new ByteWriter().raw(text).raw(cipher.getAuthTag()).bytes;
}

export function unseal(
  header: FrameHeader,
  sealed: Uint8Array,
  using: { readonly key: Uint8Array; readonly direction: Direction },
): { readonly result: 'plain'; readonly plain: Uint8Array } | Damaged {
  if (sealed.length < TAG_BYTES) return damaged('too-short');
  const text = sealed.subarray(0, sealed.length - TAG_BYTES);
  const opener = createDecipheriv('aes-128-ccm', using.key, nonce(header, using.direction), { authTagLength: TAG_BYTES });
  opener.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  opener.setAAD(headerBytes(header), { plaintextLength: text.length });
  try {
    const plain = opener.update(text);
    opener.final();
    return { result: 'plain', plain: Uint8Array.from(plain) };
  } catch {
    // Node says "the tag does not match" by throwing. Nothing else can fail here: key, nonce and lengths are checked.
    return damaged('bad-tag');
  }
}
