import { Type } from 'typebox';
import { Flag, Id } from './shapes.ts';

const Month = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' });

/** Version 1 of telling people that the last month of a site can be read. Ids and months alone. */
export const MONTH_FACTS = {
  /** `month`: the last one that was over then, on the site's clock. */
  MonthNoticeSaid: Type.Object({ site: Id, person: Id, wanted: Flag, month: Month }),
  /** `to`: whom a message went to; months before it are told of no more. */
  MonthNoticeSent: Type.Object({ site: Id, month: Month, to: Type.Array(Id) }),
} as const;
