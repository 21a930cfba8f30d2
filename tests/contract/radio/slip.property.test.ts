import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_BYTES_MAX } from '../../../gateway/src/contract/radio/codes.ts';
import { parseLine } from '../../../gateway/src/contract/radio/line.ts';
import { SlipDecoder, slipEncode, type SlipResult } from '../../../gateway/src/contract/radio/slip.ts';

const frame = fc.uint8Array({ minLength: 1, maxLength: FRAME_BYTES_MAX });
/** Bytes as a bad line makes them, with SLIP's own four more often than chance has them. */
const noise = fc
  .array(fc.oneof(fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd), fc.nat(255)), { maxLength: 600 })
  .map((bytes) => Uint8Array.from(bytes));

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** Feeds `bytes` in pieces of the given sizes, again and again, until all is fed. */
function fed(bytes: Uint8Array, sizes: readonly number[]): SlipResult[] {
  const decoder = new SlipDecoder();
  const results: SlipResult[] = [];
  for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1;
    results.push(...decoder.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return results;
}

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 });

describe('SLIP', () => {
  it('gives back every frame, however the line cuts and merges them', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), sizes, (frames, cut) => {
        expect(fed(joined(frames.map(slipEncode)), cut)).toEqual(frames.map((bytes) => ({ result: 'frame', bytes })));
      }),
    );
  });

  it('loses no good frame to the noise before it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, frame), { minLength: 1, maxLength: 6 }), sizes, (pairs, cut) => {
        const results = fed(joined(pairs.flatMap(([before, good]) => [before, slipEncode(good)])), cut);
        let from = 0;
        for (const [, good] of pairs) {
          const at = results.findIndex(
            (result, index) => index >= from && result.result === 'frame' && Buffer.compare(result.bytes, good) === 0,
          );
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + 1;
        }
      }),
    );
  });

  it('loses no good frame to a cut one before it', () => {
    fc.assert(
      fc.property(frame, frame, fc.nat(), fc.nat(), (cut, good, start, end) => {
        const line = slipEncode(cut);
        const from = start % line.length;
        const piece = line.subarray(from, from + (end % line.length));
        const results = fed(joined([piece, slipEncode(good)]), [7]);
        expect(results.at(-1)).toEqual({ result: 'frame', bytes: good });
      }),
    );
  });

  it('reads frames to the last byte allowed and gives up one byte later, once', () => {
    const longest = new Uint8Array(FRAME_BYTES_MAX).fill(7);
    const good = Uint8Array.of(1, 2, 3);
    const longer = new Uint8Array(FRAME_BYTES_MAX + 1).fill(7);
    expect(fed(slipEncode(longest), [64])).toEqual([{ result: 'frame', bytes: longest }]);
    expect(fed(joined([slipEncode(longer), slipEncode(good)]), [64])).toEqual([
      { result: 'damaged', cause: 'too-long' },
      { result: 'frame', bytes: good },
    ]);
  });

  it('begins anew after a reset', () => {
    const decoder = new SlipDecoder();
    decoder.push(Uint8Array.of(1, 2, 0xdb));
    decoder.reset();
    expect(decoder.push(slipEncode(Uint8Array.of(9)))).toEqual([{ result: 'frame', bytes: Uint8Array.of(9) }]);
  });

  it('never throws on a frame of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: FRAME_BYTES_MAX }), (bytes) => {
        expect(['heard', 'receiver', 'damaged']).toContain(parseLine(bytes).result);
      }),
    );
  });
});
