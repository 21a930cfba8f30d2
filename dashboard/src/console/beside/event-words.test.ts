import { expect, test } from 'vitest';
import type { TimelineEntry } from '@duress/gateway/contract/alarm.ts';
import { texts } from '../texts/en.ts';
import { eventWords } from './event-words.ts';

const entry = (kind: string, detail: TimelineEntry['detail']): TimelineEntry => ({ seq: 1, at: 0, kind, actor: 'gateway', detail });
const NAMES = { gus: 'Gus Berg', mona: 'Mona Lind' };

test.each([
  ['those whom it told, by name', { step: 2, told: ['gus', 'mona'], names: NAMES }, 'step 2, Gus Berg, Mona Lind'],
  ['the screens', { step: 1, told: [], consoles: true }, 'step 1, the screens'],
  ['both', { step: 1, told: ['gus'], consoles: true, names: NAMES }, 'step 1, the screens, Gus Berg'],
  ['a number alone, to whoever may not know names', { step: 2, told: ['gus', 'mona'] }, 'step 2, 2 people'],
  [
    'the rest as a number, when somebody was erased',
    { step: 2, told: ['gus', 'gone'], names: { gus: 'Gus Berg', gone: '' } },
    'step 2, Gus Berg, 1 person',
  ],
  ['that it told nobody', { step: 3, told: [] }, 'step 3, nobody'],
])('a step of the climb says %s', (_, detail, more) => {
  expect(eventWords(entry('EscalationStepped', detail), texts)).toMatchObject({ what: 'Climbed, told', more });
});

test.each([
  [{ where: 'as-said' }, 'where the alarm said'],
  [{ where: 'elsewhere' }, 'somewhere else'],
  [{ where: 'elsewhere', place: 'p', path: ['Clinic', 'Room 4'] }, 'somewhere else: Room 4'],
])('where the worker was: %j', (detail, more) => {
  expect(eventWords(entry('WorkerFound', detail), texts).more).toBe(more);
});
