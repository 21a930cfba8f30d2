import { describe, expect, it } from 'vitest';
import { FACTORY_CONFIG } from './memory.ts';
import { UNSENT_MAX } from './presses.ts';
import { Rig } from './testing/rig.ts';

const HOLD_MS = FACTORY_CONFIG.hold;

describe('two levels', () => {
  it.each([
    ['a hold is duress', { assistOnTap: true }, HOLD_MS, ['duress']],
    ['a tap is assist, if built so', { assistOnTap: true }, HOLD_MS - 1, ['assist']],
    ['a tap is nothing otherwise', {}, HOLD_MS - 1, []],
  ] as const)('%s', (_name, build, ms, kinds) => {
    const rig = new Rig(build).up();
    rig.push(ms);
    expect(rig.signals.map(({ kind }) => kind)).toEqual(kinds);
    expect(rig.touches).toEqual([kinds.length === 0 ? 'refused' : 'pressed']);
  });

  it('the hold time is the gateway’s to choose, and outlives a power cut', () => {
    const rig = new Rig().up();
    rig.input({ type: 'config', body: { v: 1, heartbeat: 60, silent: true, hold: 2_000 } });
    rig.runner.powerOff();
    rig.up();
    rig.push(1_999);
    expect(rig.signals).toEqual([]);
    rig.push(2_000);
    expect(rig.signals).toHaveLength(1);
  });
});

it('a hold time that changes under a finger counts from the next push on', () => {
  const rig = new Rig().up();
  rig.input({ type: 'contact', down: true });
  rig.clock.pass(HOLD_MS - 1);
  rig.input({ type: 'config', body: { v: 1, heartbeat: 60, silent: true, hold: 5_000 } });
  rig.clock.pass(1);
  expect(rig.signals).toHaveLength(1);
  rig.input({ type: 'contact', down: false });
  rig.clock.pass(100);
  rig.push(HOLD_MS);
  expect(rig.signals).toHaveLength(1);
});

describe('repeating', () => {
  it('1, 2, 4, 8, then every 15 s, with the age growing, under one name', () => {
    const rig = new Rig().up();
    rig.duress();
    rig.clock.pass(61_000);
    expect(rig.sendingsOf(1).map((at) => at / 1_000)).toEqual([0, 1, 3, 7, 15, 30, 45, 60]);
    expect(rig.signals.map(({ age }) => age / 1_000)).toEqual([0, 1, 3, 7, 15, 30, 45, 60]);
    expect(new Set(rig.signals.map(({ boot, seq, at }) => `${boot} ${seq} ${at ?? ''}`)).size).toBe(1);
  });

  it('dice only make it earlier, by a fifth at most', () => {
    const rig = new Rig({}, { random: () => 0.999 }).up();
    rig.duress();
    rig.clock.pass(30_000);
    const [first = 0, second = 0] = rig.sendingsOf(1);
    expect(second - first).toBeGreaterThanOrEqual(800);
    expect(second - first).toBeLessThan(801);
  });

  it('ends when the press stands in held, and not for another one', () => {
    const rig = new Rig().up();
    rig.duress();
    rig.tell('held', {
      held: [
        [1, 2],
        [2, 1],
      ],
    });
    rig.clock.pass(5_000);
    expect(rig.sendingsOf(1)).toHaveLength(3);
    rig.tell('held', {
      held: [
        [9, 9],
        [1, 1],
      ],
    });
    rig.clock.pass(60_000);
    expect(rig.sendingsOf(1)).toHaveLength(3);
    expect(rig.flash.read().unsent).toEqual([]);
  });

  it('waits without a link, and is sent the moment there is one', () => {
    const rig = new Rig();
    rig.runner.powerOn();
    rig.duress();
    expect(rig.display).toBe('searching');
    rig.clock.pass(3_600_000);
    expect(rig.signals).toEqual([]);
    rig.link(true);
    expect(rig.signals.map(({ age }) => age)).toEqual([3_600_000]);
    expect(rig.display).toBe('sending');
  });

  it('presses go before anything else after a reconnect', () => {
    const rig = new Rig().up();
    rig.link(false);
    rig.duress();
    rig.sent.length = 0;
    rig.link(true);
    expect(rig.sent.map(({ uplink }) => uplink.type)).toEqual(['signal', 'link', 'status']);
  });

  it('no more than eight quiet signals are on their way, but duress waits for nothing', () => {
    const rig = new Rig().up();
    for (let i = 0; i < 10; i += 1) rig.input({ type: 'raise', kind: 'check-in' });
    expect(rig.signals.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    rig.duress();
    expect(rig.signals.at(-1)).toMatchObject({ kind: 'duress', seq: 11 });
    rig.tell(undefined, {
      held: [
        [1, 1],
        [1, 2],
        [1, 3],
        [1, 4],
        [1, 5],
        [1, 6],
        [1, 7],
        [1, 8],
      ],
    });
    expect(rig.signals.slice(-2).map(({ seq }) => seq)).toEqual([9, 10]);
  });

  it('a full flash gives up the least urgent, never the first nor the newest duress', () => {
    const rig = new Rig();
    rig.runner.powerOn();
    rig.duress();
    rig.input({ type: 'raise', kind: 'check-in' });
    for (let i = 2; i <= UNSENT_MAX; i += 1) rig.duress();
    expect(rig.flash.read().unsent).toHaveLength(UNSENT_MAX);
    expect(rig.notes.filter(({ what }) => what === 'gave-up')).toMatchObject([{ press: { kind: 'check-in', seq: 2 } }]);
    rig.duress();
    const seqs = rig.flash.read().unsent.map(({ seq }) => seq);
    expect(seqs).toHaveLength(UNSENT_MAX);
    expect([seqs[0], seqs.at(-1)]).toEqual([1, UNSENT_MAX + 2]);
  });
});

describe('power', () => {
  it.each(['before it was sent', 'after it was sent', 'after a repeat'])('cut %s, the press is sent again under its name', (when) => {
    const rig = new Rig();
    rig.runner.powerOn();
    if (when !== 'before it was sent') rig.link(true);
    rig.duress();
    if (when === 'after a repeat') rig.clock.pass(1_000);
    rig.runner.powerOff();
    rig.clock.pass(90_000);
    rig.sent.length = 0;
    rig.up();
    const age = when === 'after a repeat' ? 91_000 : 90_000;
    expect(rig.signals).toMatchObject([{ boot: 1, seq: 1, kind: 'duress', age }]);
    rig.duress();
    expect(rig.signals.at(-1)).toMatchObject({ boot: 2, seq: 2 });
  });

  it('without a clock the age counts powered time alone', () => {
    const rig = new Rig({ clock: false });
    rig.runner.powerOn();
    rig.duress();
    rig.runner.powerOff();
    rig.clock.pass(90_000);
    rig.runner.powerOn();
    rig.clock.pass(1_000);
    rig.link(true);
    expect(rig.signals).toMatchObject([{ age: 1_000 }]);
    expect(rig.signals[0]).not.toHaveProperty('at');
  });

  it('a clock set back does not make a press younger than it was when written', () => {
    const rig = new Rig();
    rig.runner.powerOn();
    rig.duress();
    rig.clock.pass(5_000);
    rig.duress();
    rig.runner.powerOff();
    rig.clock.setWall(-86_400_000);
    rig.up();
    expect(rig.signals.map(({ age }) => age)).toEqual([5_000, 0]);
  });

  it('a write torn at a press makes no press; the next one has a name of its own', () => {
    const rig = new Rig().up();
    rig.flash.tearNextWrite(10);
    rig.duress();
    expect(rig.runner.state.power).toBe('off');
    expect(rig.signals).toEqual([]);
    rig.up();
    rig.duress();
    expect(rig.signals).toMatchObject([{ boot: 2, seq: 1 }]);
  });

  it('a write torn at power-up: nothing was said under that boot', () => {
    const rig = new Rig();
    rig.flash.tearNextWrite(0);
    rig.runner.powerOn();
    expect(rig.runner.state.power).toBe('off');
    rig.up();
    rig.duress();
    expect(rig.signals).toMatchObject([{ boot: 1, seq: 1 }]);
  });

  it('an empty battery ends it, a new one brings the press back', () => {
    const rig = new Rig({ drain: 5_000 }).up();
    rig.link(false);
    rig.duress();
    expect(rig.runner.state.power).toBe('off');
    expect(rig.display).toBe('dark');
    rig.runner.powerOn();
    expect(rig.runner.state.power).toBe('off');
    rig.input({ type: 'new-battery' });
    rig.runner.powerOn();
    expect(rig.flash.read().unsent).toMatchObject([{ boot: 1, seq: 1 }]);
  });

  it('presses empty the battery sooner', () => {
    const [quiet, busy] = [new Rig().up(), new Rig().up()];
    for (let i = 0; i < 20; i += 1) busy.duress();
    quiet.clock.pass(3_600_000);
    busy.clock.pass(3_600_000);
    expect(busy.runner.state.battery.charge).toBeLessThan(quiet.runner.state.battery.charge);
  });
});

describe('frame counters', () => {
  it('grow with every transmission and never come twice, whenever the power goes', () => {
    const rig = new Rig({ radio: true }).up();
    for (let boot = 0; boot < 5; boot += 1) {
      rig.duress();
      rig.clock.pass(20_000 * boot);
      rig.runner.powerOff();
      rig.up();
    }
    const frames = rig.sent.map(({ frame }) => frame ?? 0);
    expect(frames.length).toBeGreaterThan(15);
    frames.reduce((last, frame) => {
      expect(frame).toBeGreaterThan(last);
      return frame;
    }, 0);
  });

  it('are put aside before the first is used, and more when they run out', () => {
    const rig = new Rig({ radio: true }).up();
    expect(rig.flash.read().framesReserved).toBe(1_024);
    for (let i = 0; i < 1_100; i += 1) rig.input({ type: 'worn', worn: i % 2 === 0 });
    const last = rig.sent.at(-1)?.frame ?? 0;
    expect(last).toBeGreaterThan(1_024);
    expect(rig.flash.read().framesReserved).toBeGreaterThanOrEqual(last);
  });

  it('end with the key: the button shows that it is out of use, and is silent', () => {
    const rig = new Rig({ radio: true });
    rig.flash.write({ ...rig.flash.read(), framesReserved: 0xffff_fffd });
    rig.up();
    rig.duress();
    expect(rig.sent.map(({ frame }) => frame)).toEqual([0xffff_fffe, 0xffff_ffff]);
    rig.duress();
    expect(rig.sent).toHaveLength(2);
    expect(rig.display).toBe('worn-out');
  });

  it('an old frame from the gateway is a replay, also after a power cut', () => {
    const rig = new Rig({ radio: true }).up();
    rig.duress();
    rig.input({ type: 'held', held: [[8, 8]], frame: 5 });
    rig.runner.powerOff();
    rig.up();
    rig.input({ type: 'held', held: [[1, 1]], frame: 5 });
    expect(rig.flash.read().unsent).toHaveLength(1);
    rig.input({ type: 'held', held: [[1, 1]], frame: 6 });
    expect(rig.flash.read().unsent).toEqual([]);
  });
});
