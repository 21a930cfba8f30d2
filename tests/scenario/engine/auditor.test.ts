import { expect, test } from 'vitest';
import type { FaultSink } from '../../../gateway/src/engine/ports/devices.ts';
import { AuditWatch } from '../../../gateway/src/ops/audit-watch.ts';
import { FaultReports } from '../../../gateway/src/ops/fault-reports.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { leap, settled } from '../../harness/passing.ts';

test('the auditor goes through each five seconds, and one that has stopped is a fault after twenty, not before', async () => {
  const clock = new ManualClock();
  const house = await EngineHouse.open({ clock });
  const { engine } = house;
  await leap(engine, clock, 3_600_000);
  expect(engine.auditAgeMs).toBeLessThanOrEqual(5_000);
  await house.engine.stop();
  const said: string[] = [];
  const faults: FaultSink = { open: (code) => said.push(`open ${code}`), close: (code) => said.push(`close ${code}`) };
  const watch = new AuditWatch({ core: engine, clock, faults });
  watch.start();
  clock.advance(20_000 - engine.auditAgeMs);
  expect(said).toEqual([]);
  clock.advance(5_000);
  expect(said).toEqual(['open auditor-silent']);
  watch.stop();
  expect(clock.waiting).toBe(0);
  await house[Symbol.asyncDispose]();
});

test('when it goes through again the fault is over', async () => {
  const clock = new ManualClock();
  await using house = await EngineHouse.open({ clock });
  const { engine } = house;
  // Left open by an earlier start.
  await house.give({ type: 'fault', open: true, code: 'auditor-silent', subject: 'gateway', label: 'Auditor' });
  const watch = new AuditWatch({ core: engine, clock, faults: new FaultReports(engine, house.events) });
  watch.start();
  clock.advance(5_000);
  await settled(engine);
  expect([...engine.committed.faults.values()]).toEqual([]);
  watch.stop();
});
