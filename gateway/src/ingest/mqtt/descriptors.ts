import { readFile } from 'node:fs/promises';
import { DESCRIPTORS_RESERVED } from './limits.ts';

/** How many connections the process may hold open: the wanted number, or what its limit of open files leaves. */
export async function connectionsAllowed(wanted: number): Promise<number> {
  const open = await openFilesMax();
  return open === undefined ? wanted : Math.max(1, Math.min(wanted, open - DESCRIPTORS_RESERVED));
}

/** The soft limit of open files; unknown where there is no /proc. */
async function openFilesMax(): Promise<number | undefined> {
  let limits: string;
  try {
    limits = await readFile('/proc/self/limits', 'utf8');
  } catch {
    return undefined; // not Linux: the operator's own number stands alone
  }
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}
