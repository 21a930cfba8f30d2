import { rename, symlink, unlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../../gateway/src/base/clock.ts';
import { TestButton, TestReceiver } from './receiver.ts';
import { Stage, until } from './stage.ts';
import { TtyPair } from './tty-pair.ts';

function portLost(stage: Stage<SystemClock>): boolean {
  return stage.faults.standing.includes(`port-lost receiver:${stage.pair().gatewayEnd}`);
}

describe('a port', () => {
  it('that is unplugged is a fault within two seconds, and in use again when it is back', async () => {
    const clock = new SystemClock();
    await using stage = await Stage.with(clock, ['RX-1']);
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const pulledAt = clock.mono();
    await stage.pair().unplug();
    await until(() => portLost(stage));
    expect(clock.mono() - pulledAt).toBeLessThan(2_000);
    await stage.receiver().close();

    await stage.pair().plug();
    await until(() => !portLost(stage));
    stage.receivers[0] = await TestReceiver.on(stage.pair().receiverEnd, 'RX-1');
    await stage.receiver().hears(button.press(1));
    await until(() => button.held(stage.receiver().air).length === 1);
    expect(stage.faults.history).toEqual([
      `open port-lost receiver:${stage.pair().gatewayEnd}`,
      `close port-lost receiver:${stage.pair().gatewayEnd}`,
    ]);
  });

  it('that is not there at the start is a fault, and used once it is', async () => {
    await using stage = await Stage.byHand();
    const path = stage.pair().gatewayEnd;
    await stage.ingest.stop();
    await stage.pair().unplug();
    await stage.ingest.start();
    await until(() => stage.faults.standing.includes(`port-lost receiver:${path}`));
    await stage.pair().plug();
    await until(() => {
      stage.clock.advance(50);
      return !stage.faults.standing.includes(`port-lost receiver:${path}`);
    });
  });

  it('is tried again without end, and reported once', async () => {
    await using stage = await Stage.byHand();
    await stage.pair().unplug();
    await until(() => stage.counters.of('serial.port-lost') === 1);
    // Each attempt really fails before time goes on: 2 s of the clock are 40 turns of it.
    for (let turns = 0; turns < 400; turns += 1) {
      stage.clock.advance(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(stage.counters.of('serial.port-lost')).toBe(1);
    await stage.pair().plug();
    await until(() => {
      stage.clock.advance(50);
      return !stage.faults.standing.some((fault) => fault.startsWith('port-lost'));
    });
  });

  it('whose path leads to another device now is let go, though the old one says nothing', async () => {
    await using stage = await Stage.byHand();
    await using other = await TtyPair.make();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const path = stage.pair().gatewayEnd;
    await rename(path, `${path}.old`);
    await symlink(other.gatewayEnd, path);
    await until(() => {
      stage.clock.advance(50);
      return stage.counters.of('serial.port-lost') === 1;
    });
    await until(() => {
      stage.clock.advance(50);
      return stage.faults.standing.every((fault) => !fault.startsWith('port-lost'));
    });
    const receiver = await TestReceiver.on(other.receiverEnd, 'RX-2');
    stage.receivers.push(receiver);
    await receiver.hears(button.press(1));
    await until(() => button.held(receiver.air).length === 1);
    await unlink(path);
  });

  it('can be started and stopped twice', async () => {
    await using stage = await Stage.byHand();
    await stage.ingest.start();
    await stage.ingest.stop();
    await stage.ingest.stop();
    expect(stage.ingest.receivers()).toHaveLength(1);
    expect(stage.faults.history).toEqual([]);
  });
});

describe('a receiver', () => {
  it('is lost after fifteen seconds without a heartbeat, and back with the next one', async () => {
    await using stage = await Stage.byHand();
    stage.clock.advance(10_000);
    await stage.receiver().heartbeat();
    await until(() => stage.counters.of('serial.heartbeat') === 1);
    stage.clock.advance(14_999);
    expect(stage.faults.standing).toEqual([]);
    stage.clock.advance(501);
    expect(stage.faults.standing).toEqual(['receiver-lost receiver:RX-1']);
    expect(stage.ingest.receivers()).toMatchObject([{ receiver: 'RX-1', alive: false, noise: -100 }]);
    await stage.receiver().heartbeat();
    await until(() => stage.faults.standing.length === 0);
  });

  it('that never spoke on an open port is missed too', async () => {
    await using stage = await Stage.byHand();
    await stage.ingest.stop();
    await stage.ingest.start();
    await stage.opened(2);
    stage.clock.advance(15_500);
    expect(stage.faults.standing).toEqual([`receiver-lost receiver:${stage.pair().gatewayEnd}`]);
    await stage.receiver().hello();
    await until(() => stage.faults.standing.length === 0);
  });

  it('that was replaced is not missed any more', async () => {
    await using stage = await Stage.byHand();
    stage.clock.advance(15_500);
    expect(stage.faults.standing).toEqual(['receiver-lost receiver:RX-1']);
    await stage.receiver().close();
    stage.receivers[0] = await TestReceiver.on(stage.pair().receiverEnd, 'RX-2');
    await stage.receiver().hello();
    await until(() => stage.faults.standing.length === 0);
    stage.clock.advance(15_500);
    expect(stage.faults.standing).toEqual(['receiver-lost receiver:RX-2']);
  });

  it('that takes nothing is a fault until it takes again, and the acknowledgement is still there', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    await stage.receiver().hears(button.press(1));
    await until(() => button.held(stage.air).length === 1);
    stage.receiver().stopReading();
    // A full line: frames of 100 bytes until the terminal's own buffers are full and a write stays open.
    const path = stage.pair().gatewayEnd;
    let rev = 1;
    await until(() => {
      for (let i = 0; i < 50; i += 1) stage.ingest.link.tell(button.id, { v: 1, rev: (rev += 1), held: [], recorded: true, at: '' });
      stage.clock.advance(1_000);
      return stage.faults.standing.includes(`receiver-deaf receiver:${path}`);
    });
    // socat stops both directions when one is full, so the press of this test comes in when the line moves again.
    await stage.receiver().hears(button.press(2));
    stage.receiver().readOn();
    await until(() => !stage.faults.standing.includes(`receiver-deaf receiver:${path}`));
    await until(() => button.held(stage.air).some((held) => held.length === 2));
  });
});

describe('noise', () => {
  it('is counted by its cause and loses no later press', async () => {
    await using stage = await Stage.byHand();
    const button = new TestButton('B-07');
    stage.intake.add(button);
    const noise = Uint8Array.from({ length: 20_000 }, (_, index) => (index * index * 31 + index * 7) & 0xff);
    const receiver = stage.receiver();
    await receiver.raw(noise);
    await receiver.raw(Uint8Array.of(0xc0, 1, 0xdb, 0x41, 0xc0, 1, 2, 0xc0, 1, 1, 1, 1, 1, 1, 0xc0));
    await receiver.hears(button.press(1));
    await receiver.raw(new Uint8Array(5_000).fill(0x55));
    await receiver.hears(button.press(2));
    await until(() => stage.intake.signals.length === 2);
    for (const cause of ['noise', 'too-short', 'too-long', 'bad-crc'])
      expect(stage.counters.of(`serial.${cause}`), cause).toBeGreaterThan(0);
  });
});
