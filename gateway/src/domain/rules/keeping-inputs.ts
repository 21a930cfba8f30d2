import { unreachable } from '../../base/assert.ts';
import type { Input } from '../input.ts';
import { byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import { decideReading } from './debrief-keeping.ts';
import { decideHold, keysDestroyed } from './retention.ts';

export type KeepingInput = Extract<Input, { readonly type: 'reading' | 'hold' | 'keys-destroyed' | 'person-export' }>;

/** Who has read what, what is held, what is gone, and what was given out. */
export function decideKeeping(ruling: Ruling, input: KeepingInput): Decision {
  switch (input.type) {
    case 'reading':
      return decideReading(ruling, input);
    case 'hold':
      return decideHold(ruling, input);
    case 'keys-destroyed':
      return keysDestroyed(ruling, input);
    case 'person-export':
      return exported(ruling, input);
    default:
      return unreachable(input);
  }
}

function exported({ state }: Ruling, { person, by }: Extract<KeepingInput, { readonly type: 'person-export' }>): Decision {
  if (!state.people.has(person)) return refused('unknown-person');
  return decided([draft('PersonExported', { person, by }, { actor: by === undefined ? GATEWAY : byPerson(by) })]);
}
