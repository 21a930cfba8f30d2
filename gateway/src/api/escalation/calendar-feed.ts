import ICAL from 'ical.js';
import { DAY_MS } from '../../base/durations.ts';
import type { PersonId } from '../../base/ids.ts';
import { dutiesIn, onDuty, type Rota } from '../../domain/rota.ts';
import { freeOf } from '../../domain/rules/contacts.ts';
import type { StateView } from '../../domain/state.ts';

/** A calendar program sees so far ahead, and a day back, so that a night shift that is on does not vanish at midnight. */
const AHEAD_DAYS = 56;
const BACK_DAYS = 1;

/**
 * Who really is on duty: shifts with stand-ins, without whoever is on leave. Each time that somebody works is one event in UTC, so that
 * no program needs to know our zones or to expand anything. It holds the rota's name and people's names, and nothing else of either.
 */
export function calendarOf(state: StateView, rota: Rota, at: number): string {
  const [from, to] = [at - BACK_DAYS * DAY_MS, at + AHEAD_DAYS * DAY_MS];
  const events = workedIn(state, rota, { from, to }).map((worked) => {
    const name = state.people.get(worked.person)?.name ?? '';
    return [
      'vevent',
      [
        ['uid', {}, 'text', `${rota.rota}-${worked.person}-${String(worked.from)}@duress-gateway`],
        ['dtstamp', {}, 'date-time', utc(at)],
        ['dtstart', {}, 'date-time', utc(worked.from)],
        ['dtend', {}, 'date-time', utc(worked.to)],
        ['summary', {}, 'text', `${rota.name}: ${name}`],
        ['transp', {}, 'text', 'TRANSPARENT'],
      ],
      [],
    ];
  });
  const head = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', '-//duress-gateway//rota//EN'],
    ['x-wr-calname', {}, 'text', rota.name],
  ];
  return `${ICAL.stringify(['vcalendar', head, events])}\r\n`;
}

interface Worked {
  readonly person: PersonId;
  readonly from: number;
  readonly to: number;
}

/** Each unbroken time of each person. */
function workedIn(state: StateView, rota: Rota, { from, to }: { from: number; to: number }): Worked[] {
  const duties = dutiesIn(rota, from, to);
  // as: ids in set-up are the strings that branded ids became.
  const people = new Set([...duties, ...rota.overrides].flatMap((row) => row.people as PersonId[]));
  const leave = [...people].flatMap((person) => state.people.get(person)?.leave ?? []);
  const edges = [...duties, ...rota.overrides, ...leave].flatMap((period) => [period.from, period.to]);
  const moments = [...new Set([from, to, ...edges])].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  const done: Worked[] = [];
  let open = new Map<PersonId, number>();
  for (const at of moments) {
    const now = at < to ? freeOf({ state, at }, onDuty(rota, at)) : [];
    for (const [person, since] of open) if (!now.includes(person)) done.push({ person, from: since, to: at });
    open = new Map(now.map((person) => [person, open.get(person) ?? at]));
  }
  return done.sort((a, b) => a.from - b.from || (a.person < b.person ? -1 : 1));
}

function utc(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' });
}
