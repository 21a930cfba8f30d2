/** Tells the broker that a publish is done with: without an error its PUBACK goes out, with one the connection is closed. */
export type Answer = (error?: Error | null) => void;

interface Waiting {
  readonly answer: Answer;
  settled: boolean;
}

/**
 * Gives the answers of one connection in the order in which its publishes came in, whatever order their commits end in:
 * PUBACKs must not overtake each other [MQTT-4.6.0-2]. Bounded by the gate, which reads nothing while it is full.
 */
export class AnswersInOrder {
  readonly #waiting: Waiting[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  /** Takes a place in the line; the returned function is called once, when this publish may be acknowledged. */
  enter(answer: Answer): () => void {
    const place: Waiting = { answer, settled: false };
    this.#waiting.push(place);
    return () => {
      place.settled = true;
      while (this.#waiting[0]?.settled === true) this.#waiting.shift()?.answer();
    };
  }

  /** The connection is closed: nobody waits any more. */
  drop(): void {
    this.#waiting.length = 0;
  }
}
