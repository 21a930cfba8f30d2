import { FaultError } from '../../base/errors.ts';
import type { GrantId, PersonId } from '../../base/ids.ts';
import { RandomIds } from '../../base/ids.ts';
import { SystemClock } from '../../base/clock.ts';
import { PersonBody, ROLES, type Role } from '../../contract/organisation.ts';
import { PASSWORD_COST, Passwords } from '../../access/passwords.ts';
import { newSecret } from '../../access/secrets.ts';
import type { Change } from '../../domain/input.ts';
import type { Call, Command } from '../command.ts';
import { withSetUp, type SetUpDoor } from '../set-up-door.ts';
import { fitting, oneOf } from '../option-values.ts';
import { personByLogin, placeByPath } from '../set-up-names.ts';

export const userAddCommand: Command = {
  name: 'user add',
  takes: 'LOGIN',
  positionals: { least: 1, most: 1 },
  summary: 'Add a person who can sign in, and print a first password, once.',
  help: 'Works on a running and on a stopped gateway. The person changes the password after the first sign-in.',
  example: 'ana --name "Ana Ruiz" --role worker --manager ruth',
  options: {
    name: { type: 'string', value: 'NAME', help: 'the full name (default: the login)' },
    role: { type: 'string', value: 'ROLE', help: `${ROLES.join(', ')} (default: none)` },
    place: { type: 'string', value: 'PATH', help: 'where the role holds, with all below it: Site/Building (default: everywhere)' },
    manager: { type: 'string', value: 'LOGIN', help: "login of the person's manager" },
  },
  async run(call) {
    const asked = askedOf(call);
    return withSetUp(call.place, async (door) => {
      const password = newSecret();
      const { person, changes } = await changesFor(door, asked, await new Passwords(PASSWORD_COST).hash(password));
      await door.save(changes);
      const { login } = asked;
      const text = `${login} was added. The first password, shown this once:\n${password}`;
      return { exit: 0, text, json: { ok: true, person, login, password } };
    });
  },
};

interface Asked {
  readonly login: string;
  readonly name: string;
  readonly role?: Role | undefined;
  readonly place?: string | undefined;
  readonly manager?: string | undefined;
}

/** @throws FaultError `usage`, before anything is opened */
function askedOf({ positionals, option }: Call): Asked {
  const login = fitting('the login', PersonBody.properties.login, positionals[0] ?? '');
  const name = fitting('--name', PersonBody.properties.name, option('name') ?? login);
  const wanted = option('role');
  const role = wanted === undefined ? undefined : oneOf('role', ROLES, wanted);
  const place = option('place');
  // Without a role there is nothing that could hold there: silence would look like a right that was given.
  if (place !== undefined && role === undefined)
    throw new FaultError('usage', '--place says where the role holds: give --role too', { retryable: false });
  return { login, name, role, place, manager: option('manager') };
}

async function changesFor(
  door: SetUpDoor,
  asked: Asked,
  password: string,
): Promise<{ readonly person: PersonId; readonly changes: Change[] }> {
  const { login, name, role } = asked;
  const ids = new RandomIds(() => new SystemClock().wall());
  const person = ids.next() as PersonId; // as: ids are born here.
  const manager = asked.manager === undefined ? undefined : await personByLogin(door, asked.manager);
  const place = asked.place === undefined ? undefined : await placeByPath(door, asked.place);
  const changes: Change[] = [
    { put: 'person', value: { person, name, login, manager, leave: [], unavailable: false, active: true } },
    { put: 'credential', value: { person, password } },
  ];
  if (role !== undefined) changes.push({ put: 'grant', value: { grant: ids.next() as GrantId, person, role, place } }); // as: ids are born here.
  return { person, changes };
}
