import { describe, expect, it } from 'vitest';
import { ManualClock } from '../shared/manual-clock.ts';
import type { Answer, Taken } from './gateway.ts';
import { Memory } from './memory.ts';
import { PressNames, pressBody, type Press, type PressBody } from './press.ts';
import { Sender } from './sender.ts';

const BOOT = 7;

function bench() {
  const clock = new ManualClock();
  const tries: { at: number; body: PressBody; answer: (answer: Answer<Taken>) => void }[] = [];
  const accepted: Press[] = [];
  const sender = new Sender({
    clock,
    memory: new Memory(undefined),
    post: (body) => new Promise((answer) => tries.push({ at: clock.mono(), body, answer })),
    accepted: (press) => accepted.push(press),
    changed: () => undefined,
  });
  const press = (seq: number, kind: Press['kind'] = 'duress'): Press => ({
    kind,
    boot: BOOT,
    seq,
    pressedAt: clock.wall(),
    pressedMono: clock.mono(),
  });
  return { clock, tries, accepted, sender, press };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const lost: Answer<Taken> = { ok: false, trouble: 'no-network' };
const taken: Answer<Taken> = { ok: true, value: { outcome: 'accepted', alarm: 'a1' } };

describe('sending a press', () => {
  it('starts at once and tries again at least every five seconds, under one name and with its true age', async () => {
    const { clock, tries, sender, press } = bench();
    sender.send(press(1));
    expect(tries).toHaveLength(1);
    for (let step = 0; step < 300; step += 1) {
      tries.at(-1)?.answer(lost);
      await settled();
      clock.advance(100);
    }
    const gaps = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
    expect(new Set(tries.map(({ body }) => `${body.boot} ${body.seq}`)).size).toBe(1);
    expect(tries.at(-1)?.body.age).toBe(tries.at(-1)?.at);
  });

  it('goes on trying while nobody answers, a few at once, and is content with the first answer', async () => {
    const { clock, tries, accepted, sender, press } = bench();
    sender.send(press(1));
    clock.advance(60_000);
    expect(tries).toHaveLength(4);
    tries[2]?.answer(taken);
    tries[0]?.answer(taken);
    await settled();
    clock.advance(60_000);
    expect(accepted).toHaveLength(1);
    expect(tries).toHaveLength(4);
  });

  it('stops when the feedback lists the press, though no answer ever came', () => {
    const { clock, tries, accepted, sender, press } = bench();
    sender.send(press(1));
    sender.settle(({ boot, seq }) => boot === BOOT && seq === 1);
    clock.advance(60_000);
    expect([accepted.length, tries.length]).toEqual([1, 1]);
  });

  it('holds a cancel back until the alarm before it is in, then sends it at once', async () => {
    const { clock, tries, sender, press } = bench();
    sender.send(press(1));
    sender.send(press(2, 'cancel'));
    clock.advance(400);
    expect(tries.map(({ body }) => body.kind)).toEqual(['duress']);
    tries[0]?.answer(taken);
    await settled();
    expect(tries.map(({ body }) => body.kind)).toEqual(['duress', 'cancel']);
  });

  it('tries a refused press again: set-up may be put right while the worker waits', async () => {
    const { clock, tries, sender, press } = bench();
    sender.send(press(1));
    tries[0]?.answer({ ok: false, trouble: 'refused' });
    await settled();
    expect(sender.unsent()[0]?.trouble).toBe('refused');
    clock.advance(5_000);
    expect(tries.length).toBeGreaterThan(1);
  });
});

describe('a press’s name and age', () => {
  it('counts up within one load and is drawn anew for the next', () => {
    let draw = 0;
    const random = (cells: Uint32Array<ArrayBuffer>) => cells.fill((draw += 1));
    const first = new PressNames(random);
    expect([first.next(), first.next(), new PressNames(random).next()]).toEqual([
      { boot: 1, seq: 1 },
      { boot: 1, seq: 2 },
      { boot: 2, seq: 1 },
    ]);
  });

  it('goes by the wall clock after a reload and is never below zero', () => {
    const press: Press = { kind: 'duress', boot: 1, seq: 1, pressedAt: 10_000 };
    expect(pressBody(press, { wall: 70_000, mono: 3 }).age).toBe(60_000);
    expect(pressBody(press, { wall: 5_000, mono: 3 }).age).toBe(0);
  });
});
