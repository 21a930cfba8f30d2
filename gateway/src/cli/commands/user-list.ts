import type { Grant, Person } from '../../domain/people.ts';
import type { Command } from '../command.ts';
import { withSetUp } from '../set-up-door.ts';

export const userListCommand: Command = {
  name: 'user list',
  takes: '',
  positionals: { least: 0, most: 0 },
  summary: 'List all people.',
  help: `One line each, with tabs between: id, login, name, roles (each with @ and the id of the place where it holds, if not everywhere),
id of the manager, and whether they have left. Who was erased is not in it.`,
  options: {},
  run: (call) =>
    withSetUp(call.place, async (door) => {
      // as (both): these are the rows of those tables.
      const people = (await door.rows('people')) as unknown as readonly Person[];
      const grants = (await door.rows('grants')) as unknown as readonly Grant[];
      const users = people
        .filter(({ erased }) => erased !== true)
        .map(({ person, login, name, manager, active }) => ({
          person,
          login,
          name,
          roles: rolesOf(grants, person),
          manager,
          left: !active,
        }));
      const lines = users.map(({ person, login, name, roles, manager, left }) =>
        [person, login ?? '-', name, roles.map(roleText).join(',') || '-', manager ?? '-', left ? 'left' : ''].join('\t').trimEnd(),
      );
      return { exit: 0, text: lines.length === 0 ? 'There are no people.' : lines.join('\n'), json: { ok: true, users } };
    }),
};

type RoleAt = Pick<Grant, 'role' | 'place'>;

function rolesOf(grants: readonly Grant[], person: string): RoleAt[] {
  return grants.filter((grant) => grant.person === person).map(({ role, place }) => ({ role, place }));
}

function roleText({ role, place }: RoleAt): string {
  return place === undefined ? role : `${role}@${place}`;
}
