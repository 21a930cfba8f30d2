import type { AlarmAction } from '../../contract/alarm.ts';
import { isLoud, type Alarm } from '../alarm.ts';
import type { Input } from '../input.ts';
import { answeredIn, hasTold, isUsed, unreportedAs, type Result } from '../reach.ts';
import { decided, refused, type Decision, type Ruling } from '../ruling.ts';
import { decideAct } from './alarm-actions.ts';
import { messageReported } from './message-rules.ts';

type Act = Extract<Input, { readonly type: 'act' }>;

/** What somebody does to an alarm: at a screen, or by the link or the call that has told them of it. */
export function decideDeed(ruling: Ruling, input: Act, alarm: Alarm | undefined): Decision {
  return input.answers === undefined ? decideAct(ruling, input, alarm) : decideAnswer(ruling, { ...input, answers: input.answers }, alarm);
}

/**
 * Somebody says *I have it* from afar. One link answers once: what lies in a mailbox must not take the alarm again after it was
 * given back. That it was this message stands beside the act, in the same commit.
 */
function decideAnswer(ruling: Ruling, input: Act & { readonly answers: NonNullable<Act['answers']> }, alarm: Alarm | undefined): Decision {
  if (alarm === undefined || alarm.state === 'closed') return refused('unknown-alarm');
  const person = ruling.state.people.get(input.actor);
  if (person === undefined || !person.active || person.erased === true) return refused('unknown-person');
  const { name, way } = input.answers;
  const theirs = answeredIn(alarm.reach, { person: input.actor, name });
  if (!hasTold(alarm.reach, input.actor) && !input.answers.mayAct) return notTold(alarm, input.actor);
  const isMine = 'taken' in alarm && alarm.taken?.person === input.actor;
  if (isUsed(theirs)) return isMine ? decided([], { outcome: 'accepted', alarm: alarm.alarm }) : refused('not-now', { detail: 'used' });
  const decision = decideAct(ruling, { ...input, action: answering(alarm, isMine, ruling.t) }, alarm);
  if (decision.reply.outcome === 'refused') return decision;
  const result: Result = {
    message: theirs?.message ?? unreportedAs(name),
    person: input.actor,
    step: theirs?.step ?? alarm.climb.step,
    of: theirs?.of ?? [way],
    way,
    result: 'answered',
  };
  return { ...decision, facts: [...decision.facts, messageReported(alarm, { at: ruling.at }, result)] };
}

/** A message of an earlier time, or of another climb. Its own worker is told nothing at all of what may be kept from them. */
function notTold({ worker }: Alarm, actor: Act['actor']): Decision {
  return worker === actor ? refused('unknown-alarm') : refused('not-now', { detail: 'not-told' });
}

/**
 * Taken, when nobody has it. Somebody who has it and made no progress is why it is loud and people are told: whoever answers then takes it
 * over, or, if it is theirs, says that they are still on it.
 */
function answering(alarm: Alarm, isMine: boolean, t: number): AlarmAction {
  if (alarm.state === 'open' || !isLoud(alarm, t)) return 'take';
  return isMine ? 'progress' : 'take-over';
}
