/** Something that can be brought to on and off. */
export interface Relay {
  /** Brings it there; said again, it is brought there again. Of several wishes the newest counts. */
  set(on: boolean): void;
  /** The newest wish was carried out, as far as anybody can know from here. */
  readonly isSettled: boolean;
  /** Why nothing can be switched now, and since when (monotonic ms) if it may pass by itself. */
  readonly lost: { readonly why: string; readonly since?: number } | undefined;
  /** Once a second. `now`: monotonic ms. */
  tick(now: number): void;
  /** Nothing more is wished for it. */
  close(): void;
}
