export type NoticeKind =
  | 'needed-now'
  | 'not-recorded'
  | 'nobody-watches'
  | 'watched-again'
  | 'task-waiting'
  | 'task-passed-on'
  | 'device-needs-care'
  | 'test-message'
  | 'task-asked'
  | 'task-reminder'
  | 'duty-due'
  | 'month-ready';

/** What is said on a call. */
export interface CallTexts {
  /** As the service that speaks names it; it may know only some. */
  readonly language: string;
  readonly ask: string;
  /** Without a key to be asked for. */
  readonly tell: string;
  /** Where it only tries whether a call comes through. */
  readonly test: string;
  readonly taken: string;
  readonly others: string;
  readonly over: string;
  /** Used, or of an earlier time. */
  readonly old: string;
}

/** All that is ever said, in one language. */
export type Texts = Readonly<Record<NoticeKind, { readonly subject: string; readonly text: string }>> & {
  readonly exercise: string;
  readonly spoken: CallTexts;
  /** Stands in place of a link when the gateway does not know the address of its own pages. */
  readonly withoutLink: string;
};
