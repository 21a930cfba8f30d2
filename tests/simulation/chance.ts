import { seeded, seedOf, type Random } from '../../firmware-sim/src/random.ts';

/** One seed, and a stream of its own for each purpose: what one part dices does not move the dice of another. */
export class Chance {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  for(purpose: string): Dice {
    return new Dice(seeded(seedOf(purpose, this.#seed)));
  }
}

export class Dice {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** From `least` inclusive to `most` exclusive. */
  between(least: number, most: number): number {
    return Math.floor(least + this.random() * (most - least));
  }

  /** True so often, 0 to 1. */
  comes(share: number): boolean {
    return this.random() < share;
  }

  pick<T>(things: readonly [T, ...T[]]): T {
    return things[this.between(0, things.length)] ?? things[0];
  }
}
