import { expect, it } from 'vitest';
import { smallHouse } from '../testing/stage.ts';

const BY_RADIO = { by: 'serial' as const, receiver: 'beacon-4', rssi: -60 };

it.each(['check-in', 'check-in-start', 'test', 'tamper', 'cancel'] as const)(
  'where a %s was heard is in no fact while no alarm is open, nor are its copies through other receivers',
  (kind) => {
    const stage = smallHouse();
    const first = stage.press('b-ana', [1, 1], { kind, path: BY_RADIO });
    const copy = stage.press('b-ana', [1, 1], { kind, path: { ...BY_RADIO, receiver: 'beacon-1' } });
    expect(first.kinds).toContain('SignalReceived');
    expect(copy).toMatchObject({ reply: { outcome: 'duplicate' }, kinds: [] });
    expect(JSON.stringify([first.facts, [...stage.state.presses.values()]])).not.toMatch(/beacon|rssi/);
  },
);

it('where a press was heard is used, and so is what is heard of its worker while the alarm is open', () => {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1], { path: BY_RADIO });
  stage.press('b-ana', [1, 1], { path: { ...BY_RADIO, receiver: 'beacon-1' } });
  expect(stage.alarm.heard).toEqual([
    { receiver: 'beacon-4', rssi: -60 },
    { receiver: 'beacon-1', rssi: -60 },
  ]);
});
