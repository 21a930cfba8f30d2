import { SystemClock } from '../../base/clock.ts';
import { issueToken } from '../../access/tokens.ts';
import { TOKEN_SCOPES, TokenBody } from '../../contract/organisation.ts';
import type { Command } from '../command.ts';
import { withSetUp } from '../set-up-door.ts';
import { fitting, oneOf } from '../option-values.ts';
import { placeByPath } from '../set-up-names.ts';

export const tokenAddCommand: Command = {
  name: 'token add',
  takes: 'NAME',
  positionals: { least: 1, most: 1 },
  summary: 'Issue an API token for a wall screen or an integration, and print it, once.',
  help: '`wall`, `public-wall`: live feed, never watching; `signals`: presses; `calendar`: rotas; `metrics`: figures; `outputs`: lamps.',
  example: '"Nurse call panel" --scope signals --place Clinic/Ward',
  options: {
    scope: { type: 'string', value: 'SCOPE', help: `needed: ${TOKEN_SCOPES.join(', ')}` },
    place: { type: 'string', value: 'PATH', help: 'where it holds, with all below it: Site/Building (default: everywhere)' },
  },
  async run(call) {
    const name = fitting("a token's name", TokenBody.properties.name, call.positionals[0] ?? '');
    const scope = oneOf('scope', TOKEN_SCOPES, call.option('scope'));
    const path = call.option('place');
    return withSetUp(call.place, async (door) => {
      const place = path === undefined ? {} : { place: await placeByPath(door, path) };
      const { secret, token } = issueToken({ name, scope, ...place }, new SystemClock().wall());
      await door.save([{ put: 'token', value: token }]);
      return { exit: 0, text: `Token "${name}" (${scope}), shown this once:\n${secret}`, json: { ok: true, token: token.token, secret } };
    });
  },
};
