import { expect, test } from 'vitest';
import type { QueuedMessage } from '../../../gateway/src/engine/ports/outbox.ts';
import { LATER_AT_ONCE, OutboxWorker } from '../../../gateway/src/notify/outbox-worker.ts';
import { Tally } from '../../../gateway/src/ops/tally.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

const SILENT = 300;

/** One of hundreds: a switch has failed, and each worker is told that their button needs a look. */
function care(i: number): QueuedMessage {
  const fault = `device-silent:device:b-${String(i)}`;
  const body = { template: 'device-needs-care', fault };
  return { id: `care-${String(i)}`, channel: 'contact', to: 'person:ana', body, dueAt: 0, attempts: 0 };
}

test('messages for later take a part of the way alone: an alarm behind hundreds of them goes out at once', async () => {
  const clock = new ManualClock();
  await using house = await EngineHouse.open({ clock });
  for (let i = 0; i < SILENT; i += 1) {
    const subject = `device:b-${String(i)}` as const;
    await house.give({ type: 'fault', open: true, code: 'device-silent', subject, label: subject });
  }
  const reply = await house.press('button-ana', 1);
  const about = reply.outcome === 'accepted' ? reply.alarm : undefined;
  const alarm: QueuedMessage = { ...care(SILENT), id: 'alarm', to: 'person:maria', body: { template: 'alarm-unanswered' }, about };
  const queued = [...Array.from({ length: SILENT }, (_, i) => care(i)), alarm];
  const started: string[] = [];
  let open: () => void = () => undefined;
  // No way takes anything for as long as it wants.
  const stuck = new Promise<void>((resolve) => (open = resolve));
  const worker = new OutboxWorker({
    core: house.engine,
    outbox: { due: () => Promise.resolve(queued.filter(({ id }) => !started.includes(id))), settle: () => Promise.resolve() },
    senders: [
      {
        channel: 'contact',
        send: ({ id }) => {
          started.push(id);
          return stuck;
        },
      },
    ],
    clock,
    events: house.events,
    counters: new Tally(),
    random: () => 0.5,
  });
  worker.start();
  await until('the alarm is on its way', () => started.includes('alarm'));
  expect(started.filter((id) => id !== 'alarm')).toHaveLength(LATER_AT_ONCE);
  open();
  await worker.stop();
});
