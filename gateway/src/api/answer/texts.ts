/** All that the page behind an answer link says, in one language. */
export interface AnswerTexts {
  readonly language: string;
  readonly title: string;
  readonly waiting: string;
  readonly since: (minutes: number) => string;
  readonly exercise: string;
  readonly take: string;
  readonly takes: string;
  readonly yours: string;
  readonly yoursNext: string;
  readonly others: (name: string) => string;
  readonly othersNext: string;
  readonly over: string;
  readonly overNext: string;
  readonly old: string;
  readonly oldNext: string;
  readonly waits: string;
  readonly waitsNext: string;
  readonly somebody: string;
  readonly signIn: string;
}
