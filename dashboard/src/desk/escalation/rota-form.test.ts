import { expect, test } from 'vitest';
import type { Shift } from '@duress/gateway/contract/escalation.ts';
import { rotaBody, rotaForm } from './rota-form.ts';

/** Every recurrence that a rota may have, whoever wrote it: a calendar, the API or a page. */
const RECURRENCES: readonly Pick<Shift, 'everyWeeks' | 'inMonth'>[] = [
  {},
  { everyWeeks: 3 },
  { inMonth: {} },
  { inMonth: { everyMonths: 2 } },
  { inMonth: { weeks: [1, -1] } },
  { inMonth: { days: [15, -1], everyMonths: 3 } },
  { inMonth: { weeks: [2], days: [8, 9, 10] } },
];

test.each(RECURRENCES)('a shift that is opened and saved is what it was: %j', (recurrence) => {
  const shift: Shift = { people: ['ana'], days: [1], from: '08:00', to: '16:00', ...recurrence, since: '2026-03-02' };
  const form = rotaForm({ rota: 'r-1', name: 'Nights', zone: 'Australia/Sydney', shifts: [shift], overrides: [], onDuty: [] } as never, 0); // as: what the form reads of a rota.
  expect(rotaBody(form).shifts).toEqual([shift]);
});
