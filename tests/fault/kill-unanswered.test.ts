import { afterEach, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import { issueToken } from '../../gateway/src/access/tokens.ts';
import type { DeviceId } from '../../gateway/src/base/ids.ts';
import { canTrace, DiskFault, FLUSH } from '../harness/disk-fault.ts';
import { GatewayProcess, PASSWORD } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';
import { TestButton, TestReceiver } from '../scenario/serial/receiver.ts';
import { TtyPair } from '../scenario/serial/tty-pair.ts';
import { factsOf, verifyLog } from './recorded.ts';

let gateway: GatewayProcess | undefined;
let disk: DiskFault | undefined;
let maria: Reception | undefined;

afterEach(async () => {
  await disk?.heal();
  maria?.close();
  await gateway?.remove();
});

/** An open alarm of Ana's, recorded, that Maria sees. */
async function alarmOfAna(running: GatewayProcess, secret: string, page: Reception): Promise<string> {
  const button = mqttButton({ device: 'button-ana', secret, url: running.mqtt });
  button.start();
  await button.hold();
  await button.reachesHeld();
  button.stop();
  return until('the alarm is on the console', () => [...page.alarms.keys()][0]);
}

// The kill rounds hit this moment by chance; here the disk is held in it.
test.runIf(canTrace())(
  'while the disk holds the commit, no way in and no person is answered; after kill -9 each asks again and finds it done once',
  async () => {
    await using line = await TtyPair.make();
    const running = await GatewayProcess.start({ environment: { DURESS_SERIAL_PORTS: line.gatewayEnd } });
    gateway = running;
    const buttons = await running.seed();
    const radio = new TestButton('RADIO-7', buttons.find(({ device }) => device === 'RADIO-7')?.radioKey);
    const common = { family: 'http', label: 'Nurse call', silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
    const { secret, token } = issueToken({ name: 'nurse call', scope: 'signals' }, Date.now());
    await running.save([
      { put: 'device', value: { ...common, device: 'nurse-call' as DeviceId } }, // as: born here
      { put: 'token', value: token },
    ]);
    const page = await Reception.signInAs(running.addresses.http, 'maria', PASSWORD);
    maria = page;
    page.beats = true;
    await page.watch();
    const alarm = await alarmOfAna(running, buttons.find(({ device }) => device === 'button-ana')?.secret ?? '', page);
    const receiver = await TestReceiver.on(line.receiverEnd, 'RX-1');
    const post = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${secret}`, 'idempotency-key': 'one', 'content-type': 'application/json' };
      const body = JSON.stringify({ device: 'nurse-call', kind: 'duress' });
      return (await fetch(`${running.addresses.http}/api/v1/signals`, { method: 'POST', headers, body })).status;
    };
    const take = async (): Promise<number> => (await page.ask('POST', `/api/v1/alarms/${alarm}/take`)).status;

    disk = await DiskFault.into(running.pid, `${FLUSH}:delay_enter=60000000`);
    const answers: unknown[] = [];
    const asked = [post(), take()].map((answer) => answer.then((status) => answers.push(status)));
    const unanswered = Promise.allSettled(asked);
    await receiver.hears(radio.press(1));
    await until('all of it waits for the disk', () => page.pending.length === 2 && page.unrecorded.some(({ state }) => state === 'taken'));
    expect(answers).toEqual([]);
    expect(radio.held(receiver.air)).toEqual([]);
    const killed = running.kill();
    await disk.heal();
    await killed;
    await unanswered;
    expect(answers).toEqual([]);

    await running.start();
    expect([200, 202]).toContain(await post());
    expect(await take()).toBe(200);
    await until('the radio button knows that it is held', async () => {
      await receiver.hears(radio.press(1, { age: 1_000 }));
      return radio.held(receiver.air).length > 0;
    });
    await receiver.close();
    expect(await running.stop()).toBe(0);
    const devices = factsOf(running, 'SignalReceived').map(({ data }) => data['device']);
    expect(devices.toSorted()).toEqual(['RADIO-7', 'button-ana', 'nurse-call']);
    expect(factsOf(running, 'AlarmTaken')).toHaveLength(1);
    await verifyLog(running);
  },
);
