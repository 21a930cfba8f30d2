import { DAY_MS } from '../../base/durations.ts';
import type { ContentVerb } from '../../contract/debrief-content.ts';
import type { ContentCommand, ServiceDecision } from '../debrief.ts';
import { person, smallHouse, type Stage } from './stage.ts';

/**
 * A debrief in which everything has begun. Ana is its worker, Ruth had it and is above her, Sam has it, Tom does an action, Lee is asked
 * to agree about the client's service; Maria took the alarm and is nothing to it.
 */
export function toldStory(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  stage.act('maria', 'take');
  stage.act('maria', 'all-clear');
  stage.act('lee', 'close', { outcome: 'genuine' });
  stage.do('ruth', { do: 'accept' });
  stage.do('ruth', { do: 'hand-over', to: person('sam'), reason: 'I am away' });
  stage.do('sam', { do: 'accept' });
  stage.do('sam', { do: 'welfare', body: { safe: true } });
  stage.do('sam', { do: 'review', body: { before: 'a long wait', factors: ['layout', 'waiting'] } });
  stage.do('sam', { do: 'action', body: { kind: 'place', what: 'a second door', owner: 'tom', due: soon(stage), factors: ['layout'] } });
  stage.do('ana', { do: 'dispute', body: { part: 'review', text: 'the wait was not long' } });
  stage.do('sam', { do: 'support', body: { item: 'eap', result: 'later', check: { person: 'ruth', due: soon(stage) } } });
  stage.do('sam', { do: 'decide-service', body: { option: 'two-workers', reasons: 'for now', reviewDue: soon(stage) } });
  const paused = { option: 'paused', reasons: 'a threat to harm', second: 'lee', reviewDue: soon(stage) } as const;
  stage.do('sam', { do: 'decide-service', body: paused });
  return stage;
}

export function soon(stage: Stage): number {
  return stage.at + 14 * DAY_MS;
}

/** Puts the debrief into another state, as the rules of its life would. */
export function inState(stage: Stage, state: 'waiting' | 'accepted' | 'following'): Stage {
  const { debrief } = stage;
  // The members of the other states are there too, and do no harm.
  stage.state.debriefs.set(debrief.debrief, { ...debrief, state, acceptedAt: stage.at, answeredAt: stage.at });
  stage.state.settle();
  return stage;
}

export function decision(stage: Stage, state: ServiceDecision['state']): string {
  return stage.debrief.service?.find((one) => one.state === state)?.decision ?? '';
}

/** What each verb would say here, fit for the story as it stands. */
export function commandOf(stage: Stage, verb: ContentVerb): ContentCommand {
  const { debrief } = stage;
  const action = debrief.actions[0]?.action ?? '';
  switch (verb) {
    case 'dispute':
      return { do: verb, body: { part: 'welfare', text: 'nobody asked me' } };
    case 'answer-dispute':
      return { do: verb, body: { dispute: debrief.disputes?.[0]?.dispute ?? '', text: 'you are right' } };
    case 'support':
      return { do: verb, body: { item: 'gp', result: 'declined', why: 'has her own' } };
    case 'support-checked':
      return { do: verb, body: { support: debrief.supportChecks?.[0]?.id ?? '', note: 'sleeps again' } };
    case 'decide-service':
      return { do: verb, body: { option: 'no-change', reasons: 'it was a misunderstanding' } };
    case 'agree':
      return { do: verb, body: { decision: decision(stage, 'asked') } };
    case 'disagree':
      return { do: verb, body: { decision: decision(stage, 'asked'), reason: 'two workers are enough' } };
    case 'review-service':
      return { do: verb, body: { decision: decision(stage, 'in-force'), result: 'keep', reasons: 'it helps', reviewDue: soon(stage) } };
    case 'action-done':
      return { do: verb, body: { action, what: 'the door is in' } };
    case 'action-check':
      return { do: verb, body: { action, worked: 'yes', how: 'we tried it' } };
    case 'action-drop':
      return { do: verb, body: { action, reason: 'the wall carries the roof' } };
    case 'action-move':
      return { do: verb, body: { action, owner: 'lee', due: soon(stage), reason: 'the builder is ill' } };
    case 'action-reply':
      return { do: verb, body: { action, reply: 'you asked for this one' } };
  }
}
