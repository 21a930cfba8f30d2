import { describe, expect, it } from 'vitest';
import type { Json } from '../base/canonical.ts';
import { HELD_PRESSES } from '../contract/hand.ts';
import { feedbackFor, handState } from './hand-state.ts';
import { button, device, person, smallHouse, type Stage } from './testing/stage.ts';

const told = (stage: Stage, of = 'b-ana'): ReturnType<typeof feedbackFor> =>
  feedbackFor(stage.state.committed, { device: device(of), rev: 7, at: stage.at });
const show = (stage: Stage, reopened = 0): unknown => {
  const { alarm } = stage.alarm;
  // as: an id by hand.
  return stage.give({ type: 'shown', alarms: [alarm], reopened: new Map([[alarm, reopened]]), console: 'c1' as never, at: stage.at });
};
const unseen = (stage: Stage): unknown => {
  stage.pass(15_000);
  return stage.due('alarms', stage.alarm.alarm);
};

describe('what is proven, and no more', () => {
  it.each<[string, (stage: Stage) => unknown]>([
    ['held', () => undefined],
    ['unseen', unseen],
    ['shown', show],
    ['shown', (stage) => [unseen(stage), show(stage)]],
    ['taken', (stage) => stage.act('maria', 'take')],
    ['coming', (stage) => [stage.act('maria', 'take'), stage.act('maria', 'coming')]],
    ['here', (stage) => [stage.act('maria', 'take'), stage.act('maria', 'here')]],
    // A release takes *taken* back.
    ['held', (stage) => [stage.act('maria', 'take'), stage.act('maria', 'release')]],
    ['shown', (stage) => [show(stage), stage.act('maria', 'take'), stage.act('maria', 'release')]],
    // All clear is between people until it is confirmed; the hand goes on to show what was proven last.
    ['held', (stage) => stage.act('maria', 'all-clear')],
    ['shown', (stage) => [show(stage), stage.act('maria', 'all-clear')]],
    ['taken', (stage) => [stage.act('maria', 'take'), stage.act('maria', 'all-clear')]],
    ['here', (stage) => [stage.act('maria', 'take'), stage.act('maria', 'here'), stage.act('maria', 'all-clear')]],
    // Open again after an all clear: what was on screens before says nothing of it.
    ['held', (stage) => [show(stage), stage.act('maria', 'all-clear'), stage.act('lee', 'not-all-clear')]],
    ['held', (stage) => [show(stage), stage.act('maria', 'all-clear'), stage.press('b-ana', [1, 2])]],
    ['unseen', (stage) => [show(stage), stage.act('maria', 'all-clear'), stage.press('b-ana', [1, 2]), unseen(stage)]],
    ['held', (stage) => [unseen(stage), stage.act('maria', 'all-clear'), stage.press('b-ana', [1, 2])]],
    ['shown', (stage) => [show(stage), stage.act('maria', 'all-clear'), stage.press('b-ana', [1, 2]), show(stage, 1)]],
    // A word about the time before, which comes late; one about a time that never was.
    ['held', (stage) => [stage.act('maria', 'all-clear'), stage.press('b-ana', [1, 2]), show(stage), show(stage, 2)]],
    ['cancel-asked', (stage) => stage.press('b-ana', [1, 2], { kind: 'cancel' })],
    ['cancel-asked', (stage) => [stage.press('b-ana', [1, 2], { kind: 'cancel' }), stage.act('maria', 'take')]],
    ['coming', (stage) => [stage.press('b-ana', [1, 2], { kind: 'cancel' }), stage.act('maria', 'take'), stage.act('maria', 'coming')]],
    // Pressing again takes the wish to cancel back.
    ['held', (stage) => [stage.press('b-ana', [1, 2], { kind: 'cancel' }), stage.press('b-ana', [1, 3])]],
    ['closed', (stage) => [stage.act('maria', 'all-clear'), stage.act('lee', 'close', { outcome: 'genuine' })]],
  ])('%s', (state, story) => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    story(stage);
    expect(told(stage).state).toBe(state);
    for (const alarm of stage.state.alarms.values()) expect(handState(alarm)).toBe(state);
  });

  it('says the same to every device of the worker, and nothing to anybody else’s', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.act('maria', 'take');
    expect(told(stage, 'b-ana-2')).toMatchObject({ state: 'taken', alarm: stage.alarm.alarm, held: [] });
    expect(told(stage, 'b-desk')).not.toHaveProperty('state');
  });

  it('names who comes on the worker’s own phone, and never on a button', () => {
    const stage = smallHouse();
    stage.put(button('phone-ana', { family: 'phone', worker: person('ana') }));
    stage.press('b-ana', [1, 1]);
    stage.act('maria', 'take');
    expect(told(stage, 'phone-ana')).toMatchObject({ by: 'maria' });
    expect(told(stage, 'b-ana')).not.toHaveProperty('by');
    stage.act('maria', 'coming', { responder: 'tom' });
    expect(told(stage, 'phone-ana')).toMatchObject({ by: 'tom' });
  });

  it('lists the last presses that are on disk, newest last', () => {
    const stage = smallHouse();
    for (let seq = 1; seq <= 6; seq += 1) stage.press('b-ana', [1, seq], { kind: 'test' });
    for (let seq = 1; seq <= 4; seq += 1) stage.press('b-ana', [2, seq], { kind: 'test' });
    const expected = [...[3, 4, 5, 6].map((seq) => [1, seq]), ...[1, 2, 3, 4].map((seq) => [2, seq])];
    expect(told(stage).held).toEqual(expected);
    expect(told(stage).held).toHaveLength(HELD_PRESSES);
  });

  it('says closed until the device has confirmed it, and for a day at most', () => {
    const closed = (): Stage => {
      const stage = smallHouse();
      stage.press('b-ana', [1, 1]);
      stage.act('maria', 'all-clear');
      stage.act('lee', 'close', { outcome: 'genuine' });
      return stage;
    };
    const confirmed = closed();
    const { alarm } = told(confirmed);
    const ack = { type: 'hand-ack', device: device('b-ana'), rev: 7, state: 'closed', alarm: alarm as never } as const; // as: an id by hand.
    confirmed.give(ack);
    expect(told(confirmed)).not.toHaveProperty('state');
    const late = closed();
    late.pass(86_400_000);
    expect(told(late).state).toBe('closed');
    late.pass(1);
    expect(told(late)).not.toHaveProperty('state');
  });

  it('keeps on the alarm what the device has shown, and notes it once', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    const ack = (rev: number, state: 'held' | 'shown'): string[] => [
      ...stage.give({ type: 'hand-ack', device: device('b-ana'), rev, state, alarm: stage.alarm.alarm }).kinds,
    ];
    expect(ack(5, 'held')).toEqual(['HandConfirmed']);
    expect(stage.alarm).toMatchObject({ hand: { state: 'held' } });
    expect(ack(6, 'held')).toEqual([]);
    expect(ack(5, 'shown')).toEqual([]);
    expect(ack(6, 'shown')).toEqual(['HandConfirmed']);
  });

  it('shows an alarm that the rules had to open blindly, for the device alone', () => {
    const stage = smallHouse();
    stage.put(button('b-blind'));
    stage.press('b-blind', [1, 1]);
    const owned = stage.state.devices.get(device('b-blind'));
    if (owned !== undefined) stage.put({ ...owned, worker: person('ana') });
    expect(told(stage, 'b-blind')).toMatchObject({ alarm: stage.alarm.alarm, state: 'held' });
  });

  it('lists the presses that were heard last: what is repeated comes to the front, what is not committed never does', () => {
    const stage = smallHouse();
    for (let seq = 1; seq <= 20; seq += 1) stage.press('b-ana', [1, seq]);
    const held = (...heard: [number, number][]): string =>
      feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 7, at: stage.at, heard })
        .held.map(([boot, seq]) => `${String(boot)}.${String(seq)}`)
        .join(' ');
    expect(held()).toBe('1.13 1.14 1.15 1.16 1.17 1.18 1.19 1.20');
    expect(held([1, 3])).toBe('1.14 1.15 1.16 1.17 1.18 1.19 1.20 1.3');
    expect(held([1, 20], [1, 3], [1, 18])).toBe('1.14 1.15 1.16 1.17 1.19 1.20 1.3 1.18');
    expect(held([2, 1], [1, 21])).toBe(held());
    const eight = [5, 6, 7, 8, 1, 2, 3, 4].map((seq): [number, number] => [1, seq]);
    expect(held(...eight)).toBe('1.5 1.6 1.7 1.8 1.1 1.2 1.3 1.4');
  });

  it('fits the schema of the wire', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    const body: Json = told(stage);
    expect(body).toMatchObject({ v: 1, rev: 7, recorded: true, at: new Date(stage.at).toISOString() });
  });
});
