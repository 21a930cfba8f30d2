import { describe, expect, it } from 'vitest';
import { POSITION_MS, TEST_ARMED_MS } from './button.ts';
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

describe('feedback', () => {
  it('is shown, then confirmed', () => {
    const rig = new Rig().up();
    rig.tell('taken', { rev: 12 });
    expect(rig.display).toBe('taken');
    expect(rig.sent.at(-1)?.uplink).toEqual({ type: 'shown', rev: 12 });
  });

  it('is not confirmed when light and motor are broken', () => {
    const rig = new Rig({}, { displayWorks: false }).up();
    rig.tell('taken');
    expect(rig.sent.filter(({ uplink }) => uplink.type === 'shown')).toEqual([]);
  });

  it('of a lower rev changes nothing; of a higher one may go back', () => {
    const rig = new Rig().up();
    rig.tell('taken', { rev: 5 });
    rig.tell('held', { rev: 4 });
    expect(rig.display).toBe('taken');
    expect(rig.notes.at(-1)).toEqual({ what: 'ignored', why: 'old-rev' });
    rig.tell('unseen', { rev: 6 });
    expect(rig.display).toBe('unseen');
  });

  it('that comes twice is confirmed twice and vibrates once', () => {
    const rig = new Rig().up();
    rig.tell('coming', { rev: 3 });
    rig.tell('coming', { rev: 3 });
    expect(rig.displays.filter((display) => display === 'coming')).toHaveLength(1);
    expect(rig.sent.filter(({ uplink }) => uplink.type === 'shown')).toHaveLength(2);
  });

  it('of the same rev that says something else is news: a gateway that can’t record does not count on', () => {
    const rig = new Rig().up();
    rig.tell('held', { rev: 5 });
    rig.tell('shown', { rev: 5, recorded: false });
    expect(rig.display).toBe('shown-unrecorded');
    expect(rig.sent.filter(({ uplink }) => uplink.type === 'shown')).toHaveLength(2);
  });

  it('of a new rev with the same state is felt and confirmed anew', () => {
    const rig = new Rig().up();
    rig.tell('shown');
    rig.tell('shown');
    expect(rig.displays.filter((display) => display === 'shown')).toHaveLength(2);
  });

  it('not recorded yet looks different', () => {
    const rig = new Rig().up();
    rig.tell('shown', { recorded: false });
    expect(rig.display).toBe('shown-unrecorded');
  });

  it('a press after closing is not called closed', () => {
    const rig = new Rig().up();
    rig.tell('closed');
    rig.duress();
    expect(rig.display).toBe('sending');
  });

  it('a further press does not take "coming" out of the hand', () => {
    const rig = new Rig().up();
    rig.tell('coming');
    rig.duress();
    expect(rig.display).toBe('coming');
  });

  it('nothing to show clears the hand', () => {
    const rig = new Rig().up();
    rig.tell('closed');
    rig.tell(undefined);
    expect(rig.display).toBe('idle');
  });
});

describe('other signals', () => {
  it.each([
    ['1234', 1],
    ['12345678', 1],
    ['123', 0],
    ['123456789', 0],
    ['12a4', 0],
    [undefined, 0],
  ])('cancel with %s', (pin, count) => {
    const rig = new Rig().up();
    rig.input({ type: 'raise', kind: 'cancel', pin });
    expect(rig.signals).toHaveLength(count);
    if (count === 1) expect(rig.signals[0]).toMatchObject({ kind: 'cancel', pin });
  });

  it('a PIN leaves flash with its cancel', () => {
    const rig = new Rig().up();
    rig.input({ type: 'raise', kind: 'cancel', pin: '4711' });
    expect(JSON.stringify(rig.flash.read())).toContain('4711');
    rig.tell('cancel-asked', { held: [[1, 1]] });
    expect(JSON.stringify(rig.flash.read())).not.toContain('4711');
  });

  it('test mode takes one press, and ends by itself', () => {
    const rig = new Rig().up();
    rig.input({ type: 'arm-test' });
    expect(rig.display).toBe('test-armed');
    rig.push(HOLD_MS);
    rig.push(HOLD_MS);
    rig.input({ type: 'arm-test' });
    rig.clock.pass(TEST_ARMED_MS);
    rig.push(HOLD_MS);
    expect(rig.signals.filter(({ age }) => age < 900).map(({ kind }) => kind)).toEqual(['test', 'duress', 'duress']);
  });

  it('man-down warns first; moving or touching ends it, lying on raises it', () => {
    const build = { manDownGraceMs: 15_000 };
    for (const ending of ['moves', 'touches', 'lies on'] as const) {
      const rig = new Rig(build).up();
      rig.input({ type: 'lying' });
      expect(rig.display).toBe('man-down-warning');
      rig.clock.pass(14_000);
      if (ending === 'moves') rig.input({ type: 'moved' });
      if (ending === 'touches') rig.push(100);
      rig.clock.pass(999 - 150);
      expect(rig.signals).toEqual([]);
      rig.clock.pass(151);
      expect(rig.signals.map(({ kind }) => kind)).toEqual(ending === 'lies on' ? ['man-down'] : []);
    }
  });

  it('the place goes with a press, is told on while the alarm lives, and never before', () => {
    const rig = new Rig().up();
    const positions = (): number => rig.sent.filter(({ uplink }) => uplink.type === 'position').length;
    rig.input({ type: 'place', place: { beacon: 'ward 3' } });
    rig.clock.pass(60_000);
    expect(positions()).toBe(0);
    rig.duress();
    expect(rig.signals[0]?.place).toEqual({ beacon: 'ward 3' });
    rig.tell('held', { held: [[1, 1]] });
    rig.clock.pass(POSITION_MS * 3);
    expect(positions()).toBeGreaterThanOrEqual(3);
    rig.tell('closed');
    const before = positions();
    rig.clock.pass(60_000);
    expect(positions()).toBe(before);
  });

  it('heartbeats keep the gateway’s rhythm', () => {
    const rig = new Rig({}, { random: () => 0.5 }).up();
    rig.input({ type: 'config', body: { v: 1, heartbeat: 10, silent: true, hold: 500 } });
    rig.sent.length = 0;
    rig.clock.pass(100_000);
    expect(rig.sent.filter(({ uplink }) => uplink.type === 'status')).toHaveLength(10);
  });
});
