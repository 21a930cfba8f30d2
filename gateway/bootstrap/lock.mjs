import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { at } from './tree.mjs';

/** How long another install or build may take before we stop waiting for it: far above the slowest seen (90 s). */
const LONGEST_WAIT_MS = 600_000;

/** One process at a time installs or builds in this folder; the others wait, and then find the work done. */
export async function oneAtATime(name, work) {
  const file = at('.cache', `${name}.lock`);
  mkdirSync(at('.cache'), { recursive: true });
  const start = Date.now();
  while (!taken(file)) {
    if (Date.now() - start > LONGEST_WAIT_MS) throw new Error(`another process keeps ${file}; delete it if none is running`);
    if (isDead(file)) rmSync(file, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isDead(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    // Another process has just made the file and not yet written its number.
    if (Number.isNaN(pid)) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // ENOENT: it was given back meanwhile. EPERM: alive, and somebody else's.
    return error.code === 'ESRCH';
  }
}
