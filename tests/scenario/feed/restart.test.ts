import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AlarmBoard, FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { cookieOf } from '../../harness/sign-in.ts';

test('a console that comes back to a restarted gateway learns what it missed before the restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'duress-feed-restart-'));
  const before = await TestGateway.start({ folder });
  const { cookie } = await cookieOf(before, 'maria');
  const board = new AlarmBoard();
  const page = await FeedClient.open(before.addresses.http, { cookie, origin: before.addresses.http });
  await page.listen('alarms');
  for (const message of page.messages) board.take(message);
  page.cut();
  // On disk, and nobody heard of it: as when the gateway dies between its commit and its first word to the consoles.
  await new Hands(before).press('button-ana');
  await before.stop();

  const after = await TestGateway.start({ folder });
  const back = await FeedClient.open(after.addresses.http, { cookie, origin: after.addresses.http });
  await back.listen('alarms', { after: { epoch: board.epoch, seq: board.seq } });
  for (const message of back.messages) board.take(message);
  expect([...board.alarms.values()]).toMatchObject([{ state: 'open', presses: 1 }]);
  back.cut();
  await after.close();
  await rm(folder, { recursive: true, force: true });
});
