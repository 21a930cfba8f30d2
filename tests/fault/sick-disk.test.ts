import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlarmDetail } from '../../gateway/src/contract/alarm.ts';
import { canTrace, DiskFault, FLUSH } from '../harness/disk-fault.ts';
import { PASSWORD } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';
import { factsOf } from './recorded.ts';
import { Scene } from './scene.ts';

/** Every call that changes a file or a folder and that the gateway makes; those that this machine does not have are left out. */
const CHANGES = `pwrite64,ftruncate,?fallocate,${FLUSH},?unlink,?unlinkat,?rename,?renameat,?renameat2,?mkdir,?mkdirat`;

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
    await pressThrough(`${CHANGES}:error=EROFS`);
    expect(scene.gateway.has('commit-unknown')).toBe(true);
  });

  test('the flush does not come back', async () => {
    await pressThrough(`${FLUSH}:delay_enter=60000000`);
    expect(scene.gateway.has('commit-unknown')).toBe(false);
  });

  test('an alarm that was recorded before: who has it is seen at once, one of two has it, and it enters with its own times', async () => {
    const { maria, gateway, button } = scene;
    const lee = await Reception.signInAs(gateway.addresses.http, 'lee', PASSWORD);
    await lee.watch();
    await button.hold();
    const { alarm } = await until('the alarm is on the console, recorded', () => [...maria.alarms.values()][0]);
    await button.reachesHeld();
    disk = await DiskFault.into(gateway.pid, `${FLUSH}:error=EIO`);
    const from = Date.now();
    const taking = maria.ask('POST', `/api/v1/alarms/${alarm}/take`);
    const seen = await until('Lee sees that Maria has it, not recorded yet', () => lee.unrecorded[0]);
    expect(seen).toMatchObject({ alarm, recorded: false, state: 'taken', taken: { name: 'Maria Costa' } });
    expect(seen.actions).not.toContain('take');
    expect(await lee.ask('POST', `/api/v1/alarms/${alarm}/take`)).toMatchObject({
      status: 409,
      body: { code: 'taken-by-other', by: { name: 'Maria Costa' } },
    });
    // Nothing of it is told to the hand before it is on disk.
    expect(button.feedback?.state).not.toBe('taken');
    const to = Date.now();
    await until('it has waited for a while', () => Date.now() > to + 1_000);
    await disk.heal();
    expect((await taking).status).toBe(200);
    await until('it is recorded', () => lee.alarms.get(alarm)?.state === 'taken' && lee.unrecorded.length === 0);
    await button.reaches('taken');
    // The reader of the log comes back by itself, a moment later.
    const story = await until('its story can be read', async () => {
      const answer = await maria.ask('GET', `/api/v1/alarms/${alarm}`);
      return answer.status === 200 ? answer : undefined;
    });
    const line = (story.body as AlarmDetail).timeline.find(({ kind }) => kind === 'AlarmTaken'); // as: the contract's answer.
    // What failed may have been written all the same; then it was recorded when it was said.
    const when = line?.happened ?? line?.at;
    expect(when).toBeGreaterThanOrEqual(from);
    expect(when).toBeLessThanOrEqual(to);
    lee.close();
    expect(await gateway.stop()).toBe(0);
    const [fact] = factsOf(gateway, 'AlarmTaken');
    expect(fact?.data).toMatchObject({ by: 'maria' });
    expect(fact?.data['takenAt']).toBeGreaterThanOrEqual(from);
    expect(fact?.data['takenAt']).toBeLessThanOrEqual(to);
    const since = factsOf(gateway, 'GatewayNoted')
      .map(({ data }) => data)
      .find(({ event }) => event === 'lifeboat-entered')?.['since'];
    expect(since).toBeGreaterThanOrEqual(from);
    expect(since).toBeLessThanOrEqual(to);
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
