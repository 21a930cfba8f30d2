interface UnderWay<T> {
  readonly said: T;
  /** What is to be said when that has arrived; the newest alone. */
  next: T | undefined;
}

/**
 * Says how things stand, each under its key, one word at a time: while a word is under way the same again is no news, and of what
 * differs only the newest waits. So a place that takes no words for hours has one of each matter waiting, however often it was said.
 */
export class OneUnderWay<T> {
  readonly #send: (word: T) => Promise<void>;
  readonly #isSame: (one: T, other: T) => boolean;
  readonly #underWay = new Map<string, UnderWay<T>>();

  /** `send` says itself when a word could not be brought; what has changed meanwhile is said all the same. */
  constructor(deps: { readonly send: (word: T) => Promise<void>; readonly isSame: (one: T, other: T) => boolean }) {
    this.#send = deps.send;
    this.#isSame = deps.isSame;
  }

  has(key: string): boolean {
    return this.#underWay.has(key);
  }

  say(key: string, word: T): void {
    const underWay = this.#underWay.get(key);
    if (underWay === undefined) this.#go(key, word);
    else underWay.next = this.#isSame(underWay.said, word) ? undefined : word;
  }

  #go(key: string, word: T): void {
    const underWay: UnderWay<T> = { said: word, next: undefined };
    this.#underWay.set(key, underWay);
    const arrived = (): void => {
      this.#underWay.delete(key);
      if (underWay.next !== undefined) this.#go(key, underWay.next);
    };
    this.#send(word).then(arrived, arrived);
  }
}
