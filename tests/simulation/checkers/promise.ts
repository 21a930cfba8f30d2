/** The promises of docs/design.md that something watches here, by short names that stay. */
export type PromiseName =
  | 'ack-means-committed'
  | 'no-signal-lost'
  | 'each-signal-once'
  | 'no-press-swallowed'
  | 'one-open-alarm'
  | 'one-debrief-with-owner'
  | 'one-taker'
  | 'nothing-closes-by-itself'
  | 'always-a-next-step'
  | 'climbs-by-the-policy'
  | 'never-ahead-of-the-log'
  | 'consoles-equal-the-log'
  | 'the-chain-verifies'
  | 'state-is-what-the-facts-make'
  | 'lifeboat-loses-nothing'
  | 'replies-are-true'
  | 'the-watcher-is-watched'
  | 'messages-get-out'
  | 'alarms-are-never-shed'
  | 'told-only-to-whom-it-may'
  | 'location-only-in-an-alarm'
  | 'erased-is-gone'
  | 'hands-equal-the-log'
  | 'drills-are-apart'
  | 'stuck-disk-hides-nothing'
  | 'the-canary-tells-the-truth'
  | 'the-gateway-runs';

/** Says that a promise was broken, and how. */
export type Broken = (promise: PromiseName, what: string) => void;
