import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Server, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { until } from '../../harness/wait.ts';
import { CanaryHouse } from './house.ts';

let folder = '';
let house: CanaryHouse;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duress-canary-'));
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=somewhere'];
  execFileSync('openssl', [...kind, '-keyout', join(folder, 'own.key'), '-out', join(folder, 'own.pem')], { stdio: 'ignore' });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => house.close());

/** Among all that this process has open; the gateway itself has no word by which it would stop listening and go on. */
function listenerAt(port: number): Server {
  // as (both): Node names its open handles to whoever looks after a process; its types leave that out.
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles: () => readonly unknown[] };
  const found = handles
    .call(process)
    .find((one): one is Server => one instanceof Server && (one.address() as AddressInfo | null)?.port === port);
  if (found === undefined) throw new RangeError(`nothing listens at ${String(port)}`);
  return found;
}

/** MQTT with a certificate that nobody has signed, made for another name. */
function overTls(): { readonly mqtt: typeof DEFAULT_CONFIGURATION.mqtt } {
  return { mqtt: { ...DEFAULT_CONFIGURATION.mqtt, port: 0, certFile: join(folder, 'own.pem'), keyFile: join(folder, 'own.key') } };
}

test.each([
  ['plain', 'mqtt:', () => ({})],
  ['TLS', 'mqtts:', overTls],
])('the listener for buttons dies (%s): the next test press says that nobody is let in, within its minute', async (_, protocol, more) => {
  house = await CanaryHouse.start({ configuration: more() });
  const maria = await house.watcher();
  expect(new URL(house.test.addresses.mqtt ?? '').protocol).toBe(protocol);
  expect(await house.run()).toMatchObject({ state: 'well' });
  expect(maria.probes).toEqual(['1']);
  const wellAt = house.view?.wellAt;
  // Its socket is closed, and everything else of the gateway runs on.
  listenerAt(Number(new URL(house.test.addresses.mqtt ?? '').port)).close();
  expect(await house.run()).toMatchObject({ state: 'failed', part: 'connect', wellAt });
  expect(house.fault('canary-late')).toMatchObject({ label: 'self-test', detail: expect.stringContaining('not let in') as string });
  house.clock.advance(1_000);
  await until('the consoles say so', () => maria.pulses.at(-1)?.canary?.state === 'failed');
  // How long ago one went all the way is said as it is.
  expect(maria.pulses.at(-1)?.canary?.wellAt).toBe(wellAt);
  expect(maria.probes).toEqual(['1']);
});
