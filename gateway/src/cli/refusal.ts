import type { RefusalCode } from '../domain/input.ts';

/**
 * The codes with which a command says no, beside the faults of base/errors.ts: nothing was changed, nothing is broken, and its exit
 * status is 1. `docs/errors.md` explains each; a test holds the two lists together.
 */
export const COMMAND_REFUSALS = {
  // From the rules (domain/input.ts), as far as set-up can meet them.
  'unknown-device': 'there is no such device',
  'unknown-person': 'there is no such person',
  'unknown-place': 'there is no such place',
  'unknown-rota': 'there is no such rota',
  'coverage-gaps': 'somebody or something is missing in the next fortnight',
  'unknown-token': 'there is no such token',
  'login-taken': 'somebody else signs in with this name',
  loop: 'a person would be their own manager, or a place inside itself, over some steps',
  'last-administrator': 'nobody would be left to administer',
  'in-use': 'something else still refers to this',
  invalid: "a value can't be taken as it is",
  failed: 'the rules met a bug of ours with this; the log has it',
  // The commands' own.
  'already-there': 'there is one of this name already',
  'no-administrator': 'an administrator must exist first',
  'nothing-sealed': 'no data key belongs to this',
  'keys-left': 'keys of a record whose time is over are still there',
  'rows-differ': 'what is derived is not what the facts say',
  'no-answer-in-time': 'the gateway has not answered; it may or may not have been done',
  internal: 'an error in the command itself',
} as const;

export type CommandRefusalCode = keyof typeof COMMAND_REFUSALS;

/** A command's no: an expected answer, with its stable code and one sentence for the person who typed it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: CommandRefusalCode;

  constructor(code: CommandRefusalCode, sentence: string = COMMAND_REFUSALS[code]) {
    super(sentence);
    this.code = code;
  }
}

/** What the rules refused, in words. */
export function refusalOf(code: RefusalCode, detail = ''): Refusal {
  if (code === 'last-administrator' && detail === 'none')
    return new Refusal(
      'no-administrator',
      'somebody must administer first: open the link of the first start, or duress user add LOGIN --role administrator',
    );
  if (!isOfCommands(code)) return new Refusal('invalid', `${code} ${detail}`.trim());
  return new Refusal(code, detail === '' ? COMMAND_REFUSALS[code] : `${COMMAND_REFUSALS[code]} (${detail})`);
}

function isOfCommands(code: RefusalCode): code is RefusalCode & CommandRefusalCode {
  return code in COMMAND_REFUSALS;
}
