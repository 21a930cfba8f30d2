import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BankedFlash, FileFlash } from './flash.ts';
import { FACTORY_MEMORY, type Memory } from './memory.ts';

const OLD: Memory = { ...FACTORY_MEMORY, boot: 7, seq: 41 };
const NEW: Memory = { ...OLD, seq: 42, unsent: [{ boot: 7, seq: 42, kind: 'duress', age: 3 }] };

it('a write that is cut anywhere leaves what was there', () => {
  const length = JSON.stringify(NEW).length;
  for (let cutAt = 0; cutAt < length; cutAt += 1) {
    const flash = new BankedFlash();
    flash.write({ ...OLD, seq: 40 });
    flash.write(OLD);
    flash.tearNextWrite(cutAt);
    expect(flash.write(NEW)).toBe('torn');
    expect(flash.read()).toEqual(OLD);
    expect(flash.write(NEW)).toBe('written');
    expect(flash.read()).toEqual(NEW);
  }
});

it('a cut after the last byte is a whole write', () => {
  const flash = new BankedFlash();
  flash.tearNextWrite(100_000);
  expect(flash.write(NEW)).toBe('written');
  expect(flash.read()).toEqual(NEW);
});

it('a new flash has the memory of the factory', () => {
  expect(new BankedFlash().read()).toEqual(FACTORY_MEMORY);
});

it('a file is found again, and a damaged one is never taken for a new button', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-'));
  const path = join(folder, 'deep', 'b1.flash');
  try {
    expect(new FileFlash(path).read()).toEqual(FACTORY_MEMORY);
    new FileFlash(path).write(NEW);
    expect(new FileFlash(path).read()).toEqual(NEW);
    truncateSync(path, 30);
    expect(() => new FileFlash(path).read()).toThrow('damaged');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
