/** A stretch of time with a name, and those that lie in it. Epoch ms. */
export interface TracedSpan {
  readonly name: string;
  readonly startAt: number;
  readonly endAt: number;
  /** Counts and words of our own. Never who, where, or which device. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly failed?: boolean | undefined;
  readonly children?: readonly TracedSpan[] | undefined;
}

/** Where finished traces go. */
export interface SpanSink {
  write(span: TracedSpan): void;
  /** What waits goes out, if that is quick. */
  close(): Promise<void>;
}
