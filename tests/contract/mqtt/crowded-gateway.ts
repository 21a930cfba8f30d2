/** A gateway process that runs out of descriptors when told: `fill` on standard input takes all that are left, `free` gives them back. */
import { closeSync, openSync } from 'node:fs';
import { SystemClock } from '@duress/gateway/base/clock.ts';
import { MqttIngest } from '../../../gateway/src/ingest/mqtt/ingest.ts';
import { KeptCounters, KeptIntake } from './intake.ts';

const intake = new KeptIntake();
intake.add('b-1');
const counters = new KeptCounters();
const ingest = new MqttIngest({
  intake,
  clock: new SystemClock(),
  events: { info() {}, warn() {}, error() {} },
  counters,
  options: { plain: { host: '127.0.0.1', port: 0 } },
});
const { port } = await ingest.start();
const taken: number[] = [];

function fill(): void {
  for (;;) {
    try {
      taken.push(openSync('/dev/null', 'r'));
    } catch {
      return; // EMFILE: that is what was asked for
    }
  }
}

process.stdin.on('data', (word) => {
  if (String(word).startsWith('fill')) fill();
  else for (const descriptor of taken.splice(0)) closeSync(descriptor);
  process.stdout.write(`${JSON.stringify({ taken: taken.length, failed: counters.of('mqtt-accept-failed') })}\n`);
});
process.stdout.write(`${JSON.stringify({ port })}\n`);
