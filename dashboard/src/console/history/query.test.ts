import { expect, test } from 'vitest';
import { NOTHING_ASKED, historyAddress } from './query.ts';

test.each([
  { asked: {}, address: '/api/v1/alarms' },
  { asked: { person: 'p&1' }, address: '/api/v1/alarms?person=p%261' },
  { asked: { place: 'x', outcome: 'drill' as const }, address: '/api/v1/alarms?place=x&outcome=drill' },
  { asked: { from: '2026-11-23' }, address: `/api/v1/alarms?from=${new Date(2026, 10, 23).getTime()}` },
  { asked: { to: '2026-11-30' }, address: `/api/v1/alarms?to=${new Date(2026, 11, 1).getTime()}` },
  { asked: { from: 'no day' }, address: '/api/v1/alarms' },
])('$address', ({ asked, address }) => {
  expect(historyAddress({ ...NOTHING_ASKED, ...asked }, undefined)).toBe(address);
});

test('a cursor goes along', () => {
  expect(historyAddress(NOTHING_ASKED, 'c 1')).toBe('/api/v1/alarms?cursor=c+1');
});
