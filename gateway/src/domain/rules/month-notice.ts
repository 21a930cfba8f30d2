import type { PersonId, PlaceId } from '../../base/ids.ts';
import { lastMonth, startOf } from '../local-months.ts';
import type { MonthNotice } from '../month-notice.ts';
import { byPerson, decided, draft, GATEWAY, refused, type Decision, type Message, type Ruling } from '../ruling.ts';
import { workingTimeAt } from '../site-hours.ts';
import { zoneAt } from '../zone-at.ts';

type Known = Pick<Ruling, 'state' | 'policy'>;

interface Said {
  readonly actor: PersonId;
  readonly site: PlaceId;
  readonly wanted: boolean;
}

/** Somebody says for themself whether they want to hear of a site's months. From the next one on: nothing is told of what was there already. */
export function decideMonthNotice({ state, at }: Ruling, { actor, site, wanted }: Said): Decision {
  const place = state.places.get(site);
  if (place === undefined || place.parent !== undefined) return refused('unknown-place');
  if (wants(state.monthNotices.get(site), actor) === wanted) return decided([]);
  const month = lastMonth(at, zoneAt(state, site));
  return decided([draft('MonthNoticeSaid', { site, person: actor, wanted, month }, { actor: byPerson(actor) })]);
}

export function wants(notice: MonthNotice | undefined, person: PersonId): boolean {
  return notice?.people.includes(person) === true;
}

/** When the next month can be told of: the first moment of work after its end. Epoch ms; undefined where nobody wants it. */
export function monthNoticeDueAt(known: Known, notice: MonthNotice | undefined): number | undefined {
  if (notice === undefined || notice.people.length === 0 || !known.state.places.has(notice.site)) return undefined;
  return tellableAt(known, notice.site, Temporal.PlainYearMonth.from(notice.told).add({ months: 1 }));
}

/** One message for each who wants it, of the newest month alone: a gateway that was off for longer makes no pile of them. */
export function monthNoticeDue(ruling: Ruling, site: PlaceId): Decision {
  const { state, at, id } = ruling;
  const notice = state.monthNotices.get(site);
  const due = monthNoticeDueAt(ruling, notice);
  if (notice === undefined || due === undefined || at < due) return decided([]);
  let month = Temporal.PlainYearMonth.from(lastMonth(at, zoneAt(state, site)));
  if (at < tellableAt(ruling, site, month)) month = month.subtract({ months: 1 });
  const to = notice.people.filter((person) => {
    const known = state.people.get(person);
    return known?.active === true && known.erased !== true;
  });
  const body = { template: 'month-ready', place: site, month: month.toString() } as const;
  const messages = to.map((person): Message => ({ id: `${id}:${person}`, channel: 'contact', to: `person:${person}`, body, dueAt: at }));
  const fact = draft('MonthNoticeSent', { site, month: month.toString(), to: [...to] }, { actor: GATEWAY });
  return decided([fact], { outcome: 'accepted' }, messages);
}

function tellableAt(known: Known, site: PlaceId, month: Temporal.PlainYearMonth): number {
  return workingTimeAt(known, site)(startOf(month.add({ months: 1 }), zoneAt(known.state, site)), 0);
}
