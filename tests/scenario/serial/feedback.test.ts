import { describe, expect, it } from 'vitest';
import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import { COUNTER_MAX } from '../../../gateway/src/contract/radio/codes.ts';
import { TestDisk } from './neighbours.ts';
import { TestButton } from './receiver.ts';
import { Stage, until } from './stage.ts';

function body(rev: number, more: Partial<FeedbackBody> = {}): FeedbackBody {
  return {
    v: 1,
    rev,
    alarm: '01jd0000000000000000k3v9m2',
    state: 'taken',
    held: [[1, 1]],
    recorded: true,
    at: '2026-01-01T00:00:00Z',
    ...more,
  };
}

describe('feedback by radio', () => {
  it('reaches the button with all it says, and is repeated until the button has confirmed it', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    expect(stage.ingest.link.reaches(button.id)).toBe(false);
    await stage.receiver().hears(button.transmits({ type: 'status', boot: 1 }));
    await until(() => button.feedback(stage.air).length === 1);
    expect(stage.ingest.link.reaches(button.id)).toBe(true);
    stage.ingest.link.tell(button.id, body(7));
    await until(() => button.feedback(stage.air).length === 2);
    expect(button.feedback(stage.air)[1]).toEqual({
      type: 'feedback',
      rev: 7,
      state: 'taken',
      recorded: true,
      alarm: '00k3v9m2',
      held: [[1, 1]],
    });
    stage.clock.advance(1_000);
    await until(() => button.feedback(stage.air).length === 3);
    stage.clock.advance(2_000);
    await until(() => button.feedback(stage.air).length === 4);
    await stage.receiver().hears(button.transmits({ type: 'shown', rev: 7 }));
    await until(() => stage.intake.handAcks.length === 1);
    stage.clock.advance(600_000);
    await stage.receiver().hears(button.transmits({ type: 'status', boot: 1 }));
    await until(() => stage.intake.lives.length === 3);
    expect(button.feedback(stage.air)).toHaveLength(4);
  });

  it('takes a frame counter of its own for every transmission', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.press(1));
    for (let rev = 1; rev <= 20; rev += 1) {
      stage.ingest.link.tell(button.id, body(rev));
      await until(() => button.feedback(stage.air).some((said) => said.rev === rev));
    }
    const counters = button.understands(stage.air).map(({ counter }) => counter);
    expect(new Set(counters).size).toBe(counters.length);
    expect(counters).toEqual([...counters].sort((one, other) => one - other));
  });

  it('ignores what is older than it has said, and gives up in between what a newer one replaces', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.transmits({ type: 'status', boot: 1 }));
    await until(() => button.feedback(stage.air).length === 1);
    for (let rev = 1; rev <= 30; rev += 1) stage.ingest.link.tell(button.id, body(rev));
    stage.ingest.link.tell(button.id, body(3));
    await until(() => button.feedback(stage.air).some((said) => said.rev === 30));
    expect(button.feedback(stage.air).length).toBeLessThan(5);
    expect(button.feedback(stage.air).at(-1)?.rev).toBe(30);
  });

  it('is said to a button that has started anew, with its configuration', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    stage.intake.hands.set('B-07', body(5));
    await stage.receiver().hears(button.transmits({ type: 'status', boot: 1 }));
    await stage.receiver().hears(button.transmits({ type: 'shown', rev: 5 }));
    await until(() => stage.intake.handAcks.length === 1);
    const before = button.feedback(stage.air).length;
    await stage.receiver().hears(button.transmits({ type: 'status', boot: 2 }));
    await until(() => button.feedback(stage.air).length > before);
    expect(button.feedback(stage.air).at(-1)?.rev).toBe(5);
    await until(() => button.understands(stage.air).some(({ message }) => message.type === 'config'));
  });

  it('goes on while the log is away, with the counters put aside before', async () => {
    const disk = new TestDisk();
    await using stage = await Stage.byHand(['RX-1'], disk);
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.transmits({ type: 'status', boot: 1 }));
    await until(() => button.feedback(stage.air).length === 1);
    disk.away = true;
    stage.ingest.link.tell(button.id, body(2, { recorded: false, state: 'shown' }));
    await until(() => button.feedback(stage.air).some(({ recorded }) => !recorded));
  });

  it('waits behind acknowledgements', async () => {
    await using stage = await Stage.byHand();
    const buttons = ['B-01', 'B-02', 'B-03', 'B-04'].map((id) => new TestButton(id));
    const pressed = new TestButton('B-07');
    for (const button of [...buttons, pressed]) stage.intake.add(button);
    for (const button of [...buttons, pressed]) await stage.receiver().hears(button.transmits({ type: 'status', boot: 1 }));
    await until(() => [...buttons, pressed].every((button) => button.understands(stage.air).length === 2));
    stage.intake.commits = false;
    await stage.receiver().hears(pressed.press(1));
    await until(() => stage.intake.signals.length === 1 && pressed.feedback(stage.air).length === 2);
    const before = stage.air.length;
    for (const button of buttons) stage.ingest.link.tell(button.id, body(9));
    stage.signal().commit();
    await until(() => stage.air.length === before + 5);
    // The first feedback was on its way already; the acknowledgement comes before all others.
    expect(pressed.held(stage.air.slice(before, before + 2))).toEqual([[[1, 1]]]);
  });

  it('waits for counters that are not there yet, and then says the newest alone', async () => {
    const disk = new TestDisk();
    await using stage = await Stage.byHand(['RX-1'], disk);
    const button = new TestButton('B-07');
    stage.intake.add(button);
    disk.away = true;
    await stage.receiver().hears(button.press(1));
    await until(() => stage.intake.signals.length === 1);
    for (let rev = 1; rev <= 5; rev += 1) stage.ingest.link.tell(button.id, body(rev));
    expect(stage.air).toEqual([]);
    disk.away = false;
    stage.clock.advance(1_000);
    await until(() => button.feedback(stage.air).length === 1);
    expect(button.feedback(stage.air)[0]?.rev).toBe(5);
    expect(button.held(stage.air)).toHaveLength(1);
  });

  it('reserves the next counters before the last is used, and stops at the last there is', async () => {
    const disk = new TestDisk();
    disk.reserved.set('B-07', COUNTER_MAX - 1);
    await using stage = await Stage.byHand(['RX-1'], disk);
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.transmits({ type: 'status', boot: 1 }));
    await until(() => button.understands(stage.air).length === 2);
    expect(button.understands(stage.air).map(({ counter }) => counter)).toEqual([COUNTER_MAX - 1, COUNTER_MAX]);
    stage.ingest.link.tell(button.id, body(1));
    expect(stage.faults.standing).toEqual(['radio-key-spent device:B-07']);
    expect(stage.faults.labels).toEqual(['B-07']);
    await stage.receiver().hears(button.press(1));
    await until(() => stage.intake.signals.length === 1);
  });

  it('of a dropped device is not said again', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.press(1));
    await until(() => button.held(stage.air).length === 1);
    stage.ingest.link.drop(button.id);
    stage.intake.devices.delete('B-07');
    const said = stage.air.length;
    stage.clock.advance(120_000);
    expect(stage.ingest.link.reaches(button.id)).toBe(false);
    expect(stage.air).toHaveLength(said);
  });
});
