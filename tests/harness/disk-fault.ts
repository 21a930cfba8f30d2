import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a thread may take to answer while strace holds one of its system calls. */
const ATTACH_WITHIN_MS = 20_000;

/** How long strace may take to let go by itself. */
const PATIENCE_MS = 300;

/** The calls with which a commit is flushed: which of the two it is, is decided when SQLite is built. */
export const FLUSH = 'fsync,fdatasync';

/**
 * Faults in the system calls of a running process, put there by strace: `fsync,fdatasync:error=EIO`, `pwrite64:delay_enter=60000000`
 * (microseconds). Until `heal`, every matching call of every thread meets the fault; then the process runs on as if nothing had been.
 */
export class DiskFault {
  readonly #tracer: ChildProcess;

  private constructor(tracer: ChildProcess) {
    this.#tracer = tracer;
  }

  static async into(pid: number, ...faults: readonly string[]): Promise<DiskFault> {
    const calls = faults.map((fault) => fault.split(':')[0]).join(',');
    const args = ['-f', '-p', String(pid), '-e', `trace=${calls}`, '-e', 'signal=none', '-o', '/dev/null'];
    const tracer = spawn('strace', [...args, ...faults.flatMap((fault) => ['-e', `inject=${fault}`])], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    tracer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const end = performance.now() + ATTACH_WITHIN_MS;
    while (!said.includes('attached')) {
      if (tracer.exitCode !== null || performance.now() > end) throw new Error(`strace did not attach: ${said}`);
      await pause(5);
    }
    return new DiskFault(tracer);
  }

  /** The disk is well again. A call that is being held goes on at once. */
  async heal(): Promise<void> {
    if (this.#tracer.exitCode !== null || this.#tracer.signalCode !== null) return;
    const gone = once(this.#tracer, 'exit');
    this.#tracer.kill('SIGTERM');
    // strace sleeps while it holds a call and hears nothing; when it is killed the kernel lets the call go.
    await Promise.race([gone, pause(PATIENCE_MS)]);
    this.#tracer.kill('SIGKILL');
    await gone;
  }
}

/** Put before a command: each of its flushes takes so much longer, and no other call is slowed down. The process stays our child. */
export function withSlowDisk(flushMs: number): string[] {
  const delay = `inject=${FLUSH}:delay_enter=${flushMs * 1_000}`;
  return ['strace', '-D', '-f', '--seccomp-bpf', '-e', `trace=${FLUSH}`, '-e', delay, '-e', 'signal=none', '-o', '/dev/null'];
}

/** strace is installed and may trace here: without it these faults can't be made, and nothing is claimed. */
export function canTrace(): boolean {
  if (process.platform !== 'linux') return false;
  return spawnSync('strace', ['-e', 'trace=none', '-o', '/dev/null', 'true']).status === 0;
}
