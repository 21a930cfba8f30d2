import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';
import type { Wavering } from '../../harness/wavering-log.ts';

const count = (kinds: readonly string[], kind: string): number => kinds.filter((one) => one === kind).length;

/** What is on disk about presses, and that it is in order without a gap. */
async function onDisk(house: EngineHouse): Promise<string[]> {
  const facts = await house.facts();
  expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, i) => i + 1));
  return facts.map((fact) => fact.kind);
}

describe('a commit whose outcome is unknown', () => {
  test.each<[string, Wavering[]]>([
    ['it was written', ['kept']],
    ['it was not written', ['lost']],
    ['again and again not written', ['lost', 'lost', 'lost']],
    ['written, and the next one too', ['kept', 'kept']],
    ['not written, then written', ['lost', 'kept']],
  ])('%s: the press is answered once, nothing is lost, nothing is doubled', async (_, appends) => {
    await using house = await EngineHouse.open();
    house.log.next(...appends);
    const heard: number[] = [];
    house.engine.follow((commit) => heard.push(...commit.facts.map((fact) => fact.seq)));
    const before = house.engine.head.seq;
    const replies = await Promise.all([house.press('button-ana', 1), house.press('button-room4', 1), house.press('button-ana', 1)]);
    expect(replies.map((reply) => reply.outcome)).toEqual(['accepted', 'accepted', 'duplicate']);
    await until('the log is well again', () => house.engine.health.state === 'ok');
    const kinds = await onDisk(house);
    for (const kind of ['AlarmRaised', 'DebriefOpened', 'SignalReceived']) expect(count(kinds, kind), kind).toBe(2);
    expect(house.engine.committed.alarms.size).toBe(2);
    // Followers hear of each fact once, in its order.
    await until('the followers have heard all', () => heard.length === house.engine.head.seq - before);
    expect(heard).toEqual(heard.map((_, i) => before + 1 + i));
    expect(house.broken).toBeUndefined();
  });

  test.each<[string, Wavering]>([
    ['written', 'kept'],
    ['not written', 'lost'],
  ])('*I have it* said while it is not known whether the press was %s: one person has the alarm', async (_, append) => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    house.log.next(append);
    house.log.shut(3);
    const pressed = house.press('button-ana', 1);
    const press = await until('the press is shown, unrecorded', () => engine.pending()[0]);
    expect(engine.committed.alarms.size).toBe(0);
    expect(engine.have(press.press, 'maria')).toBe(true);
    expect(engine.have(press.press, 'lee')).toBe(false);
    expect(engine.pending()[0]?.taken).toMatchObject({ person: 'maria' });
    expect((await pressed).outcome).toBe('accepted');
    const alarm = await until('Maria has it', () => [...engine.committed.alarms.values()].find((one) => one.state === 'taken'));
    expect(alarm).toMatchObject({ taken: { person: 'maria' }, presses: 1 });
    expect([...engine.committed.debriefs.values()]).toMatchObject([{ involved: ['maria'] }]);
    expect(engine.pending()).toEqual([]);
    const kinds = await onDisk(house);
    expect([count(kinds, 'AlarmRaised'), count(kinds, 'AlarmTaken')]).toEqual([1, 1]);
  });
});

describe('a disk that takes its time', () => {
  test('after 500 ms the press is shown, *I have it* is shared, nothing is answered; then all of it is recorded', async () => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    const stuck = Promise.withResolvers<undefined>();
    house.log.next(stuck.promise);
    let answered = false;
    const since = performance.now();
    const pressed = house.press('button-ana', 1).then((reply) => {
      answered = true;
      return reply;
    });
    await until('the append waits', () => house.log.appended > 1);
    const press = await until('the press is shown, unrecorded', () => engine.pending()[0]);
    expect(performance.now() - since).toBeGreaterThan(490);
    expect(engine.health).toMatchObject({ state: 'lifeboat', why: 'slow' });
    expect(engine.have(press.press, 'maria')).toBe(true);
    expect(answered).toBe(false);
    stuck.resolve(undefined);
    expect((await pressed).outcome).toBe('accepted');
    await until('Maria has it', () => [...engine.committed.alarms.values()][0]?.state === 'taken');
    expect(engine.health.state).toBe('ok');
    expect(engine.pending()).toEqual([]);
    expect(count(await onDisk(house), 'AlarmRaised')).toBe(1);
    // The note of its end may come with a commit of its own.
    const noted = await until('both ends of it are noted', async () => {
      const notes = (await house.facts()).filter((fact) => fact.kind === 'GatewayNoted').map((fact) => fact.data);
      return notes.length >= 2 ? notes : undefined;
    });
    expect(noted).toMatchObject([{ event: 'lifeboat-entered', detail: 'slow' }, { event: 'lifeboat-left' }]);
  });

  test('a stop waits 5 s for it and not longer; what hung is not answered, and is not decided again when it comes back', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const stuck = Promise.withResolvers<undefined>();
    house.log.next(stuck.promise);
    const before = house.log.appended;
    let answered = false;
    house.press('button-ana', 1).then(
      () => (answered = true),
      () => (answered = true),
    );
    await until('the append waits', () => house.log.appended > before);
    let stopped = false;
    const stop = house.engine.stop().then(() => (stopped = true));
    clock.advance(4_999);
    await nextTurn();
    expect(stopped).toBe(false);
    clock.advance(1);
    await stop;
    expect(answered).toBe(false);
    stuck.resolve(undefined);
    await until('the append came back', () => house.events.seen.some((event) => event.code === 'commit-unknown'));
    await nextTurn();
    expect(house.log.appended).toBe(before + 1);
    expect(house.broken).toBeUndefined();
  });

  test('half a second is the limit, to the millisecond', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const stuck = Promise.withResolvers<undefined>();
    house.log.next(stuck.promise);
    const before = house.log.appended;
    const pressed = house.press('button-ana', 1);
    await until('the append waits', () => house.log.appended > before);
    clock.advance(499);
    expect(house.engine.health.state).toBe('ok');
    clock.advance(1);
    expect(house.engine.health.state).toBe('lifeboat');
    stuck.resolve(undefined);
    await pressed;
    expect(house.engine.health.state).toBe('ok');
  });
});

describe('a log that does not open at the start', () => {
  test('the gateway is a lifeboat from the first moment, and records what came in with its own time', async () => {
    const first = await EngineHouse.open();
    await first.stop();
    await using house = await EngineHouse.open({ folder: first.folder, shut: 4 });
    const { engine } = house;
    expect(engine.health).toMatchObject({ state: 'lifeboat', why: 'log-open-failed' });
    const pressedAt = engine.now().at - 2_000;
    const pressed = house.press('button-ana', 1, { pressedAt });
    expect(engine.pending()).toMatchObject([{ signals: [{ device: 'button-ana', pressedAt }] }]);
    expect(await pressed).toMatchObject({ outcome: 'accepted' });
    expect([...engine.committed.alarms.values()]).toMatchObject([{ worker: 'ana', pressedAt, presses: 1 }]);
    await until('it is left', () => engine.health.state === 'ok');
  });
});
