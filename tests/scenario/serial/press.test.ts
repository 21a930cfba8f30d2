import { describe, expect, it } from 'vitest';
import { TestButton } from './receiver.ts';
import { Stage, until } from './stage.ts';

describe('a press by radio', () => {
  it('is acknowledged after its commit and not before', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    stage.intake.commits = false;
    await stage.receiver().hears(button.press(17, { age: 250, battery: 80, beacon: 'ROOM-12' }), -71);
    await until(() => stage.intake.signals.length === 1);
    const { signal } = stage.signal();
    expect(signal).toEqual({
      device: 'B-07',
      boot: 1,
      seq: 17,
      kind: 'duress',
      receivedAt: stage.clock.wall(),
      pressedAt: stage.clock.wall() - 250,
      path: { by: 'serial', receiver: 'RX-1', rssi: -71 },
      battery: 80,
      place: { beacon: 'ROOM-12' },
      pin: undefined,
    });
    // The greeting goes out meanwhile: the way back is proven open, and still nothing is held.
    await until(() => button.feedback(stage.air).length > 0);
    expect(button.held(stage.air)).toEqual([]);
    stage.signal().commit();
    await until(() => button.held(stage.air).length === 1);
    expect(button.held(stage.air)).toEqual([[[1, 17]]]);
  });

  it('is not acknowledged when nothing was taken in, and then is by its repeat', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    stage.intake.commits = false;
    await stage.receiver().hears(button.press(1));
    await until(() => stage.intake.signals.length === 1);
    stage.signal().refuse();
    await until(() => stage.counters.of('serial.not-taken') === 1);
    await stage.receiver().hears(button.press(1, { age: 1_000 }));
    await until(() => stage.intake.signals.length === 2);
    expect(button.held(stage.air)).toEqual([]);
    stage.signal(1).commit();
    await until(() => button.held(stage.air).length === 1);
  });

  it('is handed over once while it waits, however often it is repeated, and then acknowledged', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    stage.intake.commits = false;
    for (let age = 0; age < 5_000; age += 1_000) await stage.receiver().hears(button.press(1, { age }));
    await until(() => stage.counters.of('serial.already-waiting') === 4);
    expect(stage.intake.signals).toHaveLength(1);
    stage.signal().commit();
    await until(() => button.held(stage.air).length === 1);
  });

  it('that is known is acknowledged again when its repeat comes in a new frame', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.press(1));
    await until(() => button.held(stage.air).length === 1);
    stage.intake.commits = false;
    await stage.receiver().hears(button.press(1, { age: 1_000 }));
    await until(() => stage.intake.signals.length === 2);
    stage.signal(1).commit({ outcome: 'duplicate' });
    await until(() => button.held(stage.air).length === 2);
    expect(button.held(stage.air)[1]).toEqual([[1, 1]]);
  });

  it('keeps its counters over the wrap: seq 4294967295, then 0', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.press(0xffff_ffff));
    await stage.receiver().hears(button.press(0));
    await until(() => stage.intake.signals.length === 2);
    expect(stage.intake.signals.map(({ signal }) => signal.seq)).toEqual([0xffff_ffff, 0]);
    await until(() => button.held(stage.air).some((held) => held.length === 2));
  });

  it('that this version can not read is recorded still sealed, and acknowledged', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const air = button.sealed('signal', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 9, 200));
    await stage.receiver().hears(air);
    await until(() => button.held(stage.air).length === 1);
    expect(stage.intake.unreadables).toEqual([{ device: 'B-07', raw: air, why: 'fields of a signal' }]);
    expect(button.held(stage.air)).toEqual([[[1, 9]]]);
    expect(stage.intake.signals).toEqual([]);
  });
});

describe('two receivers', () => {
  it('hand over one press twice, each with its strength, and one acknowledgement goes through the better one', async () => {
    await using stage = await Stage.byHand(['RX-WEST', 'RX-EAST']);
    const button = new TestButton('B-07');
    stage.intake.add(button);
    stage.intake.commits = false;
    const air = button.press(1);
    await stage.receiver(0).hears(air, -90);
    await until(() => stage.intake.signals.length === 1);
    await stage.receiver(1).hears(air, -50);
    await until(() => stage.intake.signals.length === 2);
    expect(stage.intake.signals.map(({ signal }) => signal.path)).toEqual([
      { by: 'serial', receiver: 'RX-WEST', rssi: -90 },
      { by: 'serial', receiver: 'RX-EAST', rssi: -50 },
    ]);
    expect(stage.counters.of('serial.copies')).toBe(1);
    stage.signal(0).commit();
    stage.signal(1).commit({ outcome: 'duplicate' });
    await until(() => button.held(stage.receiver(1).air).length === 1);
    await stage.receiver(0).hears(button.transmits({ type: 'status', boot: 1 }), -91);
    await until(() => stage.intake.lives.length === 3);
    expect(button.held(stage.air)).toHaveLength(1);
  });

  it('pass on presses in different order: none is lost', async () => {
    await using stage = await Stage.byHand(['RX-WEST', 'RX-EAST']);
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const first = button.press(1);
    const second = button.press(2);
    await stage.receiver(0).hears(second);
    await until(() => stage.intake.signals.length === 1);
    await stage.receiver(1).hears(first);
    await until(() => stage.intake.signals.length === 2);
    expect(stage.intake.signals.map(({ signal }) => signal.seq)).toEqual([2, 1]);
  });
});
