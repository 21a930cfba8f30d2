import type { FeedbackBody, FeedbackState } from '@duress/gateway/contract/hand.ts';

/** A step that the gateway has confirmed, with the time at which this page learned of it or the gateway named. */
export interface Step {
  readonly state: FeedbackState;
  /** Epoch ms. */
  readonly at: number;
  /** Who has it or is coming, when the gateway said so. */
  readonly by?: string | undefined;
}

/** What the worker is shown of one alarm. Holds nothing that the gateway has not confirmed. */
export interface Ladder {
  readonly alarm?: string | undefined;
  readonly rev: number;
  readonly recorded: boolean;
  /** It is an exercise, as the gateway says; absent: it is real. */
  readonly drill?: true | undefined;
  readonly steps: readonly Step[];
}

export const EMPTY_LADDER: Ladder = { rev: -1, recorded: true, steps: [] };

/** A dozen steps fill a phone; with releases in between the oldest but the first go. */
const STEPS_MAX = 12;

/** How far a state is. A lower one after a higher one means that something was taken back. */
const RANK: Readonly<Record<FeedbackState, number>> = {
  tested: 0,
  held: 0,
  unseen: 1,
  shown: 2,
  taken: 3,
  coming: 4,
  here: 5,
  'cancel-asked': 6,
  closed: 7,
};

/** The newest step, which is what is true now. */
export function current(ladder: Ladder): Step | undefined {
  return ladder.steps.at(-1);
}

/** An alarm is open as far as the gateway has told. */
export function isOpen(ladder: Ladder): boolean {
  const state = current(ladder)?.state;
  return state !== undefined && state !== 'closed' && state !== 'tested';
}

/** The gateway has committed the press that (boot, seq) names. */
export function holds(body: FeedbackBody, press: { readonly boot: number; readonly seq: number }): boolean {
  return body.held.some(([boot, seq]) => boot === press.boot && seq === press.seq);
}

/**
 * Takes in what the gateway says. A lower revision is older news and changes nothing. Steps that were taken back (a
 * release after *taken*) leave the ladder; steps that the gateway skipped are never made up.
 */
export function climb(ladder: Ladder, body: FeedbackBody): Ladder {
  if (body.rev < ladder.rev) return ladder;
  const state = body.state;
  if (state === undefined) return settled(ladder, body);
  const sameAlarm = ladder.alarm === body.alarm || ladder.alarm === undefined;
  const before = sameAlarm ? ladder.steps.filter((step) => step.state !== 'closed' && step.state !== 'tested') : [];
  const at = Date.parse(body.at);
  const last = before.at(-1);
  const repeated = last?.state === state && last.by === body.by;
  const kept = repeated ? before : before.filter((step) => RANK[step.state] < RANK[state]);
  const step: Step = { state, at, ...(body.by === undefined ? {} : { by: body.by }) };
  const steps = repeated ? kept : [...kept, step];
  const drill = body.drill === true ? { drill: true as const } : {};
  return { alarm: body.alarm, rev: body.rev, recorded: body.recorded, ...drill, steps: steps.slice(-STEPS_MAX) };
}

/** Nothing is open for this phone any more. What was closed stays readable until the worker puts it away. */
function settled(ladder: Ladder, body: FeedbackBody): Ladder {
  const ended = !isOpen(ladder);
  return { rev: body.rev, recorded: body.recorded, steps: ended ? ladder.steps : [] };
}

/** The gateway's own answer to the sending of a press is as good as its `held`, and often faster. */
export function acceptedByAnswer(ladder: Ladder, answer: { readonly alarm?: string | undefined; readonly at: number }): Ladder {
  const known = answer.alarm === undefined || ladder.alarm === answer.alarm;
  if (known && isOpen(ladder)) return ladder;
  return { ...ladder, alarm: answer.alarm, steps: [{ state: 'held', at: answer.at }] };
}
