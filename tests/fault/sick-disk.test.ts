import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canTrace, DiskFault, FLUSH } from '../harness/disk-fault.ts';
import { until } from '../harness/wait.ts';
import { factsOf } from './recorded.ts';
import { Scene } from './scene.ts';

// strace makes the faults in the gateway's own system calls; without it they can't be made, and nothing is claimed.
describe.runIf(canTrace())('promise 2: a sick disk never hides a press', () => {
  let scene: Scene;
  let disk: DiskFault | undefined;

  beforeEach(async () => {
    scene = await Scene.set();
  });

  afterEach(async () => {
    await disk?.heal();
    disk = undefined;
    await scene.strike();
  });

  /** The whole story of one press on a disk with this fault. */
  async function pressThrough(fault: string): Promise<void> {
    disk = await DiskFault.into(scene.gateway.pid, fault);
    const from = Date.now();
    const press = await scene.pressUnrecorded();
    const to = Date.now();
    await disk.heal();
    await scene.entered({ from, to });
    await scene.endsWith([press]);
    expect(factsOf(scene.gateway, 'AlarmRaised')).toHaveLength(1);
    expect(factsOf(scene.gateway, 'AlarmTaken').map((fact) => fact.data)).toMatchObject([{ by: 'maria', unrecorded: true }]);
    expect(factsOf(scene.gateway, 'DebriefOpened')).toHaveLength(1);
  }

  test('the flush ends with an I/O error', async () => {
    await pressThrough(`${FLUSH}:error=EIO`);
    expect(scene.gateway.has('commit-unknown')).toBe(true);
  });

  test('the write ends with an I/O error', async () => {
    await pressThrough('pwrite64:error=EIO');
    expect(scene.gateway.has('commit-unknown')).toBe(true);
  });

  test('the write ends because the disk is full', async () => {
    await pressThrough('pwrite64:error=ENOSPC');
  });

  test('the file system has turned read-only, as a dying card makes it', async () => {
    await pressThrough('pwrite64:error=EROFS');
  });

  test('the flush does not come back', async () => {
    await pressThrough(`${FLUSH}:delay_enter=60000000`);
    expect(scene.gateway.has('commit-unknown')).toBe(false);
  });

  test('the flush is slow: a lifeboat after half a second, left when the slow commit is through; "I have it" said meanwhile is kept', async () => {
    const { maria, gateway, button } = scene;
    disk = await DiskFault.into(gateway.pid, `${FLUSH}:delay_enter=900000`);
    const from = Date.now();
    await button.hold();
    const press = await until('the press is on the console, unrecorded', () => maria.pending[0]);
    maria.say({ type: 'have', press: press.press });
    await until('Maria has it, in memory', () => maria.pending[0]?.taken?.name === 'Maria Costa');
    const to = Date.now();
    // Nobody heals this disk: it is only slow, and its commits succeed.
    const alarm = await scene.entered({ from, to });
    expect(alarm.presses).toBe(1);
    expect(gateway.has('commit-unknown')).toBe(false);
    await disk.heal();
    await scene.endsWith(factsOf(gateway, 'SignalReceived').map((fact) => `${String(fact.data['device'])}/1/1`));
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(1);
    expect(factsOf(gateway, 'AlarmTaken')).toHaveLength(1);
  });

  test('"I have it" said on a press that waits behind a slow commit is entered with that press', async () => {
    const { maria, gateway, button, desk } = scene;
    desk.start();
    await desk.reachesLink();
    disk = await DiskFault.into(gateway.pid, `${FLUSH}:delay_enter=3000000`);
    await button.hold();
    await until('the first press waits for the disk', () => maria.pending.length === 1);
    await desk.hold();
    const second = await until('the second waits behind it', () => maria.pending.find((one) => one.device.device === 'button-room4'));
    maria.say({ type: 'have', press: second.press });
    await until('Maria has it, in memory', () => maria.pending.some((one) => one.taken?.name === 'Maria Costa'));
    await until('both are recorded, and the second is hers', () => {
      const alarms = [...maria.alarms.values()];
      return alarms.length === 2 && alarms.some((one) => one.device.device === 'button-room4' && one.state === 'taken');
    });
    await disk.heal();
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'AlarmTaken').map((fact) => fact.data)).toMatchObject([{ by: 'maria', unrecorded: true }]);
  });

  test('Ana presses twice while nothing can be written: one alarm, and the second press counts', async () => {
    const { maria, gateway, button } = scene;
    disk = await DiskFault.into(gateway.pid, `${FLUSH}:error=EIO`);
    await button.hold();
    await until('the first press waits', () => maria.pending[0]?.presses === 1);
    await button.hold();
    await until('the second press waits with it', () => maria.pending[0]?.presses === 2);
    expect(maria.pending).toHaveLength(1);
    await disk.heal();
    const alarm = await until('one alarm with both', () => [...maria.alarms.values()].find((one) => one.presses === 2));
    expect(alarm.recorded).toBe(true);
    await button.reachesHeld();
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(1);
    expect(factsOf(gateway, 'AlarmPressedAgain')).toHaveLength(1);
  });
});
