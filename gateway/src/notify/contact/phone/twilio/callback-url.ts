import type { AlarmId, PersonId } from '../../../../base/ids.ts';
import type { WayName } from '../../../../contract/ways.ts';
import type { Letter } from '../../way.ts';

/** Where Twilio tells what became of a text or a call, and which key was pressed. */
export const STATUS_PATH = '/callbacks/twilio/status';
export const KEY_PATH = '/callbacks/twilio/key';

/** Which message a callback is about. It stands in the address, which Twilio's signature covers: nobody else can make one. */
export interface CalledBack {
  readonly alarm: AlarmId;
  readonly person: PersonId;
  readonly message: string;
  readonly step: number;
  readonly way: WayName;
}

/** … or which one that only tried whether somebody can be reached. */
export interface TestCalledBack {
  readonly send: string;
  readonly person: PersonId;
  readonly way: WayName;
}

/** Undefined when there is nothing to tell: no address of ours that Twilio reaches, or a letter about no recorded alarm. */
export function callbackUrl(base: string | undefined, path: string, { letter, way }: { letter: Letter; way: WayName }): string | undefined {
  const { about, test, key, person } = letter;
  if (base === undefined || (about === undefined && test === undefined)) return undefined;
  const what: Record<string, string> = about === undefined ? { t: test?.send ?? '' } : { a: about.alarm, m: key, s: String(about.step) };
  const query = new URLSearchParams({ ...what, p: person.person, w: way });
  return `${base.replace(/\/+$/, '')}${path}?${query.toString()}`;
}

export function testCalledBack(query: Readonly<Record<string, string>>): TestCalledBack | undefined {
  const { t, p, w } = query;
  if (t === undefined || p === undefined || (w !== 'sms' && w !== 'voice')) return undefined;
  // as: see below.
  return { send: t, person: p as PersonId, way: w };
}

export function calledBack(query: Readonly<Record<string, string>>): CalledBack | undefined {
  const { a, p, m, s, w } = query;
  if (a === undefined || p === undefined || m === undefined || !/^[0-9]{1,6}$/.test(s ?? '')) return undefined;
  if (w !== 'sms' && w !== 'voice') return undefined;
  // as (both): ids that we put there ourselves; they are looked up, and one that is none finds nothing.
  return { alarm: a as AlarmId, person: p as PersonId, message: m, step: Number(s), way: w };
}
