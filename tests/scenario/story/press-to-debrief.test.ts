import { describe, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import { inputIdFrom, type AlarmId, type PersonId } from '../../../gateway/src/base/ids.ts';
import { TestGateway } from '../../harness/gateway.ts';

describe('a press over MQTT', () => {
  test('is committed, held in the hand, taken, answered and closed, and the manager has a debrief', async () => {
    await using test = await TestGateway.start();
    const { core } = test.gateway;
    const { device, secret } = test.button('button-ana');
    const button = mqttButton({ device, secret, url: test.addresses.mqtt ?? '' });
    button.start();
    await button.hold();
    await button.reaches('held');
    const [alarm] = [...core.committed.alarms.values()];
    expect(alarm).toMatchObject({ state: 'open', level: 'duress', worker: 'ana', presses: 1 });
    const alarmId = alarm?.alarm ?? ('' as AlarmId); // as: expected above.
    const [debrief] = [...core.committed.debriefs.values()];
    expect(debrief).toMatchObject({ owner: 'ruth', state: 'waiting', alarms: [alarm?.alarm] });
    const act = (actor: string, action: 'take' | 'coming' | 'here' | 'all-clear' | 'close', body = {}): Promise<unknown> =>
      core.submit({ id: inputIdFrom(core.ids), type: 'act', actor: actor as PersonId, alarm: alarmId, action, body }); // as: ids of this test.
    await act('maria', 'take');
    await button.reaches('taken');
    await act('maria', 'coming', { responder: 'tom' });
    await button.reaches('coming');
    await act('tom', 'here');
    await button.reaches('here');
    await act('tom', 'all-clear');
    await act('maria', 'close', { outcome: 'genuine' });
    await button.reaches('closed');
    expect(core.committed.alarms.size).toBe(0);
    expect([...core.committed.debriefs.values()][0]).toMatchObject({ state: 'waiting', acceptBy: expect.any(Number) as number });
    button.stop();
  });
});
