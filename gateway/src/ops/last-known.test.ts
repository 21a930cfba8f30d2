import { describe, expect, test } from 'vitest';
import { State } from '../domain/state.ts';
import { loadLastKnown, type LastKnownFile } from './last-known.ts';

async function loaded(tables: unknown): Promise<{ state: State; leftOut: unknown[] }> {
  const state = new State();
  const leftOut: unknown[] = [];
  const events = { info: () => undefined, warn: () => undefined, error: (_code: string, fields?: object) => leftOut.push(fields) };
  // as: what another build may have written.
  const file = { load: () => Promise.resolve(tables), save: () => Promise.resolve() } as LastKnownFile;
  await loadLastKnown(file, state, events);
  state.settle();
  return { state, leftOut };
}

const ana = { person: 'ana', name: 'Ana', login: 'ana' };

describe('the last known set-up', () => {
  test('is all that was saved', async () => {
    const { state, leftOut } = await loaded({ person: [ana], device: [{ device: 'b-1', worker: 'ana' }] });
    expect([...state.people.values()]).toEqual([ana]);
    expect(state.devices.by('worker', 'ana')).toHaveLength(1);
    expect(leftOut).toEqual([]);
  });

  test.each([undefined, null, [], 'text', {}])('is nothing when %j was', async (tables) => {
    const { state, leftOut } = await loaded(tables);
    expect(state.people.size).toBe(0);
    expect(leftOut).toEqual([]);
  });

  test.each([
    ['a row that is none', [ana, null, 7, []], 3],
    ['a row without its key', [ana, { name: 'Bo' }], 1],
    ['a row whose index can not be made', [{ person: 'bo', login: 7 }, ana], 1],
  ])('is without %s, and says how many', async (_what, person, rows) => {
    const { state, leftOut } = await loaded({ person });
    expect([...state.people.values()]).toEqual([ana]);
    expect(leftOut).toEqual([{ rows }]);
  });

  test('is without a table that is no list', async () => {
    const { state, leftOut } = await loaded({ person: { 0: ana }, place: [{ place: 'site', name: 'Site' }] });
    expect([state.people.size, state.places.size]).toEqual([0, 1]);
    expect(leftOut).toEqual([{ rows: 1 }]);
  });
});
