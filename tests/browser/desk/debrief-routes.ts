import type {
  AccountBody,
  FollowUpBody,
  PreventActionBody,
  TaskView,
  ReviewBody,
  WelfareBody,
} from '../../../gateway/src/contract/debrief.ts';
import type { Organisation } from './organisation.ts';
import type { DutyView } from '../../../gateway/src/contract/duty.ts';
import { HOUR_MS } from '../../../gateway/src/base/durations.ts';
import { dueOf, WEEKDAYS } from '../../../gateway/src/domain/duty/due.ts';
import { OTHER_RULE, rulesOf } from '../../../gateway/src/domain/duty/rules.ts';
import { done, fieldsOf, refused, type Ask, type Reply } from './routes.ts';

interface Reading {
  readonly reader: string;
  readonly parts: readonly string[];
}

/** The resources of debriefs. Nobody but its worker and its owner gets a word of one. */
export function answerDebrief(ask: Ask, organisation: Organisation, { reader, parts }: Reading): Reply {
  const [, id, what, part] = parts;
  if (id === undefined) return { status: 200, json: organisation.tasks(reader) };
  const detail = organisation.detailFor(id, reader);
  if (detail === undefined) return refused(404, 'unknown-debrief');
  if (what === undefined) return { status: 200, json: detail };
  if (what === 'nameable')
    return {
      status: 200,
      json: [...organisation.people.values()]
        .filter((one) => one.person !== detail.task.worker?.person)
        .map(({ person, name }) => ({ person, name })),
    };
  if (what === 'duty') return { status: 200, json: dutyOf(ask.now, detail.may.includes('duty')) };
  if (what === 'drafts') {
    const key = `${id}/${reader}/${part ?? ''}`;
    if (ask.method === 'DELETE') organisation.drafts.delete(key);
    else organisation.drafts.set(key, ask.body);
    return { status: 204 };
  }
  // The list is the contract's; any other word is refused here.
  if (!(detail.may as readonly string[]).includes(what)) return refused(403, 'not-yours');
  organisation.drafts.delete(`${id}/${reader}/${what}`);
  return submit(ask, organisation, { id, what, reader });
}

/** Undecided, an hour after the alarm, in New South Wales, of somebody who looks after people with disability too. */
function dutyOf(now: number, may: boolean): DutyView {
  const from = now - HOUR_MS / 2;
  const calendar = { zone: 'Australia/Sydney', isBusinessDay: WEEKDAYS };
  const rules = [...rulesOf({ jurisdiction: 'AU-NSW', regimes: ['whs', 'ndis'], day: '2026-03-02' }), OTHER_RULE].map((rule) => ({
    ...rule,
    holds: rule.from !== 'unknown',
    stale: false,
    limits: rule.limits.map((limit) => ({
      ...limit,
      ...(limit.from === 'aware' ? { due: dueOf(limit, from, calendar) } : {}),
      overdue: false,
    })),
  }));
  const summary = { open: 1, due: from, overdue: false };
  return { may, jurisdiction: 'AU-NSW', zone: calendar.zone, summary, aware: { at: from }, rules, decisions: [], notified: [] };
}

function submit(ask: Ask, organisation: Organisation, { id, what, reader }: { id: string; what: string; reader: string }): Reply {
  const detail = organisation.debriefs.get(id);
  if (detail === undefined) return refused(404, 'unknown-debrief');
  const by = { person: reader, name: organisation.people.get(reader)?.name ?? reader };
  const body = fieldsOf(ask.body);
  const stamp = { by, at: ask.now };
  switch (what) {
    case 'accept':
      detail.task = { ...detail.task, state: 'accepted' };
      break;
    case 'hand-over': {
      const to = { person: String(body['to']), name: organisation.people.get(String(body['to']))?.name ?? '' };
      const step = { to, from: by, at: ask.now, reason: 'by-hand' as const, passed: [] };
      detail.task = { ...detail.task, owner: to, why: step, state: 'waiting' };
      detail.line = [...detail.line, step];
      break;
    }
    case 'welfare':
      detail.welfare = { ...(ask.body as WelfareBody), ...stamp }; // the page's own form
      detail.task = { ...detail.task, welfareDone: true, items: detail.task.items.filter(({ kind }) => kind !== 'welfare') };
      break;
    case 'account':
      detail.account = { ...(ask.body as AccountBody), at: ask.now, version: (detail.account?.version ?? 0) + 1 }; // the page's own form
      break;
    case 'review':
      detail.review = { ...(ask.body as ReviewBody), ...stamp }; // the page's own form
      break;
    case 'action': {
      const action = ask.body as PreventActionBody; // the page's own form
      detail.actions = [
        ...detail.actions,
        { ...action, action: organisation.id('x'), ownerName: organisation.people.get(action.owner)?.name ?? '', at: ask.now },
      ];
      break;
    }
    case 'complete':
      detail.answer = { answer: String(body['answer']), ...stamp };
      // The short form asks for no more than the answer.
      detail.task = detail.task.short ? { ...detail.task, state: 'completed' } : following(detail.task);
      break;
    case 'follow-up': {
      const heard = ask.body as FollowUpBody; // the page's own form
      detail.followUps = [...detail.followUps, { ...heard, ...stamp }];
      detail.task = { ...detail.task, items: detail.task.items.filter(({ kind }) => kind !== heard.which) };
      if (heard.which === 'month') detail.task = { ...detail.task, items: [], state: 'completed' };
      break;
    }
    case 'name-involved':
      detail.involved = [
        ...detail.involved,
        { person: String(body['person']), name: organisation.people.get(String(body['person']))?.name ?? '' },
      ];
      break;
    default:
      break;
  }
  return done;
}

function following(task: TaskView): TaskView {
  return { ...task, state: 'following', items: task.items.filter(({ kind }) => kind === 'week' || kind === 'month') };
}
