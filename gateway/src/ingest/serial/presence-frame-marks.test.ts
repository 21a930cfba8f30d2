import { expect, it } from 'vitest';
import type { Json } from '../../base/canonical.ts';
import { PresenceFrameMarks } from './presence-frame-marks.ts';

it('keeps counters beside the presence of devices and reads back its own alone', async () => {
  const rows: Record<string, Json> = { 'B-07': { at: 1 }, 'radio:odd': 7, 'radio:half': { key: 'k' } };
  const marks = new PresenceFrameMarks({
    presence: () => Promise.resolve(rows),
    savePresence: (more) => Promise.resolve(void Object.assign(rows, more)),
  });
  await marks.save(new Map([['B-07', { key: 'abcd', highest: 0xffff_ffff }]]));
  expect(rows['B-07']).toEqual({ at: 1 });
  expect([...(await marks.load())]).toEqual([['B-07', { key: 'abcd', highest: 0xffff_ffff }]]);
});
