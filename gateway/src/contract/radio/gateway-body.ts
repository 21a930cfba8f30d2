import { assert, unreachable } from '../../base/assert.ts';
import { FEEDBACK_STATES, HELD_PRESSES } from '../hand.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { ALARM_SHORT_BYTES, damaged, STATE_CODES, type Damaged, type GatewayType } from './codes.ts';
import type { GatewayMessage, PressName } from './messages.ts';

const RECORDED_FLAG = 1;
/** A button that does not know it yet shows the same without the mark. */
const DRILL_FLAG = 2;
const SILENT_FLAG = 1;

/** The plain text of a frame towards a button. */
export function encodeGatewayBody(message: GatewayMessage): Uint8Array {
  const out = new ByteWriter();
  switch (message.type) {
    case 'held':
      return encodeHeld(out, message.held);
    case 'feedback':
      out
        .u64(message.rev)
        .u8(message.state === undefined ? 0 : STATE_CODES[message.state])
        .u8((message.recorded ? RECORDED_FLAG : 0) | (message.drill === true ? DRILL_FLAG : 0));
      return encodeHeld(out.text(message.alarm ?? '', ALARM_SHORT_BYTES), message.held);
    case 'config':
      return out
        .u32(message.heartbeat)
        .u16(message.hold)
        .u8(message.silent ? SILENT_FLAG : 0).bytes;
    default:
      return unreachable(message);
  }
}

export function decodeGatewayBody(
  type: GatewayType,
  body: Uint8Array,
): { readonly result: 'message'; readonly message: GatewayMessage } | Damaged {
  const fields = new ByteReader(body);
  switch (type) {
    case 'held': {
      const held = decodeHeld(fields);
      return fields.ok() && held !== undefined ? { result: 'message', message: { type: 'held', held } } : damaged('bad-content');
    }
    case 'feedback':
      return decodeFeedback(fields);
    case 'config': {
      const heartbeat = fields.u32();
      const hold = fields.u16();
      const silent = (fields.u8() & SILENT_FLAG) !== 0;
      return fields.ok() ? { result: 'message', message: { type: 'config', heartbeat, silent, hold } } : damaged('bad-content');
    }
    default:
      return unreachable(type);
  }
}

function decodeFeedback(fields: ByteReader): ReturnType<typeof decodeGatewayBody> {
  const rev = fields.u64();
  const code = fields.u8();
  const flags = fields.u8();
  const recorded = (flags & RECORDED_FLAG) !== 0;
  const drill = (flags & DRILL_FLAG) === 0 ? {} : { drill: true as const };
  const alarm = fields.text(ALARM_SHORT_BYTES);
  const held = decodeHeld(fields);
  const state = FEEDBACK_STATES.find((one) => STATE_CODES[one] === code);
  if (!fields.ok() || held === undefined || (code !== 0 && state === undefined)) return damaged('bad-content');
  return {
    result: 'message',
    message: { type: 'feedback', rev, state, recorded, ...drill, alarm: alarm === '' ? undefined : alarm, held },
  };
}

function encodeHeld(out: ByteWriter, held: readonly PressName[]): Uint8Array {
  assert(held.length <= HELD_PRESSES, 'no more presses are held than a button remembers');
  out.u8(held.length);
  for (const [boot, seq] of held) out.u32(boot).u32(seq);
  return out.bytes;
}

function decodeHeld(fields: ByteReader): PressName[] | undefined {
  const count = fields.u8();
  if (count > HELD_PRESSES) return undefined;
  const held: PressName[] = [];
  for (let i = 0; i < count; i += 1) held.push([fields.u32(), fields.u32()]);
  return held;
}
