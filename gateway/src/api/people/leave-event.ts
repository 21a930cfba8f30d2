import { isZone } from '../../domain/working-hours.ts';

/** An event in jCal (RFC 7265): its name, its properties, each of name, parameters, type and values. */
export type JCalEvent = readonly [name: string, properties: readonly unknown[], ...rest: unknown[]];

type Row = readonly [name: string, parameters: Readonly<Record<string, unknown>>, type: string, ...values: unknown[]];

/** How Outlook names zones; CLDR's list has some hundred and forty, these are the ones of the jurisdictions that we know rules of, and their neighbours. */
const WINDOWS_ZONES: Readonly<Record<string, string>> = {
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'E. Australia Standard Time': 'Australia/Brisbane',
  'Tasmania Standard Time': 'Australia/Hobart',
  'Cen. Australia Standard Time': 'Australia/Adelaide',
  'AUS Central Standard Time': 'Australia/Darwin',
  'W. Australia Standard Time': 'Australia/Perth',
  'Lord Howe Standard Time': 'Australia/Lord_Howe',
  'Norfolk Standard Time': 'Pacific/Norfolk',
  'New Zealand Standard Time': 'Pacific/Auckland',
  'Singapore Standard Time': 'Asia/Singapore',
  'India Standard Time': 'Asia/Kolkata',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'Central European Standard Time': 'Europe/Warsaw',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
  UTC: 'UTC',
};

/** Words with which people and programs say that they are away. */
const LEAVE_WORDS =
  /(^|[^\p{L}])(leave|out of office|ooo|oof|vacation|holidays?|days? off|time off|off work|sick|away|absent|absence|rdo|urlaub|abwesend|krank|congés?|vacances|vacaciones|ferias?|ferie)([^\p{L}]|$)/iu;

function rows(part: JCalEvent): Row[] {
  // as: jCal has its properties there, each an array.
  return part[1].filter((row): row is Row => Array.isArray(row));
}

export function valueOf(part: JCalEvent, name: string): string {
  const value = rows(part).find((row) => row[0] === name)?.[3];
  return typeof value === 'string' ? value : '';
}

export function isCalledOff(part: JCalEvent): boolean {
  return valueOf(part, 'status').toUpperCase() === 'CANCELLED';
}

/** With its zones by the names that are used everywhere, and read like any other where it was called off: in a series there is a hole. */
export function plainEvent(part: JCalEvent): JCalEvent {
  const named = rows(part)
    .filter(([name]) => name !== 'status')
    .map(([name, parameters, ...rest]) => [name, withNamedZone(parameters), ...rest]);
  return [part[0], named, ...part.slice(2)];
}

function withNamedZone(parameters: Row[1]): Row[1] {
  const { tzid } = parameters;
  const known = typeof tzid === 'string' ? WINDOWS_ZONES[tzid] : undefined;
  return known === undefined ? parameters : { ...parameters, tzid: known };
}

/** It is marked as out of office, or its name or category says so. */
export function saysLeave(part: JCalEvent): boolean {
  if (valueOf(part, 'x-microsoft-cdo-busystatus').toUpperCase() === 'OOF') return true;
  const categories = rows(part).flatMap((row) => (row[0] === 'categories' ? row.slice(3).map(String) : []));
  return [valueOf(part, 'summary'), ...categories].some((text) => LEAVE_WORDS.test(text));
}

/** It takes the person's time. */
export function isBusy(part: JCalEvent): boolean {
  const isFree = valueOf(part, 'x-microsoft-cdo-busystatus').toUpperCase() === 'FREE';
  return !isFree && valueOf(part, 'transp').toUpperCase() !== 'TRANSPARENT';
}

/** The clock that the event goes by: its own where it names one that is known, else the person's. An unknown one is refused where it is read. */
export function zoneIn(part: JCalEvent, zone: string): string {
  const given = rows(part).find((row) => row[0] === 'dtstart')?.[1]['tzid'];
  return typeof given === 'string' && isZone(given) ? given : zone;
}
