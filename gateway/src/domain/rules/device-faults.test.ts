import { describe, expect, it } from 'vitest';
import { COUNTER_MAX } from '../../contract/radio/codes.ts';
import type { Device } from '../devices.ts';
import { button, device, smallHouse, type Stage } from '../testing/stage.ts';

const [OLD, NEW] = ['0'.repeat(32), '1'.repeat(32)];
const SPENT = { code: 'radio-key-spent', subject: 'device:R-1', label: 'R-1' } as const;

/** A house with a radio button whose counters were given out up to here. */
function radioHouse(reservedTo: number): Stage {
  const stage = smallHouse();
  stage.put(button('R-1', { family: 'radio', radioKey: OLD }));
  stage.give({ type: 'downlink', device: device('R-1'), from: reservedTo - 1_024, reserveTo: reservedTo });
  return stage;
}

const save = (stage: Stage, more: Partial<Device>): readonly string[] =>
  stage.give({
    type: 'save',
    actor: 'test',
    changes: [{ put: 'device', value: button('R-1', { family: 'radio', radioKey: OLD, ...more }) }],
  }).kinds;

const reserved = (stage: Stage): number | undefined => stage.state.downlinks.get(device('R-1'))?.reservedTo;

describe('a key and its frame counters', () => {
  it.each([1_024, COUNTER_MAX + 1])('another key begins its counters anew, spent or not: %d', (reservedTo) => {
    const stage = radioHouse(reservedTo);
    expect(save(stage, { radioKey: NEW })).toEqual(['DeviceSaved', 'DownlinkReserved']);
    expect(reserved(stage)).toBe(0);
  });

  it('the fault of the spent key is over in the commit of the new one', () => {
    const stage = radioHouse(COUNTER_MAX + 1);
    stage.give({ type: 'fault', open: true, ...SPENT });
    expect(save(stage, { label: 'another' })).toEqual(['DeviceSaved']);
    expect([stage.state.faults.size, reserved(stage)]).toEqual([1, COUNTER_MAX + 1]);
    expect(save(stage, { radioKey: NEW })).toEqual(['DeviceSaved', 'DownlinkReserved', 'FaultClosed']);
    expect(stage.state.faults.size).toBe(0);
    // The key of now again is none that begins anew.
    stage.give({ type: 'downlink', device: device('R-1'), from: 0, reserveTo: 1_024 });
    expect(save(stage, { radioKey: NEW })).toEqual(['DeviceSaved']);
    expect(reserved(stage)).toBe(1_024);
  });

  it('also when it was revoked in between; without a key nothing begins anew', () => {
    const stage = radioHouse(4_096);
    expect(save(stage, { radioKey: undefined, revoked: true })).toEqual(['DeviceSaved']);
    expect(reserved(stage)).toBe(4_096);
    expect(save(stage, { radioKey: NEW })).toEqual(['DeviceSaved', 'DownlinkReserved']);
  });

  it('no counter is given out twice: who knew of fewer reservations is refused', () => {
    const stage = radioHouse(4_096);
    const ask = (from: number): unknown =>
      stage.give({ type: 'downlink', device: device('R-1'), from, reserveTo: from + 1_024 }).reply.outcome;
    expect([ask(0), ask(4_095), reserved(stage), ask(4_096), reserved(stage)]).toEqual(['refused', 'refused', 4_096, 'accepted', 5_120]);
  });
});

it('what stands about a device ends with it, and nothing else does', () => {
  const stage = radioHouse(1_024);
  stage.press('R-1', [1, 1], { kind: 'tamper' });
  stage.press('b-ana', [1, 1], { kind: 'tamper' });
  stage.give({ type: 'fault', open: true, ...SPENT, code: 'radio-replay' });
  expect(save(stage, { radioKey: undefined, revoked: true })).toEqual(['DeviceSaved', 'FaultClosed', 'FaultClosed']);
  expect([...stage.state.faults.values()]).toMatchObject([{ code: 'device-tamper', subject: 'device:b-ana' }]);
});
