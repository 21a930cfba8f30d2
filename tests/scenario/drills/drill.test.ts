import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { DrillId } from '../../../gateway/src/base/ids.ts';
import type { DrillRow, DrillScore } from '../../../gateway/src/contract/drill.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { pass, settled } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';

describe('a drill, over real sockets', () => {
  let clock: ManualClock;
  let gateway: TestGateway;
  let hands: Hands;
  let button: MqttDevice;
  let ruth: Reception;

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    hands = new Hands(gateway);
    button = await MqttDevice.connect(gateway, 'button-ana');
    ruth = await Reception.signIn(gateway.addresses.http, 'manager');
  });

  afterEach(async () => {
    ruth.close();
    button.close();
    await gateway.close();
  });

  const start = async (participants = ['ana'], by = ruth): Promise<DrillRow> => {
    const answer = await by.ask('POST', '/api/v1/drills', { place: 'site', participants, announced: false });
    expect(answer.status).toBe(201);
    return answer.body as DrillRow; // as: what 201 answers with.
  };
  const score = async ({ drill }: Pick<DrillRow, 'drill'>): Promise<DrillScore> => {
    const answer = await ruth.ask('GET', `/api/v1/drills/${drill}`);
    expect(answer.status).toBe(200);
    return answer.body as DrillScore; // as: what 200 answers with.
  };

  test('is told to the hand and the screens as one, confirmed by its leader, closed as one, and scored', async () => {
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    await maria.watch();
    const drill = await start(['ana', 'tom']);
    await button.signal({ seq: 1 });
    await until('the hand knows', () => button.told.at(-1)?.['drill'] === true);
    const { alarm } = hands.alarm;
    await until('reception sees a drill', () => maria.alarms.get(alarm)?.drill === true);
    expect(maria.alarms.get(alarm)?.actions).toContain('confirm-drill');
    clock.advance(2 * SECOND_MS);
    await hands.act('maria', 'take');
    expect((await ruth.ask('POST', `/api/v1/alarms/${alarm}/confirm-drill`)).status).toBe(200);
    await pass(gateway.gateway.core, clock, 40 * SECOND_MS);
    expect(hands.alarm).toMatchObject({ drill: true, state: 'taken' });
    clock.advance(3 * SECOND_MS);
    await hands.act('maria', 'here');
    await hands.act('maria', 'all-clear');
    expect(await hands.act('lee', 'close', { body: { outcome: 'genuine' } })).toMatchObject({ code: 'outcome-needed' });
    await hands.act('lee', 'close', { body: { outcome: 'drill' } });
    expect((await ruth.ask('POST', `/api/v1/drills/${drill.drill}/end`)).status).toBe(200);
    expect(await score(drill)).toMatchObject({
      state: 'ended',
      pressed: 1,
      parts: [
        { who: { person: 'ana' }, drill: true, state: 'closed', takenMs: 2_000, confirmed: { person: 'ruth' } },
        { who: { person: 'tom' } },
      ],
    });
    maria.close();
  });

  test('nobody confirms it: after 30 s it is real on the hand and the screens, and people are called', async () => {
    const drill = await start();
    await button.signal({ seq: 1 });
    await pass(gateway.gateway.core, clock, 29 * SECOND_MS);
    expect(hands.alarm.drill).toBe(true);
    await pass(gateway.gateway.core, clock, 2 * SECOND_MS);
    expect(hands.alarm).toMatchObject({ drill: false, subject: 'worker:ana', climb: { step: 1 } });
    expect(hands.debrief).toMatchObject({ drill: false });
    await until('the hand knows', () => !('drill' in (button.told.at(-1) ?? {})));
    expect((await score(drill)).parts).toMatchObject([{ drill: false }]);
  });

  test('whoever presses again means it, and whoever is not listed always does', async () => {
    await start();
    await hands.press('button-room4');
    expect(hands.alarm.drill).toBe(false);
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome: 'accidental' } });
    await button.signal({ seq: 1 });
    expect(hands.alarm.drill).toBe(true);
    await button.signal({ seq: 2 });
    expect(hands.alarm).toMatchObject({ drill: false, presses: 2 });
  });

  test('ends by itself after an hour; its open alarm stays what it is until a person closes it', async () => {
    const { core } = gateway.gateway;
    const { drill } = await start();
    await button.signal({ seq: 1 });
    await hands.act('maria', 'confirm-drill');
    await settled(core);
    clock.advance(60 * MINUTE_MS);
    await settled(core);
    expect(core.committed.drills.get(drill as DrillId)).toBeUndefined(); // as: the gateway's own id.
    expect(await score({ drill })).toMatchObject({ state: 'ended' });
    expect(hands.alarm).toMatchObject({ drill: true });
    await hands.press('button-room4');
    expect([...core.committed.alarms.values()].map((alarm) => alarm.drill)).toEqual([true, false]);
  });

  test('goes on after a restart in the middle: its window, and the 30 s of a press', async () => {
    await start(['ana', 'tom']);
    await button.signal({ seq: 1 });
    await gateway.stop();
    clock.advance(20 * SECOND_MS);
    gateway = await TestGateway.start({ clock, folder: gateway.folder });
    hands = new Hands(gateway);
    const { core } = gateway.gateway;
    expect([...core.committed.drills.values()]).toMatchObject([{ state: 'running', presses: [{ person: 'ana' }] }]);
    expect(hands.alarm.drill).toBe(true);
    await pass(core, clock, 11 * SECOND_MS);
    expect(hands.alarm.drill).toBe(false);
  });

  test('only those who answer for the place and its people start one, see it and end it', async () => {
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    const body = { place: 'site', participants: ['ana'], announced: true };
    expect((await maria.ask('POST', '/api/v1/drills', body)).status).toBe(403);
    const { drill } = await start();
    expect((await maria.ask('GET', '/api/v1/drills')).status).toBe(403);
    expect((await maria.ask('GET', `/api/v1/drills/${drill}`)).status).toBe(404);
    expect((await maria.ask('POST', `/api/v1/drills/${drill}/end`)).status).toBe(404);
    expect((await ruth.ask('POST', '/api/v1/drills', body)).body).toMatchObject({ code: 'drill-running' });
    expect((await ruth.ask('POST', '/api/v1/drills', { ...body, place: 'moon' })).status).toBe(403);
    expect((await ruth.ask('POST', '/api/v1/drills', { ...body, participants: [] })).status).toBe(400);
    expect((await ruth.ask('GET', '/api/v1/drills')).body).toMatchObject({ running: [{ drill, pressed: 0 }], ended: [] });
    maria.close();
  });
});
