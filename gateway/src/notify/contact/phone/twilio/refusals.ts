/**
 * Twilio's error codes that are about the number that was called, by what the timeline says of them. The account and the way work; another try
 * would be answered the same. Every other code is about the way.
 */
const REFUSALS: Readonly<Record<number, string>> = {
  13_223: 'number-refused', // not a number that can be dialled
  13_224: 'number-refused', // no call can be put through to it
  13_225: 'number-refused', // blocked
  21_210: 'number-refused',
  21_211: 'number-refused', // not a number
  21_214: 'number-refused', // can't be reached
  21_217: 'number-refused', // not in its form
  21_219: 'number-refused', // a trial account has not verified it
  21_408: 'number-refused', // this country is not allowed
  21_610: 'unsubscribed', // they answered STOP
  21_612: 'number-refused', // no route to it
  21_614: 'number-refused', // a land line, for a text
};

export function refusalOf(code: unknown): string | undefined {
  return typeof code === 'number' ? REFUSALS[code] : undefined;
}
