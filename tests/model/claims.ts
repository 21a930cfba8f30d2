import { becomesRealT, isLoud, isSilent, type Alarm } from '../../gateway/src/domain/alarm.ts';
import { REFUSAL_CODES, type RefusalCode } from '../../gateway/src/domain/input.ts';
import { ALARM_TRANSITIONS, actionsFor } from '../../gateway/src/domain/rules/alarm-actions.ts';
import { alarmDueT } from '../../gateway/src/domain/rules/escalation.ts';
import { person } from '../../gateway/src/domain/testing/stage.ts';
import { EVENTS, WORKER, type Event } from './events.ts';
import type { Node, Seen } from './explore.ts';
import { later } from './normal.ts';
import type { RulesAlone } from './rules-alone.ts';
import { T } from './scale.ts';

/** Something that must hold of every event in every state. */
export interface StepClaim {
  readonly claim: string;
  readonly holds: (seen: Seen) => boolean;
}

/** Something that must hold of every state. */
export interface NodeClaim {
  readonly claim: string;
  readonly holds: (alarm: Exclude<Alarm, { state: 'closed' }>, rules: RulesAlone) => boolean;
}

const PRESSES = ['press', 'press for assistance', 'fall', 'press of a participant of a drill', 'press of a device in test mode'];
/** Refusals that depend on what else was said with it, which the screens can't foresee. */
const OF_THE_BODY: readonly RefusalCode[] = ['outcome-needed', 'reason-needed', 'second-person-needed'];

const level = ({ level: one }: Alarm): number => (one === 'duress' ? 1 : 0);
const isClosed = (alarm: Alarm): boolean => alarm.state === 'closed';
const taker = (alarm: Alarm): string | undefined =>
  alarm.state !== 'cleared' && alarm.state !== 'closed' && 'taken' in alarm ? alarm.taken.person : undefined;
const isSaid = ({ name }: Event): boolean => name.includes('while the log was away');
/** The alarm after the step, before anything of it is left out. */
const after = ({ node, step }: Seen): Alarm => step.alarm ?? node.alarm;

const ALARM_STEP_CLAIMS: readonly StepClaim[] = [
  {
    claim: 'is answered: accepted, a duplicate, or refused with a code and nothing changed',
    holds: ({ step: { reply, facts } }) => reply.outcome !== 'refused' || (REFUSAL_CODES.includes(reply.code) && facts.length === 0),
  },
  {
    claim: 'closes only by a person who says close, and only after an all clear',
    holds: ({ node, event, to }) =>
      isClosed(node.alarm) || !isClosed(to.alarm) || (event.act?.action === 'close' && node.alarm.state === 'cleared'),
  },
  {
    claim: 'is cleared only by a person who says all clear',
    holds: ({ node, event, to }) => node.alarm.state === 'cleared' || to.alarm.state !== 'cleared' || event.act?.action === 'all-clear',
  },
  {
    claim: 'becomes quiet only by what a person does',
    holds: (seen) => {
      const { node, event } = seen;
      if (isClosed(node.alarm) || !isLoud(node.alarm, T) || isLoud(after(seen), T)) return true;
      return event.act !== undefined || isSaid(event);
    },
  },
  {
    claim: 'sounds after every press, also of a device in test mode; a press that opens nothing joins',
    holds: (seen) => {
      const { node, event, step } = seen;
      if (isClosed(node.alarm) || !PRESSES.includes(event.name)) return true;
      if (step.facts.some((fact) => fact.kind === 'AlarmRaised')) return true;
      // In test mode, beside an alarm that was raised in secret, the device must do what it does without one.
      if (event.name.includes('test mode') && isSilent(node.alarm)) return step.facts.some((fact) => fact.kind === 'TestPassed');
      return isLoud(after(seen), T) && after(seen).presses === node.alarm.presses + 1;
    },
  },
  {
    claim: 'is not changed by a copy',
    holds: ({ event, step }) => event.name !== 'copy of a known press' || (step.facts.length === 0 && step.reply.outcome === 'duplicate'),
  },
  {
    claim: 'never falls in level, and is duress after a duress press and after the duress PIN',
    holds: (seen) => {
      const { node, event } = seen;
      if (isClosed(node.alarm)) return true;
      const rises =
        (event.name === 'press' || event.name === 'fall' || event.name.endsWith('the duress PIN')) &&
        after(seen).alarm === node.alarm.alarm;
      const isTold = !seen.step.facts.some((fact) => fact.kind === 'AlarmRaised') && (rises ? pinKnown(seen) : false);
      return level(after(seen)) >= level(node.alarm) && (!isTold || level(after(seen)) === 1);
    },
  },
  {
    claim: 'is neither moved nor quieted by a cancel, whatever its PIN; the duress PIN makes it sound',
    holds: (seen) => {
      const { node, event } = seen;
      if (isClosed(node.alarm) || !event.name.startsWith('cancel')) return true;
      // To a drill it is the right one; what it raises stands beside it.
      if (event.name.endsWith('the duress PIN') && pinKnown(seen) && !node.alarm.drill) return isLoud(after(seen), T);
      return after(seen).state === node.alarm.state && isLoud(after(seen), T) === isLoud(node.alarm, T);
    },
  },
  {
    claim: 'goes from one person to another only by taking over',
    holds: (seen) => {
      const [before, now] = [taker(seen.node.alarm), taker(after(seen))];
      return before === undefined || now === undefined || before === now || seen.event.act?.action === 'take-over';
    },
  },
  {
    claim: 'goes where the table of the rules says it goes, from where it says',
    holds: ({ node, event, step, to }) => {
      if (event.act === undefined || step.facts.length === 0) return true;
      const transition = ALARM_TRANSITIONS[event.act.action];
      const goal = transition.to === 'same' ? node.alarm.state : transition.to;
      return transition.from.includes(node.alarm.state) && to.alarm.state === goal;
    },
  },
  {
    claim: 'offers a person what they may do, and nothing else',
    holds: ({ node, event, step }) => {
      if (event.act === undefined) return true;
      const { actor, action } = event.act;
      const isOffered = actionsFor(node.alarm, person(actor)).includes(action);
      if (step.reply.outcome !== 'refused') return isOffered === step.facts.length > 0;
      // Its time is over in this very moment: the deadline that makes it real is due.
      if (action === 'confirm-drill' && T >= (becomesRealT(node.alarm) ?? Infinity)) return true;
      return !isOffered || OF_THE_BODY.includes(step.reply.code) || (actor === WORKER && node.alarm.worker === actor);
    },
  },
];

const DRILL_STEP_CLAIMS: readonly StepClaim[] = [
  {
    claim: 'is never a drill again once it is real, nor when it never was one',
    holds: (seen) => seen.node.alarm.drill || seen.step.alarm?.alarm !== seen.node.alarm.alarm || !after(seen).drill,
  },
  {
    claim: 'that is a drill is real after every further press and after a fall',
    holds: (seen) =>
      isClosed(seen.node.alarm) ||
      !PRESSES.includes(seen.event.name) ||
      seen.step.alarm?.alarm !== seen.node.alarm.alarm ||
      !after(seen).drill,
  },
  {
    claim: 'that is a drill becomes real by a press, by a person who says so, or by time, and by nothing else',
    holds: (seen) => {
      const { node, event, step } = seen;
      if (!node.alarm.drill || after(seen).drill) return true;
      const isDue = event.name.startsWith('deadline') && T >= (becomesRealT(node.alarm) ?? Infinity);
      return step.facts.some(({ kind }) => kind === 'DrillBecameReal') && (isDue || event.act?.action === 'make-real' || isPressing(event));
    },
  },
  {
    claim: 'is closed as a drill if it is one, and as nothing else; what is real never is',
    holds: ({ node, event, to }) => {
      if (isClosed(node.alarm) || !isClosed(to.alarm)) return true;
      return (event.act?.body.outcome === 'drill') === node.alarm.drill;
    },
  },
  {
    claim: 'that is a drill is confirmed by somebody else than its worker',
    holds: ({ event, step }) => event.act?.actor !== WORKER || !step.facts.some(({ kind }) => kind === 'DrillConfirmed'),
  },
  {
    claim: 'that is a drill is to the duress PIN what it is to the right one, and beside it something real opens',
    holds: (seen) => {
      const { node, event, step } = seen;
      if (!node.alarm.drill || isClosed(node.alarm) || !event.name.endsWith('the duress PIN')) return true;
      const raised = step.facts.some((fact) => fact.kind === 'AlarmRaised' && !fact.data.drill);
      return raised && step.facts.some(({ kind }) => kind === 'CoercionSignalled') && !after(seen).coerced;
    },
  },
];

export const STEP_CLAIMS: readonly StepClaim[] = [...ALARM_STEP_CLAIMS, ...DRILL_STEP_CLAIMS];

function isPressing({ name }: Event): boolean {
  return PRESSES.includes(name) || name.startsWith('press');
}

/** Without a worker no PIN is anybody's. */
function pinKnown({ node, event }: Seen): boolean {
  return !event.name.startsWith('cancel') || node.alarm.worker !== undefined;
}

const does = (actor: string, action: string): Event => {
  const event = EVENTS.find((one) => one.act?.actor === actor && one.name === action);
  if (event === undefined) throw new RangeError(`there is no ${action} by ${actor}`);
  return event;
};
const happens = (name: string): Event => {
  const event = EVENTS.find((one) => one.name === name);
  if (event === undefined) throw new RangeError(`there is no ${name}`);
  return event;
};
/** Deadlines that are due at one moment and follow from each other: unseen, loud again, the next step. */
const AT_ONCE_MAX = 3;

export const NODE_CLAIMS: readonly NodeClaim[] = [
  {
    claim: 'that is a drill is confirmed, or becomes real when its time is over',
    holds: (alarm, rules) => {
      const realT = becomesRealT(alarm);
      if (!alarm.drill || realT === undefined || realT > T)
        return !alarm.drill || realT !== undefined || alarm.exercise?.confirmed !== undefined;
      return rules.give(happens('deadline'), alarm).alarm?.drill === false;
    },
  },
  { claim: 'is loud whenever it is open and nobody has it', holds: (alarm) => alarm.state !== 'open' || isLoud(alarm, T) },
  {
    claim: 'has a taker, or a next step that tells people',
    holds: (alarm) => alarm.state === 'cleared' || taker(alarm) !== undefined || alarm.climb.nextT !== undefined,
  },
  {
    claim: 'is due again in the future, whoever has it and whoever can be told; never is nothing due',
    holds: (alarm, rules) =>
      ['deadline', 'deadline, and nobody is left to be told'].every((name) => {
        let now: Alarm = alarm;
        for (let times = 0; times <= AT_ONCE_MAX; times += 1) {
          if (now.state === 'closed') return false;
          const dueT = alarmDueT(now, rules.policy);
          if (dueT === undefined) return false;
          if (dueT > T) return true;
          now = rules.give(happens(name), now).alarm ?? now;
        }
        return false;
      }),
  },
  {
    claim: 'has exactly one taker when two take at once, and the other is told who',
    holds: (alarm, rules) =>
      [
        ['maria', 'lee'],
        ['lee', 'maria'],
      ].every(([first = '', second = '']) => {
        const won = rules.give(does(first, 'take'), alarm);
        if (alarm.state !== 'open') return won.reply.outcome === 'refused' || (won.facts.length === 0 && taker(alarm) === first);
        const lost = rules.give(does(second, 'take'), won.alarm ?? alarm);
        return (
          taker(won.alarm ?? alarm) === first &&
          lost.reply.outcome === 'refused' &&
          lost.reply.code === 'taken-by-other' &&
          lost.reply.by === first
        );
      }),
  },
  {
    claim: 'can be ended by two people at once',
    holds: (alarm, rules) => {
      const [clearer, closer] = alarm.state === 'cleared' && alarm.cleared.person === 'lee' ? ['lee', 'maria'] : ['maria', 'lee'];
      const cleared = alarm.state === 'cleared' ? alarm : rules.give(does(clearer, 'all-clear'), alarm).alarm;
      return cleared !== undefined && rules.give(does(closer, closing(cleared)), cleared).alarm?.state === 'closed';
    },
  },
  {
    claim: 'can be ended by one person alone, later and with a reason',
    holds: (alarm, rules) => {
      const cleared = alarm.state === 'cleared' ? alarm : rules.give(does('maria', 'all-clear'), alarm).alarm;
      if (cleared?.state !== 'cleared') return false;
      return rules.give(does('maria', `${closing(cleared)} with a reason`), later(cleared)).alarm?.state === 'closed';
    },
  },
];

function closing(alarm: Alarm): string {
  return alarm.drill ? 'close as a drill' : 'close';
}

/** From which of these states no way leads to a closed alarm. */
export function deadEnds(nodes: readonly Node[]): readonly Node[] {
  const before = new Map<Node, Node[]>();
  for (const node of nodes) for (const next of node.next) before.set(next, [...(before.get(next) ?? []), node]);
  const ending = new Set(nodes.filter(({ alarm }) => isClosed(alarm)));
  for (const node of ending) for (const one of before.get(node) ?? []) ending.add(one);
  return nodes.filter((node) => !ending.has(node));
}
