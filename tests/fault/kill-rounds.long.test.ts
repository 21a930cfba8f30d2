import { afterEach, expect, test } from 'vitest';
import { GatewayProcess } from '../harness/process.ts';
import { killRounds } from './kill-rounds.ts';

let gateway: GatewayProcess | undefined;
afterEach(() => gateway?.remove());

test('twenty-five moments of a second', async () => {
  gateway = await GatewayProcess.start();
  await killRounds(
    gateway,
    Array.from({ length: 25 }, (_, i) => (i * 370) % 1_000),
  );
  expect(gateway.events.filter((event) => event.level === 'error')).toEqual([]);
});
