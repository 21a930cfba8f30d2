import { beforeEach, describe, expect, it } from 'vitest';
import { Table } from './table.ts';

interface Row {
  readonly owner?: string;
  readonly done?: boolean;
}

describe('a table in two states', () => {
  let table: Table<string, Row>;
  const keys = (rows: Iterable<Row>): string[] => [...rows].map((row) => row.owner ?? '-').sort();

  beforeEach(() => {
    table = new Table<string, Row>({
      name: 'row',
      archived: (row) => row.done === true,
      indexes: { owner: (row) => row.owner },
    });
    table.set('a', { owner: 'ana' });
    table.set('b', { owner: 'ruth' });
    table.settle();
  });

  it('shows what is being decided to the rules, and to nobody else', () => {
    table.set('a', { owner: 'tom' });
    table.delete('b');
    table.set('c', { owner: 'lee' });
    expect(table.get('a')).toEqual({ owner: 'tom' });
    expect(table.has('b')).toBe(false);
    expect(keys(table.values())).toEqual(['lee', 'tom']);
    expect(table.size).toBe(2);
    expect(table.committed.get('a')).toEqual({ owner: 'ana' });
    expect(table.committed.has('b')).toBe(true);
    expect(table.committed.has('c')).toBe(false);
    expect(keys(table.committed.values())).toEqual(['ana', 'ruth']);
    expect(table.committed.size).toBe(2);
  });

  it('finds rows by an index in each of the two states', () => {
    table.set('a', { owner: 'ruth' });
    expect(table.by('owner', 'ana')).toEqual([]);
    expect(table.by('owner', 'ruth')).toHaveLength(2);
    expect(table.committed.by('owner', 'ana')).toEqual([{ owner: 'ana' }]);
    expect(table.committed.by('owner', 'ruth')).toEqual([{ owner: 'ruth' }]);
    table.settle();
    expect(table.committed.by('owner', 'ana')).toEqual([]);
    expect(table.committed.by('owner', 'ruth')).toHaveLength(2);
  });

  it('leaves a row without a value out of its index, and takes it in when it gets one', () => {
    table.set('a', {});
    expect(table.by('owner', 'ana')).toEqual([]);
    table.set('a', { owner: 'ana' });
    expect(table.by('owner', 'ana')).toEqual([{ owner: 'ana' }]);
    table.settle();
    expect(table.committed.by('owner', 'ana')).toEqual([{ owner: 'ana' }]);
  });

  it('goes back to what is committed when the batch is dropped', () => {
    table.set('a', { owner: 'ruth' });
    table.delete('b');
    table.set('c', { owner: 'ana' });
    table.drop();
    expect(keys(table.values())).toEqual(['ana', 'ruth']);
    expect(table.by('owner', 'ana')).toEqual([{ owner: 'ana' }]);
    expect(table.changes()).toEqual([]);
    table.settle();
    expect(keys(table.committed.values())).toEqual(['ana', 'ruth']);
  });

  it('keeps an archived row for its batch, and forgets it once it is on disk', () => {
    table.set('a', { owner: 'ana', done: true });
    expect(table.get('a')).toBeDefined();
    expect(table.changes()).toEqual([{ key: 'a', value: { owner: 'ana', done: true } }]);
    table.settle();
    expect(table.get('a')).toBeUndefined();
    expect(table.committed.by('owner', 'ana')).toEqual([]);
    expect(table.by('owner', 'ana')).toEqual([]);
    expect(table.size).toBe(1);
  });

  it('names the last value of each changed row once, and a deleted one as undefined', () => {
    table.set('a', { owner: 'x' });
    table.set('a', { owner: 'y' });
    table.delete('b');
    expect(table.changes()).toEqual([
      { key: 'a', value: { owner: 'y' } },
      { key: 'b', value: undefined },
    ]);
  });

  it('is empty after clear, indexes too', () => {
    table.set('c', { owner: 'ana' });
    table.clear();
    expect(table.size).toBe(0);
    expect(table.by('owner', 'ana')).toEqual([]);
    table.settle();
    expect(table.committed.size).toBe(0);
    expect(table.committed.by('owner', 'ana')).toEqual([]);
  });

  it('says so when it is asked for an index that it has not', () => {
    expect(() => table.by('place', 'room')).toThrow(RangeError);
  });
});
