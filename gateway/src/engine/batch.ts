import { messageOf } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import { apply } from '../domain/apply/apply.ts';
import { decide, decideBlindly } from '../domain/decide.ts';
import { FACT_VERSION, type Draft, type Fact, type FactChecker } from '../domain/facts/catalogue.ts';
import type { Reply } from '../domain/input.ts';
import type { Policy } from '../domain/policy.ts';
import type { Decision, Message, Ruling } from '../domain/ruling.ts';
import type { State } from '../domain/state.ts';
import type { EngineTime } from './engine-time.ts';
import type { InputQueue, Job } from './input-queue.ts';
import type { Head, NewFact, OutboxMessage, StoredFact } from './ports/log.ts';

/** A batch is decided for at most this long, so that one flush never waits for a crowd. */
const BATCH_DECIDE_MS = 5;

export interface DecidedBatch {
  readonly jobs: readonly { readonly job: Job; readonly reply: Reply }[];
  readonly facts: readonly NewFact[];
  readonly outbox: readonly OutboxMessage[];
  /** Goes to the disk, also when there is nothing in it to keep: somebody asks whether the disk writes. */
  readonly goesToDisk: boolean;
}

export interface BatchTools {
  readonly state: State;
  readonly time: EngineTime;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly checker: FactChecker;
  /** How many inputs the next batch may take. */
  readonly limit: () => number;
  /** Told once for each input that the rules failed on. */
  readonly onContained: (job: Job, error: string) => void;
}

/**
 * Takes inputs from the queue, decides each against the state that the ones before it made, and applies its facts to the
 * working state. An input that the rules fail on is contained: it is decided by the rule without branches.
 */
export function decideBatch(tools: BatchTools, queue: InputQueue, head: Head): DecidedBatch {
  for (;;) {
    const taken: Job[] = [];
    try {
      return fill(tools, queue, { head, taken });
    } catch (error) {
      // apply failed: the working state may be half changed. The culprit is the last one taken; all are decided again without it.
      tools.state.drop();
      const culprit = taken.at(-1);
      if (culprit === undefined || culprit.bare === true) throw error;
      if (culprit.failure !== undefined) culprit.bare = true;
      culprit.failure ??= messageOf(error);
      tools.onContained(culprit, messageOf(error));
      queue.unshift(taken);
    }
  }
}

function fill(tools: BatchTools, queue: InputQueue, batch: { readonly head: Head; readonly taken: Job[] }): DecidedBatch {
  const jobs: { job: Job; reply: Reply }[] = [];
  const facts: NewFact[] = [];
  const outbox: OutboxMessage[] = [];
  const stopAt = tools.clock.mono() + BATCH_DECIDE_MS;
  const limit = tools.limit();
  while (batch.taken.length < limit) {
    const job = queue.shift();
    if (job === undefined) break;
    if (job.alone !== undefined && batch.taken.length > 0) {
      queue.unshift([job]);
      break;
    }
    batch.taken.push(job);
    const { at, t } = tools.time.now();
    const decision = decideOne(tools, job, { at, t });
    for (const made of decision.facts) {
      const fact = placed(made, { seq: batch.head.seq + facts.length + 1, at, t });
      // as: a draft is checked against the catalogue before it gets here, and Fact is that catalogue.
      apply(tools.state, fact as unknown as Fact);
      facts.push(fact);
    }
    for (const message of decision.messages) outbox.push(addressed(message));
    jobs.push({ job, reply: decision.reply });
    if (job.alone !== undefined || tools.clock.mono() >= stopAt) break;
  }
  return { jobs, facts, outbox, goesToDisk: facts.length > 0 || jobs.some(({ job }) => job.input.type === 'canary') };
}

function decideOne(tools: BatchTools, job: Job, now: { readonly at: number; readonly t: number }): Decision {
  const ruling: Ruling = { state: tools.state, ...now, id: job.input.id, policy: tools.policy };
  if (job.failure !== undefined) return decideBlindly(ruling, job.input, { error: job.failure, bare: job.bare === true });
  try {
    const decision = decide(ruling, job.input);
    for (const { kind, data } of decision.facts) {
      const problem = tools.checker.problem(kind, FACT_VERSION, data);
      if (problem !== undefined) throw new TypeError(problem);
    }
    return decision;
  } catch (error) {
    job.failure = messageOf(error);
    tools.onContained(job, job.failure);
    return decideBlindly(ruling, job.input, { error: job.failure, bare: false });
  }
}

function placed(made: Draft, place: { readonly seq: number; readonly at: number; readonly t: number }): NewFact {
  // as: a fact's data is made of JSON members only; undefined ones are left out when it is written.
  return { ...place, kind: made.kind, v: FACT_VERSION, data: made.data, actor: made.actor, secret: made.secret, about: made.about };
}

function addressed(message: Message): OutboxMessage {
  const { id, channel, to, body, about, dueAt } = message;
  return { id, channel, to, body, about, dueAt };
}

/** Are these exactly the facts of the batch? Kinds, times and number tell: no other writer shares our engine time. */
export function isThisBatch(batch: DecidedBatch, facts: readonly StoredFact[]): boolean {
  return (
    batch.facts.length === facts.length &&
    batch.facts.every((fact, i) => {
      const other = facts[i];
      return (
        other?.seq === fact.seq && other.kind === fact.kind && other.t === fact.t && other.at === fact.at && other.actor === fact.actor
      );
    })
  );
}
