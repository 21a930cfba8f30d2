import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, type Clock } from '../base/clock.ts';

/** Two ends of one serial line on this machine. */
export interface TtyPair {
  readonly ours: string;
  readonly theirs: string;
  stop(): void;
}

/** How long a helper may take to make the two ends. */
const READY_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 20;

/** The same in Python, for machines without socat: two pseudo terminals, each fed with what the other says. */
const PYTHON = `
import os, pty, sys, tty, select
(am, as_), (bm, bs) = pty.openpty(), pty.openpty()
tty.setraw(as_); tty.setraw(bs)
for slave, link in ((as_, sys.argv[1]), (bs, sys.argv[2])):
    if os.path.lexists(link): os.unlink(link)
    os.symlink(os.ttyname(slave), link)
while True:
    for ready in select.select([am, bm], [], [])[0]:
        os.write(bm if ready == am else am, os.read(ready, 4096))
`;

/** Makes a serial line out of two pseudo terminals; undefined where neither socat nor Python is there to make one. */
export async function ttyPair(folder: string, clock: Clock): Promise<TtyPair | undefined> {
  // Named after this process: another demo in the same folder, about to be refused, must not take the line from under the first.
  const ours = join(folder, `gateway-${String(process.pid)}.tty`);
  const theirs = join(folder, `receiver-${String(process.pid)}.tty`);
  const ways: [string, string[]][] = [
    ['socat', [`pty,raw,echo=0,link=${ours}`, `pty,raw,echo=0,link=${theirs}`]],
    ['python3', ['-c', PYTHON, ours, theirs]],
  ];
  for (const [command, args] of ways) {
    const child = spawn(command, args, { stdio: 'ignore' });
    const stop = (): void => {
      child.kill();
      for (const link of [ours, theirs]) rmSync(link, { force: true });
    };
    process.once('exit', stop);
    if (await makes(child, [ours, theirs], clock)) return { ours, theirs, stop };
    process.off('exit', stop);
    stop();
  }
  return undefined;
}

async function makes(child: ChildProcess, links: readonly string[], clock: Clock): Promise<boolean> {
  const ended = new AbortController();
  // The clock's timers do not keep the process alive, and a child that is not there or has ended does not either: its end
  // must wake us, or the whole demo would end here without a word.
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      ended.abort();
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
  const giveUpAt = clock.mono() + READY_WITHIN_MS;
  while (clock.mono() < giveUpAt) {
    await Promise.race([sleep(clock, LOOK_EVERY_MS), gone]);
    if (ended.signal.aborted) return false;
    if (links.every((link) => existsSync(link))) return true;
  }
  return false;
}
