import { expect, it } from 'vitest';
import type { GrantId } from '../../base/ids.ts';
import { person, smallHouse } from '../testing/stage.ts';

it('the only administrator can not be erased, however many grants they hold', () => {
  const stage = smallHouse();
  // as: an id by hand.
  const value = { grant: 'g-sam-2' as GrantId, person: person('sam'), role: 'administrator' as const };
  stage.give({ type: 'save', actor: 'test', changes: [{ put: 'grant', value }] });
  const { reply } = stage.give({ type: 'save', actor: 'test', changes: [{ erase: 'person', key: person('sam') }] });
  expect(reply).toMatchObject({ outcome: 'refused', code: 'last-administrator' });
});
