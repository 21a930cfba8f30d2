import { FaultError } from '../../base/errors.ts';
import { SystemClock } from '../../base/clock.ts';
import { issueToken } from '../../access/tokens.ts';
import { TOKEN_SCOPES } from '../../contract/organisation.ts';
import type { Command } from '../command.ts';
import { withSetUp } from '../set-up-door.ts';
import { placeByPath } from '../set-up-names.ts';

export const tokenAddCommand: Command = {
  name: 'token add',
  takes: 'NAME',
  positionals: { least: 1, most: 1 },
  summary: 'Issue an API token for a wall screen or an integration, and print it, once.',
  help: '`wall` and `public-wall` read the live feed and never count as watching; `signals` brings presses over HTTP.',
  options: {
    scope: { type: 'string', help: TOKEN_SCOPES.join(', ') },
    place: { type: 'string', help: 'where it holds, with all below it: Site/Building (default: everywhere)' },
  },
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const name = call.positionals[0] ?? '';
      const scope = TOKEN_SCOPES.find((one) => one === call.option('scope'));
      if (scope === undefined) throw new FaultError('usage', `--scope is one of ${TOKEN_SCOPES.join(', ')}`, { retryable: false });
      const path = call.option('place');
      const place = path === undefined ? {} : { place: await placeByPath(door, path) };
      const { secret, token } = issueToken({ name, scope, ...place }, new SystemClock().wall());
      await door.save([{ put: 'token', value: token }]);
      return { exit: 0, text: `Token "${name}" (${scope}), shown this once:\n${secret}`, json: { ok: true, token: token.token, secret } };
    }),
};
