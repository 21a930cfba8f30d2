import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import { device, MONDAY_NINE, place, smallHouse, type Stage } from '../testing/stage.ts';
import { isTestable, siteOf, testDueAt, testPolicyAt, testPolicyKey, testStateOf } from './test-round.ts';

const SYDNEY = 'Australia/Sydney';

const set = (stage: Stage, every: string | null, where?: string): void => {
  stage.give({
    type: 'save',
    actor: 'person:sam',
    changes: [{ put: 'setting', key: testPolicyKey(where === undefined ? undefined : place(where)), value: every }],
  });
};

describe('when a button is untested', () => {
  test.each([
    ['off', MONDAY_NINE, undefined],
    ['week', MONDAY_NINE, MONDAY_NINE + 7 * DAY_MS],
    ['month', MONDAY_NINE, MONDAY_NINE + 31 * DAY_MS],
    // Tested at nine on Monday: until ten on Tuesday.
    ['shift', MONDAY_NINE, MONDAY_NINE + DAY_MS + HOUR_MS],
    // Tested at nine on Friday: until ten on Monday.
    ['shift', MONDAY_NINE + 4 * DAY_MS, MONDAY_NINE + 7 * DAY_MS + HOUR_MS],
    ['week', undefined, 0],
  ] as const)('by policy %s, tested at %s: from %s on', (every, tested, due) => {
    expect(testDueAt(every, tested, SYDNEY)).toBe(due);
  });

  test('on both sides of its time', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'test' });
    const ana = stage.state.devices.get(device('b-ana'));
    if (ana === undefined) throw new RangeError('no button');
    expect(testStateOf(stage.state, ana, stage.at + 7 * DAY_MS - 1).untested).toBe(false);
    expect(testStateOf(stage.state, ana, stage.at + 7 * DAY_MS).untested).toBe(true);
  });
});

describe('the policy', () => {
  test('is each week where nobody has said so, and then no fault may stand', () => {
    expect(testPolicyAt(smallHouse().state, place('room1'))).toEqual({ every: 'week', isSet: false });
  });

  test('of the nearest place hides those around it and the house’s; taken away they hold again', () => {
    const stage = smallHouse();
    set(stage, 'month');
    set(stage, 'week', 'site');
    set(stage, 'shift', 'room1');
    const at = (where: string): string => testPolicyAt(stage.state, place(where)).every;
    expect([at('room1'), at('room4'), testPolicyAt(stage.state, undefined).every]).toEqual(['shift', 'week', 'month']);
    set(stage, null, 'room1');
    set(stage, 'off', 'site');
    expect(at('room1')).toBe('off');
  });

  test('that is no word of ours is none', () => {
    const stage = smallHouse();
    set(stage, 'yearly');
    expect(testPolicyAt(stage.state, undefined)).toEqual({ every: 'week', isSet: false });
  });
});

test.each([
  ['duress', false, true],
  ['radio', false, true],
  ['phone', false, false],
  ['http', false, false],
  ['duress', true, false],
] as const)('a device of family %s, revoked %s: asked for is %s', (family, revoked, asked) => {
  const ana = smallHouse().state.devices.get(device('b-ana'));
  expect(ana !== undefined && isTestable({ ...ana, family, revoked })).toBe(asked);
});

test('a room belongs to its site, and what has no place to none', () => {
  const { state } = smallHouse();
  expect([siteOf(state, place('room1')), siteOf(state, undefined)]).toEqual(['site', undefined]);
});
