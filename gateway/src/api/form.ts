import type { Api } from './validation.ts';

/** A form without fields is empty; whoever sends more has another page than ours. */
const FORM_BYTES_MAX = 1_024;

/** Lets a plain form be posted to the routes of this scope. What it says is in its address. */
export function takesEmptyForm(scope: Pick<Api, 'addContentTypeParser'>): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
    (_request, _body, done) => {
      done(null, undefined);
    },
  );
}
