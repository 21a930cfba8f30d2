import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import { button, device, MONDAY_NINE, person, place, smallHouse, somebody, somewhere, type Stage } from '../testing/stage.ts';
import { workingTimeIn } from '../working-hours.ts';
import { isTestable, siteOf, testDueAt, testPolicyAt, testPolicyKey, testRound } from './test-round.ts';

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
    expect(testDueAt(every, tested, workingTimeIn(SYDNEY))).toBe(due);
  });

  test('on both sides of its time', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'test' });
    const ana = stage.state.devices.get(device('b-ana'));
    if (ana === undefined) throw new RangeError('no button');
    expect(testRound(stage.state, stage.at + 7 * DAY_MS - 1)(ana).untested).toBe(false);
    expect(testRound(stage.state, stage.at + 7 * DAY_MS)(ana).untested).toBe(true);
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

describe('a round of many buttons', () => {
  /** Buttons in two sites and with workers of no place; each may have been tested at a time of its own. */
  const house = fc.record({
    zones: fc.tuple(...[0, 1].map(() => fc.constantFrom(undefined, 'Australia/Sydney', 'Europe/Vienna', 'Africa/Cairo', 'Mars/Olympus'))),
    policies: fc.tuple(...[0, 1, 2, 3].map(() => fc.constantFrom(null, 'off', 'shift', 'week', 'month'))),
    buttons: fc.array(
      fc.record({
        where: fc.constantFrom(undefined, 'site', 'room1', 'north', 'north1'),
        worker: fc.constantFrom(undefined, 'ana', 'tom'),
        // The weeks in which clocks are set in Sydney, Vienna and Cairo.
        tested: fc.option(fc.integer({ min: Date.UTC(2026, 2, 20), max: Date.UTC(2026, 4, 1) }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    at: fc.integer({ min: Date.UTC(2026, 2, 27), max: Date.UTC(2026, 4, 8) }),
  });

  function furnished({ zones, policies, buttons }: ReturnType<typeof house.generate>['value']): Stage {
    const stage = smallHouse();
    const { state } = stage;
    stage.put(
      somewhere('site', { kind: 'site', zone: zones[0] }),
      somewhere('north', { kind: 'site', zone: zones[1] }),
      somewhere('north1', { parent: place('north') }),
      somebody('tom', { place: place('north1') }),
    );
    for (const [i, where] of [undefined, 'site', 'room1', 'north1'].entries()) set(stage, policies[i] ?? null, where);
    for (const { device: id } of [...state.devices.values()]) state.devices.delete(id);
    for (const [i, { where, worker, tested }] of buttons.entries()) {
      const id = `b${i}`;
      const kept = { place: where === undefined ? undefined : place(where), worker: worker === undefined ? undefined : person(worker) };
      stage.put(button(id, kept));
      if (tested !== undefined) state.tests.set(device(id), { device: device(id), passedAt: tested });
    }
    state.settle();
    return stage;
  }

  test('says of each what a round of it alone says', () => {
    fc.assert(
      fc.property(house, (story) => {
        const { state } = furnished(story);
        const buttons = [...state.devices.values()];
        const together = testRound(state, story.at);
        expect(buttons.map(together)).toEqual(buttons.map((one) => testRound(state, story.at)(one)));
      }),
      { numRuns: 200 },
    );
  });

  test('looks up as many days for a thousand buttons as for ten', () => {
    const looked = vi.spyOn(Temporal.PlainDate.prototype, 'toZonedDateTime');
    const zoned = vi.spyOn(Temporal.Instant.prototype, 'toZonedDateTimeISO');
    const lookUps = (count: number): number => {
      const stage = smallHouse();
      set(stage, 'shift');
      const tested = (i: number): number => MONDAY_NINE + (i % 10) * DAY_MS + i;
      const buttons = Array.from({ length: count }, (_, i) => button(`b${i}`, { place: place(i % 2 === 0 ? 'room1' : 'room4') }));
      for (const [i, one] of buttons.entries()) stage.state.tests.set(one.device, { device: one.device, passedAt: tested(i) });
      const before = looked.mock.calls.length + zoned.mock.calls.length;
      const stateOf = testRound(stage.state, MONDAY_NINE + 12 * DAY_MS);
      expect(buttons.every((one) => stateOf(one).every === 'shift')).toBe(true);
      return looked.mock.calls.length + zoned.mock.calls.length - before;
    };
    const [few, many] = [lookUps(10), lookUps(1_000)];
    looked.mockRestore();
    zoned.mockRestore();
    expect(many).toBe(few);
  });
});
