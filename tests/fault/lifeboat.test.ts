import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import { TestGateway } from '../harness/gateway.ts';
import { Reception } from '../harness/reception.ts';
import { canMount, SmallDisk } from '../harness/small-disk.ts';
import { until } from '../harness/wait.ts';

const EXPECTED = ['lifeboat-entered', 'commit-unknown', 'last-known-not-saved', 'head-not-signed'];

/**
 * The log keeps room ahead for alarms, so that a full disk is no reason to miss the next few thousand. Fills that too, with set-up
 * texts, until a commit fails.
 */
async function useUpTheReserve(test: TestGateway): Promise<void> {
  const { core } = test.gateway;
  const text = 'x'.repeat(200_000);
  for (let i = 0; core.health.state === 'ok'; i += 1) {
    const saved = test.save([{ put: 'setting', key: `filler-${i % 4}`, value: `${text}${i}` }]);
    await Promise.race([saved, until('the log gives up', () => core.health.state === 'lifeboat')]);
  }
}

// A full disk that is not really full proves nothing: without the right to mount one this is not tested here.
describe.runIf(canMount())('promise 2: a full disk never hides a press', () => {
  let disk: SmallDisk;
  let gateway: TestGateway;
  let maria: Reception;
  let button: SimulatedButton;

  beforeEach(async () => {
    disk = SmallDisk.mount(64);
    gateway = await TestGateway.start({ folder: disk.folder, expectErrors: EXPECTED });
    maria = await Reception.signIn(gateway.addresses.http, 'reception');
    await maria.watch();
    maria.arm();
    const { device, secret } = gateway.button('button-ana');
    button = mqttButton({ device, secret, url: gateway.addresses.mqtt ?? '' });
    button.start();
    await until('the button is connected', () => button.isLinked);
  });

  afterEach(async () => {
    button.stop();
    maria.close();
    disk.free();
    await gateway.close().finally(() => {
      disk.unmount();
    });
  });

  test('it is on the console and in the hand, marked, is not acknowledged, and enters with its own time when there is room again', async () => {
    const { core } = gateway.gateway;
    let acked = 0;
    button.on('acked', () => (acked += 1));
    disk.fill();
    await useUpTheReserve(gateway);
    const pressedAfter = Date.now();
    await button.hold();
    const press = await until('the press is on the console, unrecorded', () => maria.pending[0]);
    expect(press).toMatchObject({ level: 'duress', who: { name: 'Ana Ruiz' }, presses: 1 });
    maria.say({ type: 'shown', alarms: [press.press] });
    const shown = await until('the hand says so', () => (button.feedback?.state === 'shown' ? button.feedback : undefined));
    expect(shown).toMatchObject({ recorded: false, held: [] });
    maria.say({ type: 'have', press: press.press });
    await until('Maria has it, in memory', () => maria.pending[0]?.taken?.name === 'Maria Costa');
    expect(core.committed.alarms.size).toBe(0);
    expect(acked).toBe(0);

    disk.free();
    // What was said while the very commit hung is entered by the next one.
    const alarm = await until('the alarm is on the console, recorded, and Maria has it', () =>
      [...maria.alarms.values()].find(({ state }) => state === 'taken'),
    );
    expect(alarm).toMatchObject({ recorded: true, taken: { name: 'Maria Costa' } });
    expect(alarm.pressedAt).toBeGreaterThanOrEqual(pressedAfter - 1_000);
    await until('nothing waits any more', () => maria.pending.length === 0);
    await button.reaches('taken');
    await until('the press was acknowledged', () => acked > 0);
    expect(core.health.state).toBe('ok');
    expect(core.committed.alarms.size).toBe(1);
    expect(core.committed.debriefs.size).toBe(1);
    expect(gateway.events.errors().map((event) => event.code)).toContain('lifeboat-entered');
  });
});
