import type { CanaryView } from '../../contract/canary.ts';

/** What the consoles made of one probe. */
export interface Probed {
  /** Consoles that watch and can answer; 0 where nobody watches. */
  readonly asked: number;
  /** Those among them that said nothing in time: their pages are open and draw nothing. */
  readonly silent: number;
}

/** The live feed, as far as the gateway's own test press goes through it. */
export interface ProbeFeed {
  /**
   * Sends a probe to every console, and resolves when each that watches has drawn it, or when that has taken too long. One at a time:
   * a further one ends the one before.
   */
  probe(name: string): Promise<Probed>;
}

/** How a press of the gateway's own gets in. */
export interface CanaryPress {
  /**
   * Connects as a device does, publishes the body and resolves with the acknowledgement. `connected` is called when it was let in.
   * Rejects with what went wrong, also when it is given up.
   */
  press(body: string, connected: () => void): Promise<void>;
  /** Lets go of whatever is under way. */
  giveUp(): void;
}

/** How the last test press went; undefined before the first. */
export type CanaryStanding = () => CanaryView | undefined;
