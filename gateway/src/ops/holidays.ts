import DateHolidays from 'date-holidays';
import { DAY_MS } from '../base/durations.ts';
import type { Holidays } from '../domain/holidays.ts';

/** Regions whose years are kept: a house has a few sites. Beyond that all of them are worked out anew. */
const REGIONS_MAX = 64;

/** The tables of the package `date-holidays`: whole days off for everybody, worked out once a year and region, without a network. */
export class PublicHolidays implements Holidays {
  readonly #regions = new Map<string, DateHolidays>();
  readonly #years = new Map<string, ReadonlySet<string>>();
  readonly #all = new DateHolidays();
  #named: readonly { readonly region: string; readonly name: string }[] | undefined;

  knows(region: string): boolean {
    const [country = '', state, part, ...rest] = region.split('-');
    if (rest.length > 0 || !Object.hasOwn(this.#all.getCountries(), country)) return false;
    if (state === undefined) return true;
    if (!hasOwn(this.#all.getStates(country), state)) return false;
    return part === undefined || hasOwn(this.#all.getRegions(country, state), part);
  }

  regions(): readonly { readonly region: string; readonly name: string }[] {
    return (this.#named ??= Object.entries(this.#all.getCountries()).flatMap(([country, name]) => [
      { region: country, name },
      ...named(this.#all.getStates(country)).flatMap(([state, stateName]) => [
        { region: `${country}-${state}`, name: `${name}, ${stateName}` },
        ...named(this.#all.getRegions(country, state)).map(([part, partName]) => ({
          region: `${country}-${state}-${part}`,
          name: `${name}, ${stateName}, ${partName}`,
        })),
      ]),
    ]));
  }

  isHoliday(region: string, date: string): boolean {
    const key = `${region} ${date.slice(0, 4)}`;
    if (this.#years.size >= REGIONS_MAX && !this.#years.has(key)) this.#years.clear();
    return this.#years.getOrInsertComputed(key, () => this.#year(region, Number(date.slice(0, 4)))).has(date);
  }

  #year(region: string, year: number): ReadonlySet<string> {
    if (!this.knows(region)) return new Set();
    const calendar = this.#calendar(region);
    const days = new Set<string>();
    for (const { type, date, start, end } of calendar.getHolidays(year)) {
      // An afternoon off leaves a morning to work in.
      if (type !== 'public' || !date.includes(' 00:00:00')) continue;
      const first = Temporal.PlainDate.from(date.slice(0, 10));
      const length = Math.round((end.getTime() - start.getTime()) / DAY_MS);
      for (let day = 0; day < length; day += 1) days.add(first.add({ days: day }).toString());
    }
    return days;
  }

  #calendar(region: string): DateHolidays {
    if (this.#regions.size >= REGIONS_MAX && !this.#regions.has(region)) this.#regions.clear();
    return this.#regions.getOrInsertComputed(region, () => {
      const [country = '', state, part] = region.split('-');
      if (state === undefined) return new DateHolidays(country);
      return part === undefined ? new DateHolidays(country, state) : new DateHolidays(country, state, part);
    });
  }
}

function hasOwn(names: object | null | undefined, name: string): boolean {
  return names !== null && names !== undefined && Object.hasOwn(names, name);
}

function named(names: Readonly<Record<string, string>> | null | undefined): [string, string][] {
  return Object.entries(names ?? {});
}
