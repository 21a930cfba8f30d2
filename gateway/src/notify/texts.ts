export type NoticeKind = 'needed-now' | 'not-recorded' | 'nobody-watches' | 'watched-again' | 'task-waiting' | 'task-passed-on' | 'device-needs-care';

/** All that is ever said, in one language. */
export type Texts = Readonly<Record<NoticeKind, { readonly subject: string; readonly text: string }>> & {
  readonly exercise: string;
  /** Stands in place of a link when the gateway does not know the address of its own pages. */
  readonly withoutLink: string;
};
