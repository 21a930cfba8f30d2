/** What happened to one press, in milliseconds of the load's own clock; absent: it has not happened. */
interface Times {
  readonly sentAt: number;
  ackedAt?: number;
  shownAt?: number;
  toldAt?: number;
}

/** Milliseconds of each press of one measurement, sorted, and how many never got there. */
export interface Latencies {
  readonly ack: readonly number[];
  readonly shown: readonly number[];
  /** Until the hand was told that the press is held; empty where hands are told nothing. */
  readonly told: readonly number[];
  readonly unacked: number;
  readonly unshown: number;
}

/** Follows the presses of one measurement until each has its acknowledgement and is on the console. */
export class Watched {
  /** By device; the place in the list is the number of the press, so it has holes. */
  readonly #presses = new Map<string, (Times | undefined)[]>();
  #acked = 0;
  #shown = 0;
  #told = 0;
  #sent = 0;
  #allTold: (() => void) | undefined;
  #done: { readonly count: number; readonly resolve: () => void } | undefined;

  /** Forgets the presses before; what is still under way of them is not counted. */
  start(): void {
    this.#presses.clear();
    this.#acked = 0;
    this.#shown = 0;
    this.#told = 0;
    this.#sent = 0;
  }

  /** The device is about to press for the `nth` time. */
  sent(device: string, nth: number, at: number): void {
    const presses = this.#presses.get(device) ?? [];
    presses[nth] = { sentAt: at };
    this.#presses.set(device, presses);
    this.#sent += 1;
  }

  acked(device: string, nth: number, at: number): void {
    const press = this.#presses.get(device)?.[nth];
    if (press === undefined || press.ackedAt !== undefined) return;
    press.ackedAt = at;
    this.#acked += 1;
    this.#look();
  }

  /** The console shows the first `count` presses of the device. */
  shown(device: string, count: number, at: number): void {
    const presses = this.#presses.get(device);
    if (presses === undefined) return;
    for (let nth = count; nth > 0; nth -= 1) {
      const press = presses[nth];
      if (press === undefined || press.shownAt !== undefined) break;
      press.shownAt = at;
      this.#shown += 1;
    }
    this.#look();
  }

  /** The hand was told that the first `count` presses of the device are held. */
  told(device: string, count: number, at: number): void {
    const presses = this.#presses.get(device);
    if (presses === undefined) return;
    for (let nth = count; nth > 0; nth -= 1) {
      const press = presses[nth];
      if (press === undefined || press.toldAt !== undefined) break;
      press.toldAt = at;
      this.#told += 1;
    }
    if (this.#told >= this.#sent) this.#allTold?.();
  }

  /** Resolves when the hand has been told of every press, or the time is over. */
  untilTold(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#allTold = () => {
        clearTimeout(timer);
        this.#allTold = undefined;
        resolve();
      };
      if (this.#told >= this.#sent) this.#allTold();
    });
  }

  /** Resolves when so many presses are acknowledged and on the console, or the time is over. */
  until(count: number, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#done = {
        count,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#look();
    });
  }

  latencies(): Latencies {
    const all = [...this.#presses.values()].flatMap((presses) => presses.filter((press) => press !== undefined));
    const sorted = (of: (press: Times) => number | undefined): number[] =>
      all
        .flatMap((press) => {
          const at = of(press);
          return at === undefined ? [] : [at - press.sentAt];
        })
        .sort((a, b) => a - b);
    const [ack, shown] = [sorted((press) => press.ackedAt), sorted((press) => press.shownAt)];
    const told = sorted((press) => press.toldAt);
    return { ack, shown, told, unacked: all.length - ack.length, unshown: all.length - shown.length };
  }

  #look(): void {
    const { count } = this.#done ?? { count: Infinity };
    if (this.#acked < count || this.#shown < count) return;
    const done = this.#done;
    this.#done = undefined;
    done?.resolve();
  }
}
