import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'vitest';
import { lineTowardsAir } from '../../../gateway/src/contract/radio/line.ts';
import { until } from '../../harness/wait.ts';
import { TtyPair } from '../serial/tty-pair.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/**
 * Bytes that come while the process has nothing else to do must be read then, and not at its next timer: here that is a
 * minute away, and our own clocks stand still.
 */
const QUIET = `
    const clock = { wall: () => 0, mono: () => 0, after: () => () => {}, every: () => () => {} };
    setTimeout(() => {}, 60_000);`;

const READERS = {
  'the gateway': `
    import { SerialLine } from '${ROOT}/gateway/src/ingest/serial/serial-line.ts';
    ${QUIET}
    const events = { opened: () => console.log('open'), lost: console.log, written: () => {}, bytes: () => console.log('heard') };
    new SerialLine({ path: process.argv[1], baudRate: 115200, clock, random: () => 0 }, events).start();`,
  'a simulated receiver': `
    import { Receiver } from '${ROOT}/firmware-sim/src/receiver.ts';
    ${QUIET}
    const air = { addReceiver: () => () => {}, fromReceiver: () => console.log('heard') };
    await new Receiver({ receiver: 'RX-1', path: process.argv[1], air, clock, noticed: console.log }).start();`,
} as const;

// as: the keys of that very object.
it.each(Object.keys(READERS) as (keyof typeof READERS)[])('%s reads an idle line at once, many times', async (name) => {
  await using pair = await TtyPair.make();
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', READERS[name], pair.gatewayEnd], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    await until('the line is open', () => said.includes('open'));
    const line = await open(pair.receiverEnd, 'r+');
    try {
      for (let times = 1; times <= 5; times += 1) {
        await line.write(lineTowardsAir(Uint8Array.of(1, 2, 3)));
        await until(`it was heard ${times} times`, () => said.split('heard').length - 1 >= times, { withinMs: 3_000 });
      }
    } finally {
      await line.close();
    }
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
});
