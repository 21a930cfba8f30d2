import { describe, expect, test } from 'vitest';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import type { AlarmAction, AlarmActionBody } from '../../../gateway/src/contract/alarm.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

const [PIN, DURESS_PIN] = ['2468', '8642'];
const ana = (house: EngineHouse, seq: number, pin: string): Promise<Reply> => house.press('button-ana', seq, { kind: 'cancel', pin });

/** Whatever comes first finds out; it is answered when the log is back. */
async function goesAway(house: EngineHouse): Promise<void> {
  house.log.next('lost');
  house.log.shut(Infinity);
  const first = house.give({ type: 'note', event: 'started' });
  first.catch((error: unknown) => {
    throw error;
  });
  await until('the gateway is a lifeboat', () => house.engine.health.state === 'lifeboat');
}

async function comesBack(house: EngineHouse): Promise<void> {
  house.log.shut(0);
  await until('the log is back', () => house.engine.health.state === 'ok');
}

interface Deed {
  readonly person: string;
  readonly action: AlarmAction;
  readonly body?: AlarmActionBody;
}

function act(house: EngineHouse, { person, action, body = {} }: Deed): Promise<Reply> {
  const [alarm] = [...house.engine.committed.alarms.values()];
  if (alarm === undefined) throw new RangeError('there is no alarm');
  return house.give({ type: 'act', actor: person as PersonId, alarm: alarm.alarm, action, body }); // as: ids of the demo's people.
}

describe('the duress PIN while the log is away', () => {
  test('with nothing open is a press: people see it, one has it, and it is recorded so', async () => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    await goesAway(house);
    const right = ana(house, 1, PIN);
    expect(engine.pending()).toEqual([]);
    const forced = ana(house, 2, DURESS_PIN);
    const [waits] = engine.pending();
    expect(waits?.signals).toMatchObject([{ kind: 'cancel', seq: 2 }]);
    expect([engine.have(waits?.press ?? '', 'maria'), engine.have(waits?.press ?? '', 'lee')]).toEqual([true, false]);
    await comesBack(house);
    expect(await Promise.all([right, forced])).toEqual([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect([...engine.committed.alarms.values()]).toMatchObject([{ state: 'taken', taken: { person: 'maria' }, coerced: true }]);
  });

  test('is apart from a press that comes after it, and with one that came before', async () => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    await goesAway(house);
    const told = [ana(house, 1, DURESS_PIN), house.press('button-ana', 2, { kind: 'assist' }), ana(house, 3, DURESS_PIN)];
    const [silent, pressed] = engine.pending();
    expect([silent, pressed].map((waits) => waits?.signals.map(({ seq }) => seq))).toEqual([[1], [2, 3]]);
    // Whoever says so of the one has not said it of the other: its worker reads who has what was pressed.
    expect(engine.have(silent?.press ?? '', 'maria')).toBe(true);
    expect(engine.pending()[1]?.taken).toBeUndefined();
    await comesBack(house);
    await Promise.all(told);
    expect([...engine.committed.alarms.values()]).toMatchObject([
      { subject: 'silent:worker:ana', state: 'taken', presses: 1 },
      { subject: 'worker:ana', state: 'open', presses: 1, coerced: true },
    ]);
  });

  test('*I have it* that comes too late for its commit is recorded after it', async () => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    const stuck = Promise.withResolvers<undefined>();
    house.log.next(stuck.promise);
    const forced = ana(house, 1, DURESS_PIN);
    const waits = await until('people see it', () => engine.pending()[0]);
    expect(engine.have(waits.press, 'maria')).toBe(true);
    stuck.resolve(undefined);
    await forced;
    await until('Maria has it', () => [...engine.committed.alarms.values()][0]?.state === 'taken');
  });

  test('on an alarm that is open raises it at once, and nobody can close it any more', async () => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    await house.press('button-ana', 1, { kind: 'assist' });
    await goesAway(house);
    const acts = [act(house, { person: 'maria', action: 'take' }), act(house, { person: 'maria', action: 'all-clear' })];
    const forced = ana(house, 2, DURESS_PIN);
    expect(engine.pending()).toEqual([]);
    expect(engine.foreseen()).toMatchObject([{ state: 'open', coerced: true, level: 'duress' }]);
    expect(await act(house, { person: 'lee', action: 'close', body: { outcome: 'accidental' } })).toMatchObject({
      outcome: 'refused',
      code: 'not-now',
    });
    await comesBack(house);
    await Promise.all([...acts, forced]);
    expect([...engine.committed.alarms.values()]).toMatchObject([{ state: 'open', coerced: true, level: 'duress' }]);
  });

  test('the right PIN on an all clear confirms it at once, also one that was said while the log is away', async () => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    await house.press('button-ana', 1);
    await goesAway(house);
    const told = [
      act(house, { person: 'maria', action: 'take' }),
      act(house, { person: 'maria', action: 'all-clear' }),
      ana(house, 2, PIN),
    ];
    expect(engine.foreseen()).toMatchObject([{ state: 'cleared', cleared: { confirmed: true } }]);
    // The worker has confirmed it, so no second person is needed.
    told.push(act(house, { person: 'maria', action: 'close', body: { outcome: 'precaution' } }));
    expect(engine.foreseen()).toMatchObject([{ state: 'closed' }]);
    // A press after that is a new alarm; so is the duress PIN.
    const forced = ana(house, 3, DURESS_PIN);
    expect(engine.pending()).toMatchObject([{ signals: [{ kind: 'cancel' }] }]);
    await comesBack(house);
    for (const reply of await Promise.all([...told, forced])) expect(reply).toMatchObject({ outcome: 'accepted' });
    expect([...engine.committed.alarms.values()]).toMatchObject([{ state: 'open', coerced: true, cause: 'cancel' }]);
  });
});
