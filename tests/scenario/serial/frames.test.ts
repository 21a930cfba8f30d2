import { describe, expect, it } from 'vitest';
import { COUNTER_MAX } from '../../../gateway/src/contract/radio/codes.ts';
import { TestDisk } from './neighbours.ts';
import { TestButton } from './receiver.ts';
import { Stage, until } from './stage.ts';

const OTHER_KEY = 'ffeeddccbbaa99887766554433221100';

describe('a frame that is not genuine', () => {
  it('is counted and never handed over; five of them are a matter for people', async () => {
    await using stage = await Stage.byHand();
    stage.intake.add(new TestButton('B-07'));
    const forger = new TestButton('B-07', OTHER_KEY);
    for (let i = 1; i <= 4; i += 1) await stage.receiver().hears(forger.press(i));
    await until(() => stage.counters.of('serial.bad-tag') === 4);
    expect(stage.faults.standing).toEqual([]);
    for (let i = 5; i <= 50; i += 1) await stage.receiver().hears(forger.press(i));
    await until(() => stage.counters.of('serial.bad-tag') === 50);
    expect(stage.faults.history).toEqual(['open radio-tamper device:B-07']);
    expect(stage.faults.labels).toEqual(['B-07']);
    expect(stage.intake.signals).toEqual([]);
    expect(stage.intake.lives).toEqual([]);
    expect(stage.receiver().air).toEqual([]);
  });

  it('does not push the window forward: the button is heard on', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const forger = new TestButton('B-07', OTHER_KEY);
    forger.counter = COUNTER_MAX - 1;
    await stage.receiver().hears(forger.press(1));
    await stage.receiver().hears(button.press(1));
    await until(() => stage.intake.signals.length === 1);
    expect(stage.counters.of('serial.bad-tag')).toBe(1);
  });

  it('of an unknown or revoked device, or one without a key, is counted', async () => {
    await using stage = await Stage.byHand();
    const [revoked, keyless, stranger, known] = ['GONE', 'NOKEY', 'WHO', 'B-07'].map((id) => new TestButton(id));
    if (revoked === undefined || keyless === undefined || stranger === undefined || known === undefined) throw new Error('four buttons');
    stage.intake.add(revoked, { revoked: true });
    stage.intake.add(keyless, { radioKey: undefined });
    stage.intake.add(known);
    for (const button of [revoked, keyless, stranger, known]) await stage.receiver().hears(button.press(1));
    await until(() => stage.intake.signals.length === 1);
    expect(stage.counters.of('serial.unknown-device')).toBe(3);
    expect(stage.signal().signal.device).toBe('B-07');
  });
});

describe('an old frame counter', () => {
  it('is counted, not processed, and said at the first signal', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const recorded = button.press(1);
    await stage.receiver().hears(recorded);
    await until(() => stage.intake.signals.length === 1);
    stage.clock.advance(10_001);
    for (let i = 0; i < 3; i += 1) await stage.receiver().hears(recorded);
    await until(() => stage.counters.of('serial.replayed') === 3);
    expect(stage.intake.signals).toHaveLength(1);
    expect(stage.faults.history.filter((change) => change.includes('radio-replay'))).toEqual(['open radio-replay device:B-07']);
    expect(stage.faults.labels.at(-1)).toBe('B-07');
    stage.clock.advance(60_000);
    await stage.receiver().hears(button.press(2));
    await until(() => stage.faults.standing.every((fault) => !fault.startsWith('radio-replay')));
    expect(stage.intake.signals).toHaveLength(2);
  });

  it('stays old over a restart of the gateway', async () => {
    const disk = new TestDisk();
    const button = new TestButton('B-07');
    let recorded: Uint8Array;
    {
      await using stage = await Stage.byHand(['RX-1'], disk);
      stage.intake.add(button);
      recorded = button.press(1);
      await stage.receiver().hears(recorded);
      await until(() => stage.intake.signals.length === 1);
    }
    await using stage = await Stage.byHand(['RX-1'], disk);
    stage.intake.add(button);
    await stage.receiver().hears(recorded);
    await until(() => stage.counters.of('serial.replayed') === 1);
    await stage.receiver().hears(button.press(2));
    await until(() => stage.intake.signals.length === 1);
  });

  it('after a new key counts from the start again', async () => {
    await using stage = await Stage.byHand();
    const before = new TestButton('B-07');
    stage.intake.add(before);
    before.counter = 70_000;
    await stage.receiver().hears(before.press(1));
    await until(() => stage.intake.signals.length === 1);
    const after = new TestButton('B-07', OTHER_KEY);
    stage.intake.add(after);
    await stage.receiver().hears(after.press(1));
    await until(() => stage.intake.signals.length === 2);
  });

  it('of something that quiets never works twice, not even after a crash', async () => {
    const disk = new TestDisk();
    const button = new TestButton('B-07');
    await using stage = await Stage.byHand(['RX-1'], disk);
    stage.intake.add(button);
    await stage.receiver().hears(button.press(1));
    await until(() => stage.intake.signals.length === 1);
    // A press waits for no mark: a crash now forgets its counter, and its name is known.
    expect(disk.marks.size).toBe(0);
    await stage.receiver().hears(button.press(2, { kind: 'cancel', pin: '4711' }));
    await until(() => stage.intake.signals.length === 2);
    expect(disk.marks.get('B-07')?.highest).toBe(2);
  });

  it('can not be kept while the disk is away: presses go on, what quiets is not taken', async () => {
    const disk = new TestDisk();
    disk.away = true;
    disk.marks.set('B-07', { key: 'of another key', highest: 9_999 });
    const button = new TestButton('B-07');
    await using stage = await Stage.byHand(['RX-1'], disk);
    stage.intake.add(button);
    await stage.receiver().hears(button.press(1));
    await stage.receiver().hears(button.press(2, { kind: 'cancel', pin: '4711' }));
    await until(() => stage.intake.signals.length === 1 && stage.counters.of('serial.not-taken') === 1);
    expect(button.held(stage.air)).toEqual([]);
    disk.away = false;
    await stage.receiver().hears(button.press(2, { kind: 'cancel', pin: '4711', age: 1_000 }));
    await until(() => stage.intake.signals.length === 2);
    stage.clock.advance(1_000);
    await until(() => button.held(stage.air).length > 0);
  });
});

describe('other frames', () => {
  it('bring life signs, positions and confirmations, each once', async () => {
    await using stage = await Stage.byHand(['RX-WEST', 'RX-EAST']);
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const status = button.transmits({ type: 'status', boot: 4, battery: 55, worn: true, firmware: '1.0' });
    const position = button.transmits({ type: 'position', place: { lat: -33.5, lon: 151.25, accuracy: 8 } });
    const shown = button.transmits({ type: 'shown', rev: 12 });
    for (const [index, rssi] of [-70, -80].entries()) {
      for (const air of [status, position, shown]) await stage.receiver(index).hears(air, rssi);
    }
    await until(() => stage.intake.lives.length === 6);
    expect(stage.intake.lives.filter(({ status: said }) => said !== undefined)).toMatchObject([
      { status: { v: 1, battery: 55, worn: true, firmware: '1.0' } },
      { status: { v: 1, battery: 55, worn: true, firmware: '1.0' } },
    ]);
    expect(stage.intake.positions).toEqual([{ device: 'B-07', place: { lat: -33.5, lon: 151.25, accuracy: 8 } }]);
    expect(stage.intake.handAcks).toEqual([{ device: 'B-07', rev: 12 }]);
  });

  it('go on after one that brought a bug to light', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    stage.intake.position = () => {
      throw new Error('a bug');
    };
    await stage.receiver().hears(button.transmits({ type: 'position', place: { beacon: 'ROOM-12' } }));
    await stage.receiver().hears(button.press(1));
    await until(() => button.held(stage.air).length === 1);
    expect(stage.errors.splice(0)).toEqual(['serial-frame-broken']);
  });
});
