import { DAY_MS } from '../../base/durations.ts';
import type { PersonId } from '../../base/ids.ts';
import type { ContentBodies } from '../../contract/debrief-content.ts';
import type { ContentCommand, Debrief, PreventAction } from '../debrief.ts';
import { decided, refused, type Decision } from '../ruling.ts';
import { isDue, isHere, said } from './content-doing.ts';
import type { Doing } from './following.ts';
import type { StateView } from '../state.ts';
import { tell } from './debrief-opening.ts';
import { isHiddenFrom } from './debrief-rights.ts';
import { mayDo } from './debrief-rights.ts';

/** Changes of one debrief; more than a few are not done anyway. */
export const ACTIONS_MAX = 100;
/** Whether it worked shows after some weeks of work with it. */
export const CHECK_AFTER_MS = 28 * DAY_MS;

export type ActionCommand = Extract<ContentCommand, { readonly do: `action-${string}` }>;

/**
 * The life of a planned change. What is left out can not be: from, what is done → to. Moving and replying change no state.
 *
 * | from | act | to |
 * |---|---|---|
 * | planned | action-done | done |
 * | planned, done | action-drop | dropped |
 * | done | action-check | checked |
 */
export const ACTION_LIFE: Readonly<Record<ActionCommand['do'], readonly PreventAction['state'][]>> = {
  'action-done': ['planned'],
  'action-check': ['done'],
  'action-drop': ['planned', 'done'],
  'action-move': ['planned'],
  'action-reply': ['planned', 'done', 'checked', 'dropped'],
};

/** What this reader may do to an action as it stands; the screens offer it. */
export function actsOn(
  state: StateView,
  debrief: Debrief,
  { reader, action }: { readonly reader: PersonId; readonly action: PreventAction },
): ActionCommand['do'][] {
  // as: keys of a fixed record.
  return (Object.keys(ACTION_LIFE) as ActionCommand['do'][]).filter(
    (verb) =>
      ACTION_LIFE[verb].includes(action.state) &&
      mayDo(state, debrief, { reader, verb }) &&
      (verb !== 'action-done' || maySayDone(debrief, action, reader)),
  );
}

function maySayDone(debrief: Debrief, action: PreventAction, actor: PersonId): boolean {
  return action.owner === actor || debrief.owner === actor;
}

export function decideAction(doing: Doing, command: ActionCommand): Decision {
  const { debrief, ruling, actor } = doing;
  const { action } = command.body;
  const one = debrief.actions.find((each) => each.action === action);
  if (one === undefined) return refused('invalid', { detail: 'action' });
  if (command.do === 'action-done' && !maySayDone(debrief, one, actor)) return refused('not-yours');
  if (!ACTION_LIFE[command.do].includes(one.state)) return refused('not-now', { detail: one.state });
  if (wordsOf(command).trim() === '') return refused('invalid', { detail: 'text' });
  const words = { text: wordsOf(command) };
  switch (command.do) {
    case 'action-done': {
      const told = actor === debrief.owner ? [] : tell(ruling, { debrief: debrief.debrief, to: debrief.owner, template: 'debrief-asked' });
      const fact = said(doing, 'PreventionDone', { data: { action, checkDue: ruling.at + CHECK_AFTER_MS }, words });
      return decided([fact], { outcome: 'accepted' }, told);
    }
    case 'action-check':
      return decided([said(doing, 'PreventionChecked', { data: { action, worked: command.body.worked }, words })]);
    case 'action-drop':
      return decided([said(doing, 'PreventionDropped', { data: { action }, words })]);
    case 'action-move':
      return move(doing, command.body, one);
    case 'action-reply':
      return decided([said(doing, 'PreventionReplied', { data: { action }, words })]);
  }
}

function wordsOf(command: ActionCommand): string {
  switch (command.do) {
    case 'action-done':
      return command.body.what;
    case 'action-check':
      return command.body.how;
    case 'action-drop':
    case 'action-move':
      return command.body.reason;
    case 'action-reply':
      return command.body.reply;
  }
}

function move(doing: Doing, { action, owner, due, reason }: ContentBodies['action-move'], before: PreventAction): Decision {
  const { ruling, debrief, actor } = doing;
  // as: the body's owner is a person's id as the face received it; here it is looked up.
  const to = owner as PersonId;
  if (!isHere(ruling, to)) return refused('unknown-person');
  if (!isDue(ruling, due)) return refused('invalid', { detail: 'due' });
  const isNew = to !== before.owner && to !== actor;
  const told =
    isNew && !isHiddenFrom(ruling.state, debrief, to) ? tell(ruling, { debrief: debrief.debrief, to, template: 'debrief-asked' }) : [];
  return decided(
    [said(doing, 'PreventionMoved', { data: { action, owner: to, due }, words: { text: reason } })],
    { outcome: 'accepted' },
    told,
  );
}
