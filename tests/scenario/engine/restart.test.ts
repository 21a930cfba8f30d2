import { describe, expect, test } from 'vitest';
import { canonical } from '../../../gateway/src/base/canonical.ts';
import { apply } from '../../../gateway/src/domain/apply/apply.ts';
import { FactChecker } from '../../../gateway/src/domain/facts/catalogue.ts';
import type { PersonId, SessionId } from '../../../gateway/src/base/ids.ts';
import { State, type Tables } from '../../../gateway/src/domain/state.ts';
import { knownFact } from '../../../gateway/src/engine/catch-up.ts';
import type { StoredFact } from '../../../gateway/src/engine/ports/log.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

/** Everything that a state holds, as one text. */
function textOf(tables: Partial<Record<keyof Tables, { values(): Iterable<unknown> }>>): string {
  return Object.entries(tables)
    .map(([name, table]) => [name, ...[...table.values()].map((row) => canonical(row as never)).sort()].join('\n')) // as: rows are JSON.
    .sort()
    .join('\n');
}

function replayed(facts: readonly StoredFact[]): State {
  const state = new State();
  const checker = new FactChecker();
  for (const fact of facts) {
    apply(state, knownFact(checker, fact));
    state.settle();
  }
  return state;
}

describe('a stop and a start', () => {
  test('a start without the log plans what is due by the set-up as it was last known: nobody has to find it missing', async () => {
    const clock = new ManualClock();
    const session = { session: 's' as SessionId, person: 'maria' as PersonId, openedAt: 0, expiresAt: clock.wall() + 60_000 }; // as: ids by hand.
    const lastKnown = (state: State): Promise<void> => {
      state.sessions.set(session.session, session);
      return Promise.resolve();
    };
    await using house = await EngineHouse.open({ clock, lastKnown, shut: 1_000 });
    expect(house.engine.health.state).toBe('lifeboat');
    for (let second = 0; second < 20; second += 1) clock.advance(1_000);
    expect(house.events.errors().map((event) => event.code)).not.toContain('deadline-was-missing');
  });

  test('what became due while the gateway was off is done at once: the alarm climbs on', async () => {
    const clock = new ManualClock();
    const first = await EngineHouse.open({ clock });
    await first.press('button-ana', 1);
    await first.stop();
    clock.advance(3_600_000);
    await using house = await EngineHouse.open({ clock, folder: first.folder });
    clock.advance(1);
    const alarm = await until('it climbs', () =>
      [...house.engine.committed.alarms.values()].find((one) => one.state === 'open' && one.climb.step > 0),
    );
    expect(alarm.unseen).toBe(true);
    // And on: the next step is due a minute later.
    await until('the next step', () => {
      clock.advance(1_000);
      return [...house.engine.committed.alarms.values()].some((one) => one.state === 'open' && one.climb.step >= 3);
    });
    // Nobody had to find it missing.
    expect(house.events.errors().map((event) => event.code)).not.toContain('deadline-was-missing');
  });

  test('a debrief that nobody accepted meanwhile goes on', async () => {
    const clock = new ManualClock();
    const first = await EngineHouse.open({ clock });
    const reply = await first.press('button-ana', 1);
    const alarm = reply.outcome === 'accepted' ? reply.alarm : undefined;
    // as: people by hand; the press was accepted.
    const act = (actor: string, action: 'all-clear' | 'close', body = {}): Promise<unknown> =>
      first.give({ type: 'act', actor: actor as PersonId, alarm: alarm ?? ('' as never), action, body });
    await act('maria', 'all-clear');
    await act('lee', 'close', { outcome: 'genuine' });
    await first.stop();
    clock.advance(3_600_000);
    await using house = await EngineHouse.open({ clock, folder: first.folder });
    clock.advance(1);
    const debrief = await until('it has gone on', () => [...house.engine.committed.debriefs.values()].find((one) => one.line.length > 1));
    expect(debrief).toMatchObject({ owner: 'sam', state: 'waiting' });
  });

  test('every fact of the log, played into an empty state, gives the very rows that were loaded', async () => {
    const first = await EngineHouse.open();
    for (let seq = 1; seq <= 5; seq += 1) await first.press(seq % 2 === 0 ? 'button-ana' : 'button-room4', seq);
    await first.press('RADIO-7', 1, { kind: 'test' });
    await first.press('RADIO-7', 2, { kind: 'tamper', path: { by: 'serial', receiver: 'RCV-1', rssi: -60 } });
    const closed = [...first.engine.committed.alarms.values()].find((one) => one.device === 'button-room4');
    if (closed === undefined) throw new RangeError('the button under the desk has an alarm');
    // as (both): people by hand.
    await first.give({ type: 'act', actor: 'maria' as PersonId, alarm: closed.alarm, action: 'all-clear', body: {} });
    await first.give({ type: 'act', actor: 'lee' as PersonId, alarm: closed.alarm, action: 'close', body: { outcome: 'accidental' } });
    const running = textOf(first.engine.committed);
    await first.stop();
    await using house = await EngineHouse.open({ folder: first.folder });
    expect(textOf(house.engine.committed)).toBe(running);
    const state = replayed(await house.facts());
    expect(textOf(state.committed)).toBe(running);
    expect(house.engine.committed.alarms.size).toBe(1);
  });

  test('a duplicate from before the restart is still one', async () => {
    const first = await EngineHouse.open();
    const before = await first.press('button-ana', 1);
    const at = first.engine.now().at;
    await first.stop();
    await using house = await EngineHouse.open({ folder: first.folder });
    const again = await house.press('button-ana', 1, { pressedAt: at });
    expect(again).toEqual({ outcome: 'duplicate', alarm: before.outcome === 'accepted' ? before.alarm : undefined });
  });

  test('a log with a fact that this build does not know is not started on', async () => {
    const first = await EngineHouse.open();
    const { head } = first.engine;
    await first.log.append({
      expected: head,
      facts: [{ seq: head.seq + 1, at: head.at, t: head.t, kind: 'AlarmSung', v: 1, data: {}, actor: 'gateway' }],
      rows: [],
      outbox: [],
    });
    await first.stop();
    await expect(EngineHouse.open({ folder: first.folder })).rejects.toMatchObject({ code: 'log-unknown-fact', retryable: false });
  });
});
