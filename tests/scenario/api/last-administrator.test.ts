// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputIdFrom, type PersonId } from '../../../gateway/src/base/ids.ts';
import { hasAdministrator } from '../../../gateway/src/domain/administrators.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import { House, type Answer } from './house.ts';

describe('two administrators who go at the same time', () => {
  let house: House;
  let admin: string;

  beforeEach(async () => {
    house = await House.open();
    admin = await house.administrator();
    await house.person(admin, { name: 'Bo Second', login: 'bo', roles: [{ role: 'administrator' }] });
  });

  afterEach(() => house.close());

  const upload = (lines: readonly string[], query = ''): Promise<Answer> =>
    house.ask('POST', `/api/v1/import/people${query}`, {
      raw: { type: 'text/csv', body: ['login,name,active', ...lines].join('\n') },
      cookie: admin,
    });
  const others = Array.from({ length: 250 }, (_, n) => `l${n},Person ${n},yes`);
  const active = (): (boolean | undefined)[] => ['ada', 'bo'].map((login) => house.engine.committed.people.by('login', login)[0]?.active);

  test.each([
    ['one slice', ['ada,Ada Min,no', 'bo,Bo Second,no', ...others], [2, 3]],
    ['two slices', ['ada,Ada Min,no', ...others, 'bo,Bo Second,no'], [2, 253]],
  ])('in %s of an import: both lines are named, in a dry run too, and nothing is recorded', async (_, lines, named) => {
    for (const query of ['?dryRun=1', '']) {
      const { json } = await upload(lines, query);
      expect(json.problems).toEqual(named.map((line) => ({ line, column: 'active', problem: 'nobody would be left to administer' })));
    }
    expect(active()).toEqual([true, true]);
    expect(house.engine.committed.people.size).toBe(2);
  });

  test('one of them may go by an import', async () => {
    expect((await upload(['ada,Ada Min,yes', 'bo,Bo Second,no'])).json).toMatchObject({ changed: 1, problems: [] });
    expect(active()).toEqual([true, false]);
    expect((await upload(['ada,Ada Min,no'])).json.problems).toHaveLength(1);
  });

  test('by two requests that are decided in one batch: the second is refused', async () => {
    const { engine } = house;
    const go = (login: string): Promise<Reply> => {
      const [value] = engine.committed.people.by('login', login);
      if (value === undefined) throw new Error('nobody of this login');
      return engine.submit({
        id: inputIdFrom(engine.ids),
        type: 'save',
        actor: 'test',
        changes: [{ put: 'person', value: { ...value, active: false } }],
      });
    };
    expect(await Promise.all([go('ada'), go('bo')])).toMatchObject([
      { outcome: 'accepted' },
      { outcome: 'refused', code: 'last-administrator' },
    ]);
    const erase = (login: string): Promise<Reply> => {
      const key = engine.committed.people.by('login', login)[0]?.person ?? ('' as PersonId); // as: it is there.
      return engine.submit({ id: inputIdFrom(engine.ids), type: 'save', actor: 'test', changes: [{ erase: 'person', key }] });
    };
    expect(await erase('bo')).toMatchObject({ outcome: 'refused', code: 'last-administrator' });
    expect(hasAdministrator(engine.committed)).toBe(true);
  });
});
