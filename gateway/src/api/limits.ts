import { MINUTE_MS, SECOND_MS } from '../base/durations.ts';

/** Everything that bounds the HTTP listener. Fastify's own defaults for the times are "none". */
export interface HttpLimits {
  /** ms without a byte on a connection. */
  readonly connectionTimeout: number;
  /** ms for a whole request to arrive. */
  readonly requestTimeout: number;
  /** ms for the headers alone. */
  readonly headersTimeout: number;
  /** ms between two looks at the times above; Node's own 30 s would make them meaningless. */
  readonly connectionsCheckingInterval: number;
  /** ms for an answer; then `no-answer-in-time`. */
  readonly handlerTimeout: number;
  /** ms that an idle connection is kept. */
  readonly keepAliveTimeout: number;
  /** Requests on one connection; then it is closed. */
  readonly maxRequestsPerSocket: number;
  /** Bytes of a body; more is refused with `too-large` before it is read. */
  readonly bodyLimit: number;
  /** Bytes of a file to import (20,000 lines of people with all their fields). */
  readonly importLimit: number;
  /** Open connections in all, sockets of consoles among them; a further one is closed at once and counted. Leaves most of the usual 20,000 files to devices. */
  readonly connections: number;
  /** The same from one address: a building behind one proxy, not one machine that opens them all. */
  readonly connectionsPerAddress: number;
  /** ms that a request waits for its commit; then `not-recorded-yet`, while the input stays queued. Under the 8 s after which the pages give up. */
  readonly commitWait: number;
  /** ms that an import waits for all of its commits: 20,000 rows in slices of 100, on a disk that takes 0.2 s for each. */
  readonly importWait: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connectionTimeout: 15 * SECOND_MS,
  requestTimeout: 10 * SECOND_MS,
  headersTimeout: 8 * SECOND_MS,
  connectionsCheckingInterval: SECOND_MS,
  handlerTimeout: 10 * SECOND_MS,
  keepAliveTimeout: 5 * SECOND_MS,
  maxRequestsPerSocket: 1_000,
  bodyLimit: 64 * 1024,
  importLimit: 8 * 1024 * 1024,
  connections: 2_048,
  connectionsPerAddress: 256,
  commitWait: 6 * SECOND_MS,
  importWait: 50 * SECOND_MS,
};

/** An import may take long: 20,000 rows are looked through, and written in 200 commits. */
export const IMPORT_HANDLER_MS = MINUTE_MS;
