import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoredPress } from './memory.ts';
import { seeded } from './random.ts';
import { Rig } from './testing/rig.ts';

/** What may happen to a button and to the path between it and its gateway. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('duress' as const, 'tamper' as const, 'check-in' as const).map((kind) => ({ what: 'raise' as const, kind })),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 900 }).map((ms) => ({ what: 'push' as const, ms })) },
  { weight: 2, arbitrary: fc.constant({ what: 'cut' as const }) },
  { weight: 2, arbitrary: fc.nat(600).map((bytes) => ({ what: 'tear' as const, bytes })) },
  { weight: 3, arbitrary: fc.constant({ what: 'power' as const }) },
  { weight: 3, arbitrary: fc.boolean().map((up) => ({ what: 'link' as const, up })) },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constant('gateway' as const), takes: fc.boolean(), answers: fc.boolean(), stale: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 30_000 }).map((ms) => ({ what: 'wait' as const, ms })) },
  { weight: 1, arbitrary: fc.integer({ min: -100_000, max: 100_000 }).map((ms) => ({ what: 'clock' as const, ms })) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** A gateway with a perfect disk, behind a path that loses both ways. */
class PerfectGateway {
  readonly rig: Rig;
  readonly committed = new Map<string, { readonly boot: number; readonly seq: number; readonly kind: string }>();
  #read = 0;
  #newest: [number, number][] = [];
  #rev = 0;

  constructor(rig: Rig) {
    this.rig = rig;
  }

  /** Takes what was sent since it last listened, or lets it get lost. */
  listen(takes: boolean): void {
    const { sent } = this.rig;
    for (; this.#read < sent.length; this.#read += 1) {
      const uplink = sent[this.#read]?.uplink;
      if (uplink?.type !== 'signal' || !takes) continue;
      const { boot, seq, kind } = uplink.body;
      const key = `${boot}.${seq}`;
      const known = this.committed.get(key);
      expect(known === undefined || known.kind === kind, `${key} is one press and no other`).toBe(true);
      this.committed.set(key, { boot, seq, kind });
      // Told again, it stands among the newest again: the button still waits for it.
      this.#newest = [...this.#newest.filter(([b, s]) => b !== boot || s !== seq), [boot, seq] as [number, number]].slice(-8);
    }
  }

  answer(stale: boolean): void {
    if (this.rig.runner.state.power === 'off') return;
    this.#rev += 1;
    // A stale one has been overtaken on its way: it says less, and has a lower number.
    if (stale) this.rig.tell('held', { rev: Math.max(0, this.#rev - 3), held: [] });
    else this.rig.tell('held', { rev: this.#rev, held: this.#newest });
  }
}

function play(seed: number, radio: boolean, happenings: readonly Happening[]): { readonly rig: Rig; readonly gateway: PerfectGateway } {
  const rig = new Rig({ assistOnTap: true, radio }, { random: seeded(seed) });
  const gateway = new PerfectGateway(rig);
  for (const one of happenings) {
    if (one.what === 'raise') rig.input({ type: 'raise', kind: one.kind });
    else if (one.what === 'push') rig.push(one.ms);
    else if (one.what === 'cut') rig.runner.powerOff();
    else if (one.what === 'tear') rig.flash.tearNextWrite(one.bytes);
    else if (one.what === 'power') rig.runner.powerOn();
    else if (one.what === 'link') rig.link(one.up);
    else if (one.what === 'wait') rig.clock.pass(one.ms);
    else if (one.what === 'clock') rig.clock.setWall(one.ms);
    else {
      gateway.listen(one.takes);
      if (one.answers) gateway.answer(one.stale);
    }
  }
  return { rig, gateway };
}

/** In the end there is power, a path and time. */
function calmDown(rig: Rig, gateway: PerfectGateway): void {
  rig.flash.tearNextWrite(Number.MAX_SAFE_INTEGER);
  rig.runner.powerOn();
  rig.link(true);
  for (let round = 0; round < 50; round += 1) {
    rig.clock.pass(15_000);
    gateway.listen(true);
    gateway.answer(false);
  }
}

function keysOf(rig: Rig, what: 'pressed' | 'gave-up'): readonly string[] {
  const presses: readonly StoredPress[] = rig.notes.flatMap((note) => (note.what === what ? [note.press] : []));
  return presses.map(({ boot, seq }) => `${boot}.${seq}`);
}

it('no press that the button took is lost, none is two, and none comes from nowhere', () => {
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), fc.array(happening, { maxLength: 80 }), (seed, radio, happenings) => {
      const { rig, gateway } = play(seed, radio, happenings);
      calmDown(rig, gateway);
      const pressed = keysOf(rig, 'pressed');
      expect(new Set(pressed).size, 'each press has a name of its own').toBe(pressed.length);
      const gaveUp = new Set(keysOf(rig, 'gave-up'));
      const kept = pressed.filter((key) => !gaveUp.has(key));
      for (const key of kept) expect([...gateway.committed.keys()], 'a press is lost').toContain(key);
      for (const key of gateway.committed.keys()) expect(pressed, 'a press from nowhere').toContain(key);
      expect(rig.flash.read().unsent, 'nothing is left to say').toEqual([]);
    }),
    { numRuns: 400 },
  );
});

it('no frame counter is used twice under one key, and they only grow', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(happening, { maxLength: 60 }), (seed, happenings) => {
      const { rig } = play(seed, true, happenings);
      const frames = rig.sent.map(({ frame }) => frame ?? 0);
      for (let i = 1; i < frames.length; i += 1) expect(frames[i]).toBeGreaterThan(frames[i - 1] ?? 0);
    }),
    { numRuns: 200 },
  );
});

it('the age of a press never shrinks while the button has power', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(happening, { maxLength: 60 }), (seed, happenings) => {
      const { rig } = play(
        seed,
        false,
        happenings.filter(({ what }) => what !== 'cut' && what !== 'tear'),
      );
      const oldest = new Map<string, number>();
      for (const { boot, seq, age } of rig.signals) {
        const key = `${boot}.${seq}`;
        expect(age).toBeGreaterThanOrEqual(oldest.get(key) ?? 0);
        oldest.set(key, age);
      }
    }),
    { numRuns: 200 },
  );
});
