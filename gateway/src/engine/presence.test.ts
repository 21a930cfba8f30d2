import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../tests/harness/clock.ts';
import type { Json } from '../base/canonical.ts';
import type { DeviceId } from '../base/ids.ts';
import { Presence } from './presence.ts';

class Disk {
  readonly rows = new Map<string, Json>();
  readonly sizes: number[] = [];
  isAway = false;

  presence(): Promise<Readonly<Record<string, Json>>> {
    return Promise.resolve({});
  }

  savePresence(rows: Readonly<Record<string, Json>>): Promise<void> {
    if (this.isAway) return Promise.reject(new Error('away'));
    this.sizes.push(Object.keys(rows).length);
    for (const [device, row] of Object.entries(rows)) this.rows.set(device, row);
    return Promise.resolve();
  }
}

function staged(): { presence: Presence; disk: Disk; clock: ManualClock; warnings: string[]; hear: (count: number) => void } {
  const [disk, clock, warnings]: [Disk, ManualClock, string[]] = [new Disk(), new ManualClock(), []];
  const events = { info: () => undefined, warn: (code: string) => void warnings.push(code), error: () => undefined };
  const presence = new Presence({ clock, queries: disk, events });
  const hear = (count: number): void => {
    // as: ids of this test.
    for (let i = 0; i < count; i += 1) presence.heard(`d-${i}` as DeviceId, { by: 'mqtt' });
  };
  return { presence, disk, clock, warnings, hear };
}

/** Lets promises that are settled already run their course. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('signs of life on their way to the disk', () => {
  test('go in slices, and all of them at each flush', async () => {
    const { presence, disk, clock, hear } = staged();
    await presence.start();
    hear(19_000);
    clock.advance(10_000);
    await turn();
    expect(disk.rows.size).toBe(19_000);
    expect(Math.max(...disk.sizes)).toBe(1_000);
    await presence.stop();
  });

  test('are all written at the end', async () => {
    const { presence, disk, hear } = staged();
    await presence.start();
    hear(1_501);
    await presence.stop();
    expect(disk.rows.size).toBe(1_501);
  });

  test('wait for a disk that is away, which is said once, and nothing is forgotten', async () => {
    const { presence, disk, clock, warnings, hear } = staged();
    await presence.start();
    disk.isAway = true;
    hear(1_700);
    for (let i = 0; i < 10; i += 1) {
      clock.advance(10_000);
      await turn();
    }
    expect(warnings).toEqual(['presence-not-saved']);
    disk.isAway = false;
    clock.advance(10_000);
    await turn();
    expect(disk.rows.size).toBe(1_700);
    await presence.stop();
  });
});
