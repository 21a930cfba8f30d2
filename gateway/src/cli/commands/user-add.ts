import { FaultError } from '../../base/errors.ts';
import type { GrantId, PersonId } from '../../base/ids.ts';
import { RandomIds } from '../../base/ids.ts';
import { SystemClock } from '../../base/clock.ts';
import { ROLES } from '../../contract/organisation.ts';
import { PASSWORD_COST, Passwords } from '../../access/passwords.ts';
import { newSecret } from '../../access/secrets.ts';
import type { Change } from '../../domain/input.ts';
import type { Command } from '../command.ts';
import { withSetUp } from '../set-up-door.ts';
import { personByLogin, placeByPath } from '../set-up-names.ts';

export const userAddCommand: Command = {
  name: 'user add',
  takes: 'LOGIN',
  positionals: { least: 1, most: 1 },
  summary: 'Add a person who can sign in, and print a first password, once.',
  help: 'Works on a running and on a stopped gateway. The person changes the password after the first sign-in.',
  options: {
    name: { type: 'string', help: 'the full name (default: the login)' },
    role: { type: 'string', help: ROLES.join(', ') },
    place: { type: 'string', help: 'where the role holds, with all below it: Site/Building (default: everywhere)' },
    manager: { type: 'string', help: "login of the person's manager" },
  },
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const login = call.positionals[0] ?? '';
      if (!/^[A-Za-z0-9_.@+-]{1,100}$/.test(login)) throw new FaultError('usage', `"${login}" can't be a login`, { retryable: false });
      const wanted = call.option('role');
      const role = ROLES.find((one) => one === wanted);
      if (wanted !== undefined && role === undefined)
        throw new FaultError('usage', `--role is one of ${ROLES.join(', ')}`, { retryable: false });
      const manager = call.option('manager');
      const place = call.option('place');
      const ids = new RandomIds(() => new SystemClock().wall());
      const person = ids.next() as PersonId; // as: ids are born here.
      const password = newSecret();
      const value = {
        person,
        name: call.option('name') ?? login,
        login,
        manager: manager === undefined ? undefined : await personByLogin(door, manager),
        leave: [],
        unavailable: false,
        active: true,
      };
      const at = place === undefined ? undefined : await placeByPath(door, place);
      const changes: Change[] = [
        { put: 'person', value },
        { put: 'credential', value: { person, password: await new Passwords(PASSWORD_COST).hash(password) } },
      ];
      if (role !== undefined) changes.push({ put: 'grant', value: { grant: ids.next() as GrantId, person, role, place: at } }); // as: ids are born here.
      await door.save(changes);
      return {
        exit: 0,
        text: `${login} was added. The first password, shown this once:\n${password}`,
        json: { ok: true, person, login, password },
      };
    }),
};
