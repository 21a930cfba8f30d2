import type { Token } from '../../domain/people.ts';
import type { Command } from '../command.ts';
import { Refusal } from '../refusal.ts';
import { withSetUp, type SetUpDoor } from '../set-up-door.ts';

export const tokenListCommand: Command = {
  name: 'token list',
  takes: '',
  positionals: { least: 0, most: 0 },
  summary: 'List all API tokens, without their secrets.',
  help: 'One line each, with tabs between: id, scope, name, id of the place, and whether it is revoked. The secret is kept nowhere.',
  options: {},
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const tokens = (await rowsOf(door)).map(({ token, name, scope, place, createdAt, revoked }) => ({
        token,
        name,
        scope,
        place,
        createdAt,
        revoked,
      }));
      const lines = tokens.map(({ token, name, scope, place, revoked }) =>
        [token, scope, name, place ?? '-', revoked ? 'revoked' : ''].join('\t').trimEnd(),
      );
      return { exit: 0, text: lines.length === 0 ? 'There are no tokens.' : lines.join('\n'), json: { ok: true, tokens } };
    }),
};

export const tokenRevokeCommand: Command = {
  name: 'token revoke',
  takes: 'TOKEN',
  positionals: { least: 1, most: 1 },
  summary: 'Revoke an API token: nothing can use it any more.',
  help: `TOKEN is its id, or its name where one token alone that is not revoked has it. A screen that is connected with it is shut
out at once.`,
  example: '"Nurse call panel"',
  options: {},
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const token = tokenCalled(await rowsOf(door), call.positionals[0] ?? '');
      const json = { ok: true, token: token.token, name: token.name };
      if (token.revoked) return { exit: 0, text: `${token.name} was revoked already.`, json };
      await door.save([{ remove: 'token', key: token.token }]);
      return { exit: 0, text: `${token.name} is revoked.`, json };
    }),
};

/** @throws Refusal `unknown-token` */
function tokenCalled(tokens: readonly Token[], called: string): Token {
  const byId = tokens.find(({ token }) => token === called);
  if (byId !== undefined) return byId;
  const named = tokens.filter(({ name }) => name === called);
  const inUse = named.filter(({ revoked }) => !revoked);
  if (inUse.length > 1)
    throw new Refusal('unknown-token', `${String(inUse.length)} tokens are called ${called}; name one by its id (duress token list)`);
  const token = inUse[0] ?? named[0];
  if (token === undefined) throw new Refusal('unknown-token', `there is no token ${called}`);
  return token;
}

async function rowsOf(door: SetUpDoor): Promise<Token[]> {
  // as: these are the rows of that table.
  return (await door.rows('tokens')) as unknown as Token[];
}
