/**
 * The public holidays of the world, handed into the rules from outside: tables of them are a library's business and the rules use none.
 * What it says must hang on its arguments alone.
 */
export interface Holidays {
  /** `AU-NSW`, `NZ`: is there such a region? */
  knows(region: string): boolean;
  /** All of them, with names as people say them; for a list to choose from. */
  regions(): readonly { readonly region: string; readonly name: string }[];
  /** Nobody works all of that day there. `date` as `YYYY-MM-DD`; a region that it does not know has none. */
  isHoliday(region: string, date: string): boolean;
}
