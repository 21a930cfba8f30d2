import { describe, expect, it } from 'vitest';
import { POSITION_MS, TEST_ARMED_MS } from './button.ts';
import { FACTORY_CONFIG } from './memory.ts';
import { Rig } from './testing/rig.ts';

const HOLD_MS = FACTORY_CONFIG.hold;

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

  it('that is not recorded counts whatever its rev: a gateway whose log did not open knows no numbers', () => {
    const rig = new Rig().up();
    rig.tell('taken', { rev: 500 });
    rig.duress();
    rig.tell('shown', { rev: 1, recorded: false });
    expect(rig.display).toBe('shown-unrecorded');
    rig.tell('held', { rev: 501 });
    expect(rig.display).toBe('held');
  });

  it('of a new rev with the same state is felt and confirmed anew', () => {
    const rig = new Rig().up();
    rig.tell('shown');
    rig.tell('shown');
    expect(rig.displays.filter((display) => display === 'shown')).toHaveLength(2);
  });

  it('an acknowledgement by radio shows what it proves, and takes nothing better away', () => {
    const rig = new Rig({ radio: true }).up();
    rig.tell('closed', { rev: 3 });
    rig.duress();
    rig.input({ type: 'held', held: [[1, 1]], frame: 1 });
    expect(rig.display).toBe('held');
    rig.tell('taken', { rev: 4 });
    rig.duress();
    rig.input({ type: 'held', held: [[1, 2]], frame: 2 });
    expect(rig.display).toBe('taken');
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

  it.each([
    ['by radio', true, 1],
    ['over MQTT, which has its own acknowledgement,', false, 0],
  ])('nothing to show is confirmed %s %s: %i', (_name, radio, count) => {
    const rig = new Rig({ radio }).up();
    rig.tell(undefined);
    expect(rig.sent.filter(({ uplink }) => uplink.type === 'shown')).toHaveLength(count);
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
