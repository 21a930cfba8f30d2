import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import { faultKey } from '../../domain/fault.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { FaultSink } from '../../engine/ports/devices.ts';
import { Growth, isLow, type DiskSpace } from './disk-space.ts';

const FAULT = 'disk-low';
const MIB = 1024 ** 2;

export interface DiskFigures extends DiskSpace {
  /** Of the data folder. */
  readonly dataBytes: number;
}

interface DiskWatchDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly folder: string;
}

/** Looks at the file system of the data folder: a full disk makes a lifeboat, and it is better known of two weeks before. */
export class DiskWatch {
  readonly #deps: DiskWatchDeps;
  readonly #growth = new Growth();
  #figures: DiskFigures | undefined;
  #looking: Promise<void> | undefined;
  #away = false;

  constructor(deps: DiskWatchDeps) {
    this.#deps = deps;
  }

  /** As last seen. */
  get figures(): DiskFigures | undefined {
    return this.#figures;
  }

  /** One at a time: a disk that hangs holds the look that asks it. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { core, clock, events, faults, folder } = this.#deps;
    try {
      const [{ bsize, bavail, blocks }, dataBytes] = await Promise.all([statfs(folder), sizeOf(folder)]);
      this.#away = false;
      this.#growth.note({ at: clock.mono(), bytes: dataBytes });
      const freeBytes = bsize * bavail;
      const space = { freeBytes, totalBytes: bsize * blocks, daysLeft: this.#growth.daysLeft(freeBytes) };
      this.#figures = { ...space, dataBytes };
      const isOpen = core.committed.faults.has(faultKey(FAULT, 'gateway'));
      if (isLow(space, isOpen)) faults.open(FAULT, 'gateway', { label: 'disk', detail: wordsFor(space) });
      else faults.close(FAULT, 'gateway');
    } catch (error) {
      // What a sick disk means for presses the log says, and louder.
      if (!this.#away) events.warn('disk-not-seen', { error: messageOf(error) });
      this.#away = true;
    }
  }
}

function wordsFor({ freeBytes, daysLeft }: DiskSpace): string {
  const free = `${String(Math.floor(freeBytes / MIB))} MiB free`;
  return daysLeft === undefined ? free : `${free}, enough for ${String(Math.floor(daysLeft))} days`;
}

/** All files of the data folder lie in it. One that goes away meanwhile counts no more. */
async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => {
    const { size } = await stat(join(folder, name)).catch(() => ({ size: 0 }));
    return size;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
