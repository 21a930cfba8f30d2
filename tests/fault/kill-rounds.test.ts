import { afterEach, expect, test } from 'vitest';
import { GatewayProcess } from '../harness/process.ts';
import { killRounds } from './kill-rounds.ts';

let gateway: GatewayProcess | undefined;
afterEach(() => gateway?.remove());

test('the plug is pulled again and again under load: whatever was acknowledged is in the log, and everything is in it once', async () => {
  gateway = await GatewayProcess.start();
  await killRounds(gateway, [40, 130, 300]);
  expect(gateway.events.filter((event) => event.level === 'error')).toEqual([]);
});
