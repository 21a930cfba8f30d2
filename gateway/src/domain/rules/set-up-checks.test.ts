import { describe, expect, it } from 'vitest';
import type { GrantId, PlaceId } from '../../base/ids.ts';
import type { Change } from '../input.ts';
import { person, smallHouse, somebody } from '../testing/stage.ts';

it('the only administrator can not be erased, however many grants they hold', () => {
  const stage = smallHouse();
  // as: an id by hand.
  const value = { grant: 'g-sam-2' as GrantId, person: person('sam'), role: 'administrator' as const };
  stage.give({ type: 'save', actor: 'test', changes: [{ put: 'grant', value }] });
  const { reply } = stage.give({ type: 'save', actor: 'test', changes: [{ erase: 'person', key: person('sam') }] });
  expect(reply).toMatchObject({ outcome: 'refused', code: 'last-administrator' });
});

describe('somebody is left to administer', () => {
  // as (all): ids by hand.
  const grant = (id: string, who: string, place?: string): Change => ({
    put: 'grant',
    value: {
      grant: id as GrantId,
      person: person(who),
      role: 'administrator',
      ...(place === undefined ? {} : { place: place as PlaceId }),
    },
  });
  const gone = (id: string): Change => ({ put: 'person', value: somebody(id, { active: false }) });
  const erase = (id: string): Change => ({ erase: 'person', key: person(id) });
  const withdraw = (id: string): Change => ({ remove: 'grant', key: id as GrantId });
  const isTaken = (before: Change[], changes: Change[]): string => {
    const stage = smallHouse();
    stage.give({ type: 'save', actor: 'test', changes: before });
    const { reply } = stage.give({ type: 'save', actor: 'test', changes });
    return reply.outcome === 'refused' ? reply.code : reply.outcome;
  };

  it.each<[string, string, Change[], Change[]]>([
    ['the only one withdrawn', 'last-administrator', [], [withdraw('g-sam')]],
    ['the only one gone', 'last-administrator', [], [gone('sam')]],
    ['another of the whole house is left', 'accepted', [grant('g-lee', 'lee')], [withdraw('g-sam')]],
    ['another who has left is none', 'last-administrator', [grant('g-lee', 'lee'), gone('lee')], [gone('sam')]],
    ['one of a site alone does not do for the house', 'last-administrator', [grant('g-lee', 'lee', 'site')], [withdraw('g-sam')]],
    ['one of a site may go', 'accepted', [grant('g-lee', 'lee', 'site')], [withdraw('g-lee')]],
    ['one goes, another comes in the same list', 'accepted', [], [withdraw('g-sam'), grant('g-lee', 'lee')]],
    ['two of two go in one list', 'last-administrator', [grant('g-lee', 'lee')], [gone('sam'), gone('lee')]],
    ['one goes and the other is erased', 'last-administrator', [grant('g-lee', 'lee')], [gone('sam'), erase('lee')]],
    ['two of two are erased', 'last-administrator', [grant('g-lee', 'lee')], [erase('sam'), erase('lee')]],
    ['one is erased, the other loses the role', 'last-administrator', [grant('g-lee', 'lee')], [erase('lee'), withdraw('g-sam')]],
    ['two of three go', 'accepted', [grant('g-lee', 'lee'), grant('g-ana', 'ana')], [gone('sam'), gone('lee')]],
    ['a role given to somebody who goes', 'last-administrator', [], [grant('g-lee', 'lee'), gone('lee'), gone('sam')]],
    ['a second grant of the same person', 'accepted', [grant('g-sam-2', 'sam')], [withdraw('g-sam')]],
  ])('%s: %s', (_, answer, before, changes) => {
    expect(isTaken(before, changes)).toBe(answer);
  });
});
