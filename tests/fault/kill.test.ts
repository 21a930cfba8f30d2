import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import { canTrace, DiskFault, FLUSH } from '../harness/disk-fault.ts';
import { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { factsOf, nameOf, verifyLog } from './recorded.ts';

/** Longer than any test: the call is held until the process is killed. */
const HELD = 'delay_enter=60000000';

// The moment between arrival and commit lasts less than a millisecond; only strace can stop the world there.
describe.runIf(canTrace())('promise 1: kill -9 around the commit of a press', () => {
  let gateway: GatewayProcess;
  let button: SimulatedButton;
  let disk: DiskFault | undefined;
  const acked: string[] = [];

  beforeEach(async () => {
    acked.length = 0;
    gateway = await GatewayProcess.start();
    const buttons = await gateway.seed();
    const ana = buttons.find((one) => one.device === 'button-ana');
    button = mqttButton({ device: 'button-ana', secret: ana?.secret ?? '', url: gateway.mqtt });
    button.on('acked', (boot, seq) => acked.push(nameOf({ device: 'button-ana', boot, seq })));
    button.start();
    await button.reachesLink();
  });

  afterEach(async () => {
    await disk?.heal();
    button.stop();
    await gateway.remove();
  });

  /** Presses while the disk holds the commit, and pulls the plug before anything could be acknowledged. */
  async function pressAndKill(fault: string): Promise<string> {
    disk = await DiskFault.into(gateway.pid, fault);
    const press = await button.hold();
    await until('the gateway has the press and waits for its disk', () => gateway.has('lifeboat-entered'));
    expect(acked).toEqual([]);
    const killed = gateway.kill();
    await disk.heal();
    await killed;
    return nameOf({ device: 'button-ana', ...press });
  }

  test('before anything is on disk: the button sends again by itself, and there is one alarm', async () => {
    const press = await pressAndKill(`pwrite64:${HELD}`);
    expect(factsOf(gateway, 'AlarmRaised')).toEqual([]);
    await gateway.start();
    await button.reachesHeld();
    expect(acked).toEqual([press]);
    expect(button.display).toBe('held');
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(1);
    expect(factsOf(gateway, 'SignalReceived').map((fact) => nameOf(fact.data))).toEqual([press]);
    await verifyLog(gateway);
  });

  test('after it is on disk and before the ack: what is sent again is a duplicate, and acknowledged', async () => {
    const press = await pressAndKill(`${FLUSH}:${HELD}`);
    // The process is gone, its writes are not: the kernel has them, and the next start finds the press.
    expect(factsOf(gateway, 'SignalReceived').map((fact) => nameOf(fact.data))).toEqual([press]);
    await gateway.start();
    await button.reachesHeld();
    expect(acked).toEqual([press]);
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(1);
    expect(factsOf(gateway, 'SignalReceived')).toHaveLength(1);
    await verifyLog(gateway);
  });

  test('after a commit that said it failed and is on disk all the same: one alarm', async () => {
    const press = await pressAndKill(`${FLUSH}:error=EIO`);
    expect(gateway.has('commit-unknown')).toBe(true);
    await gateway.start();
    await button.reachesHeld();
    expect(acked).toEqual([press]);
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(1);
    expect(factsOf(gateway, 'SignalReceived')).toHaveLength(1);
    await verifyLog(gateway);
  });
});
