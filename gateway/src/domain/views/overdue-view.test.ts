import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../base/durations.ts';
import type { GrantId } from '../../base/ids.ts';
import type { OverdueView } from '../../contract/debrief.ts';
import { button, person, place, smallHouse, somebody, somewhere, type Stage } from '../testing/stage.ts';
import { isWithin } from '../places.ts';
import { isAbove } from '../rules/debrief-rights.ts';
import { lateItems, overdueFor } from './overdue-view.ts';

/** Ana's alarm in room 1 and one in room 4, which is Ruth's to look after; both welfare checks are late. */
function late(): Stage {
  const stage = smallHouse();
  stage.put(somewhere('north', { kind: 'site' }));
  stage.press('b-ana', [1, 1]);
  stage.press('b-desk', [1, 1]);
  stage.pass(8 * HOUR_MS + 1);
  return stage;
}

const seen = (stage: Stage, reader: string): OverdueView => overdueFor(stage.state.committed, stage.reader(reader));
const administers = (stage: Stage, who: string, where: string): void => {
  const grant = `g-${who}` as GrantId; // as: an id by hand.
  stage.state.grants.set(grant, { grant, person: person(who), role: 'administrator', place: place(where) });
  stage.state.settle();
};

describe('what is overdue below a reader', () => {
  it('is nothing until the very time is over', () => {
    const stage = late();
    stage.pass(-1);
    expect(seen(stage, 'sam').total).toBe(0);
    stage.pass(1);
    expect(seen(stage, 'sam').total).toBe(2);
  });

  it('is counted for each who stands above the owner, however high, once', () => {
    const stage = late();
    stage.put(somebody('top'), somebody('sam', { manager: person('top') }));
    for (const reader of ['sam', 'top'])
      expect(seen(stage, reader)).toMatchObject({
        total: 2,
        kinds: [{ kind: 'welfare', count: 2 }],
        owners: [{ person: { person: 'ruth' }, count: 2 }],
      });
    for (const reader of ['ruth', 'ana', 'maria', 'nobody']) expect(seen(stage, reader)).toMatchObject({ total: 0, owners: [] });
  });

  it.each([
    ['room1', 1],
    ['room4', 1],
    ['site', 2],
    ['north', 0],
  ])('for an administrator of %s it is that place’s number, without anybody’s name', (where, count) => {
    const stage = late();
    administers(stage, 'maria', where);
    expect(seen(stage, 'maria')).toMatchObject({ total: count, owners: [], places: [{ place: where, count }] });
  });

  it('does not count what was done, nor a reader’s own alarm', () => {
    const stage = late();
    administers(stage, 'ana', 'site');
    expect(seen(stage, 'ana').total).toBe(1);
    for (const { debrief } of [...stage.state.debriefs.values()])
      stage.give({ type: 'debrief', actor: person('ruth'), debrief, command: { do: 'welfare', body: { safe: true } } });
    expect(seen(stage, 'sam')).toMatchObject({ total: 0, kinds: [], owners: [] });
  });

  it('ends where a line goes round in a circle', () => {
    const stage = late();
    stage.put(somebody('sam', { manager: person('ruth') }));
    expect(seen(stage, 'sam').total).toBe(2);
  });
});

/** Every place asked about every item that is late: slow, and plain to see. */
function countedOneByOne(stage: Stage, reader: string): Map<string, number> {
  const { committed } = stage.state;
  const me = person(reader);
  const roots = committed.grants.by('person', me).map((grant) => grant.place);
  const isIn = (where: (typeof roots)[number], root: (typeof roots)[number]): boolean =>
    root === undefined || isWithin(committed.places, where, root);
  const late = [...committed.debriefs.values()]
    .filter(
      ({ worker, owner, place: where }) => worker !== me && (isAbove(committed, me, owner) || roots.some((root) => isIn(where, root))),
    )
    .flatMap((debrief) => lateItems(committed, debrief, { at: stage.at, holidays: undefined }).map(() => debrief));
  return new Map([...committed.places.values()].map(({ place: id }) => [id, late.filter((debrief) => isIn(debrief.place, id)).length]));
}

it('in whatever tree of places, loops and holes among them, each has the number that counting one by one gives', () => {
  const room = fc.nat({ max: 7 });
  const trees = fc.array(fc.option(room), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(trees, fc.array(room, { minLength: 1, maxLength: 5 }), fc.option(room), (parents, pressed, root) => {
      const stage = smallHouse();
      const id = (one: number | null): ReturnType<typeof place> | undefined => (one === null ? undefined : place(`p${String(one)}`));
      // The seventh is missing.
      stage.put(...parents.slice(0, 7).map((parent, i) => somewhere(`p${String(i)}`, { parent: id(parent) })));
      stage.put(...pressed.map((where, i) => button(`b-${String(i)}`, { place: id(where) })));
      pressed.forEach((_, i) => stage.press(`b-${String(i)}`, [1, 1]));
      stage.pass(8 * HOUR_MS + 1);
      const grant = 'g-lee' as GrantId; // as: an id by hand.
      stage.state.grants.set(grant, { grant, person: person('lee'), role: 'administrator', ...(root === null ? {} : { place: id(root) }) });
      stage.state.settle();
      for (const reader of ['lee', 'sam']) {
        const all = countedOneByOne(stage, reader);
        for (const one of seen(stage, reader).places) expect([one.place, one.count]).toEqual([one.place, all.get(one.place)]);
      }
    }),
    { numRuns: 200 },
  );
});
