import type { DeviceView, ImportReport, PersonView, PlaceNode, TokenView } from '../../../gateway/src/contract/organisation.ts';
import type { PersonWays } from '../../../gateway/src/contract/test-send.ts';
import { LIST_ROWS_MAX } from '../../../gateway/src/contract/organisation.ts';
import { dutyRulesView } from '../../../gateway/src/domain/views/duty-view.ts';
import { answerDebrief } from './debrief-routes.ts';
import type { Organisation } from './organisation.ts';
import type { SentSignal, StandIn } from './stand-in.ts';

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly cookie: string;
  readonly now: number;
  readonly standIn: StandIn;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly cookie?: string;
}

/** Fields that the pages may send here; the contract's own schemas decide in the gateway. */
export type Fields = Record<string, unknown>;

export function refused(status: number, code: string, detail?: string): Reply {
  return { status, json: detail === undefined ? { code } : { code, detail } };
}

export const done: Reply = { status: 200, json: { outcome: 'accepted' } };

export function fieldsOf(body: unknown): Fields {
  // Bodies of our own pages are objects.
  return typeof body === 'object' && body !== null ? (body as Fields) : {};
}

export function answerTo(ask: Ask, organisation: Organisation): Reply {
  const parts = ask.path.replace('/api/v1/', '').split('/');
  if (parts[0] === 'session') return session(ask, organisation, parts[1]);
  const person = readerOf(ask, organisation);
  if (person === undefined) return signedOut(organisation);
  switch (parts[0]) {
    case 'my':
      if (parts[1] === 'push') return { status: 200, json: { key: `B${'A'.repeat(86)}`, devices: WAYS.devices } };
      return parts[1] === 'devices' ? { status: 200, json: organisation.ownDevices } : phone(ask, parts[1] ?? '');
    case 'debriefs':
      return answerDebrief(ask, organisation, { reader: person, parts });
    case 'overdue':
      return { status: 200, json: organisation.overdue };
    case 'holiday-regions':
      return {
        status: 200,
        json: [
          { region: 'AU-NSW', name: 'Australia, New South Wales' },
          { region: 'NZ', name: 'New Zealand' },
        ],
      };
    case 'directory':
      return { status: 200, json: [...organisation.people.values()].map(({ person: id, name }) => ({ person: id, name })) };
    case 'people':
      return people(ask, organisation, parts);
    case 'places':
      return places(ask, organisation, parts[1]);
    case 'devices':
      return devices(ask, organisation, parts);
    case 'duty-rules':
      return { status: 200, json: dutyRulesView(ask.now) };
    case 'faults':
      return { status: 200, json: { rows: organisation.faults, total: organisation.faults.length } };
    case 'load':
      return { status: 200, json: organisation.load };
    case 'grants':
      return grants(ask, organisation, parts[1]);
    case 'tokens':
      return tokens(ask, organisation, parts[1]);
    case 'import':
      return imported(ask);
    default:
      return refused(404, 'not-found');
  }
}

function readerOf(ask: Ask, organisation: Organisation): string | undefined {
  const cookie = /duress=([^;]+)/.exec(ask.cookie)?.[1];
  return cookie === undefined ? undefined : organisation.sessions.get(cookie);
}

function signedOut(organisation: Organisation): Reply {
  return { status: 401, json: { code: 'signed-out', demo: organisation.demo, setUp: organisation.setUp } };
}

function open(organisation: Organisation, person: string): Reply {
  const cookie = organisation.id('session');
  organisation.sessions.set(cookie, person);
  return { status: 200, json: organisation.me(person), cookie: `duress=${cookie}; Path=/; HttpOnly; SameSite=Strict` };
}

const DEMO_PEOPLE: Readonly<Record<string, string>> = { worker: 'ana', reception: 'cleo', manager: 'ben' };

function session(ask: Ask, organisation: Organisation, way: string | undefined): Reply {
  const body = fieldsOf(ask.body);
  if (ask.method === 'GET') {
    const person = readerOf(ask, organisation);
    return person === undefined ? signedOut(organisation) : { status: 200, json: organisation.me(person) };
  }
  if (ask.method === 'DELETE') return { status: 204, cookie: 'duress=; Path=/; Max-Age=0' };
  if (way === 'demo') return open(organisation, DEMO_PEOPLE[String(body['as'])] ?? 'ana');
  if (way === 'first-administrator') {
    if (body['key'] !== 'one-time-key') return refused(403, 'key-not-valid');
    const person = organisation.id('p');
    organisation.addPerson(person, String(body['name']), { roles: [{ grant: organisation.id('g'), role: 'administrator' }] });
    organisation.setUp = true;
    return open(organisation, person);
  }
  const found = [...organisation.people.values()].find((view) => view.login === body['login']);
  if (found === undefined || organisation.passwords.get(found.person) !== body['password']) return refused(401, 'wrong-password');
  return open(organisation, found.person);
}

function phone(ask: Ask, what: string): Reply {
  if (what === 'hand') return { status: 200, json: ask.standIn.feedback };
  // Our own page's body.
  const signal = ask.body as SentSignal;
  const { held } = ask.standIn.feedback;
  if (held.some(([boot, seq]) => boot === signal.boot && seq === signal.seq))
    return { status: 202, json: { outcome: 'duplicate', alarm: 'a9' } };
  const next = [...held, [signal.boot, signal.seq] as [number, number]].slice(-8);
  if (signal.kind === 'cancel') ask.standIn.say({ state: 'cancel-asked', held: next }, ask.now);
  else if (signal.kind === 'test') ask.standIn.say({ state: 'tested', held: next }, ask.now);
  else ask.standIn.say({ alarm: 'a9', state: 'held', held: next }, ask.now);
  return { status: 202, json: { outcome: 'accepted', alarm: 'a9' } };
}

function page<T>(rows: readonly T[], find: string | null, textOf: (row: T) => string): Reply {
  const words = (find ?? '').toLowerCase();
  const matching = rows.filter((row) => textOf(row).toLowerCase().includes(words));
  return { status: 200, json: { rows: matching.slice(0, LIST_ROWS_MAX), total: matching.length } };
}

/** Each result once, and a way that nobody has tried. */
const WAYS: PersonWays = {
  ways: [
    { way: 'mail', knows: true },
    { way: 'sms', knows: false },
    { way: 'voice', knows: true },
    { way: 'webhook', knows: true },
    { way: 'push', knows: true },
  ],
  devices: [{ subscription: 'a'.repeat(64), label: 'A phone', since: 0, untilSignOut: true }],
  test: {
    by: { person: 'dora', name: 'Dora' },
    at: 0,
    ways: [
      { way: 'mail', result: 'accepted', at: 0 },
      { way: 'sms', result: 'no-device', at: 0 },
      { way: 'voice', result: 'unreachable', at: 0, why: 'not-picked-up' },
      { way: 'push', result: 'delivered', at: 0 },
    ],
  },
};

function people(ask: Ask, organisation: Organisation, [, id, part]: readonly string[]): Reply {
  const body = fieldsOf(ask.body);
  if (id === undefined && ask.method === 'GET')
    return page([...organisation.people.values()], ask.query.get('find'), (row) => `${row.name} ${row.login ?? ''}`);
  const before = id === undefined ? undefined : organisation.people.get(id);
  if (id !== undefined && before === undefined) return refused(404, 'unknown-person');
  if (ask.method === 'GET' && part === 'absence')
    return {
      status: 200,
      json: { person: id, leads: true, goesTo: { person: 'dora', name: 'Dora Lund', reason: 'unavailable' }, keeps: 1 },
    };
  if (ask.method === 'GET') return { status: 200, json: part === 'ways' ? WAYS : before };
  const person = id ?? organisation.id('p');
  if (part === 'password' || part === 'leave') return done;
  if (part === 'unavailable') {
    if (before !== undefined) organisation.people.set(person, { ...before, unavailable: body['unavailable'] === true });
    return done;
  }
  if (
    [...organisation.people.values()].some((other) => other.person !== person && other.login !== undefined && other.login === body['login'])
  )
    return refused(409, 'login-taken');
  const { pin, duressPin: _, ...rest } = body;
  // The page's form makes these fields; the gateway checks them with the contract's schema.
  const view = {
    roles: before?.roles ?? [],
    hasPassword: before?.hasPassword ?? false,
    hasPin: pin !== undefined || (before?.hasPin ?? false),
    ...rest,
    person,
  } as PersonView;
  organisation.people.set(person, view);
  return { status: id === undefined ? 201 : 200, json: { outcome: 'accepted', id: person } };
}

function places(ask: Ask, organisation: Organisation, id: string | undefined): Reply {
  if (ask.method === 'GET') return { status: 200, json: [...organisation.places.values()] };
  if (ask.method === 'DELETE') {
    if ([...organisation.places.values()].some((place) => place.parent === id)) return refused(409, 'in-use');
    organisation.places.delete(id ?? '');
    return done;
  }
  const place = id ?? organisation.id('pl');
  // As above.
  organisation.places.set(place, { ...fieldsOf(ask.body), place } as PlaceNode);
  return { status: 200, json: { outcome: 'accepted', id: place } };
}

function devices(ask: Ask, organisation: Organisation, [, id, part]: readonly string[]): Reply {
  const show = ask.query.get('show');
  const rows = [...organisation.devices.values()].filter(
    (row) => show === null || (show === 'silent' ? row.state === 'silent' : row.unproven.length > 0),
  );
  if (ask.method === 'GET') return page(rows, ask.query.get('find'), (row) => `${row.device} ${row.label} ${row.workerName ?? ''}`);
  const body = fieldsOf(ask.body);
  const device = id ?? String(body['device']);
  const before = organisation.devices.get(device);
  if (id === undefined && before !== undefined) return refused(409, 'in-use', 'There is a device with this id already.');
  if (part === 'secret') return { status: 200, json: { id: device, secret: 'f3-new-secret-shown-once-91c2' } };
  if (part === 'test') return done;
  if (part === 'revoke' && before !== undefined) {
    organisation.devices.set(device, { ...before, revoked: true, connected: false });
    return done;
  }
  const workerName = organisation.people.get(String(body['worker']))?.name;
  // As above.
  organisation.devices.set(device, {
    revoked: false,
    connected: false,
    state: 'never-heard',
    heardAgain: false,
    unproven: ['new'],
    ...before,
    ...body,
    device,
    ...(workerName === undefined ? {} : { workerName }),
  } as DeviceView);
  return id === undefined ? { status: 201, json: { id: device, secret: 'a1-first-secret-shown-once-77d0' } } : done;
}

function grants(ask: Ask, organisation: Organisation, id: string | undefined): Reply {
  const all = [...organisation.people.values()].flatMap((person) => person.roles.map((role) => ({ ...role, person: person.person })));
  if (ask.method === 'GET') return { status: 200, json: all };
  for (const person of organisation.people.values()) {
    if (ask.method === 'DELETE')
      organisation.people.set(person.person, { ...person, roles: person.roles.filter((role) => role.grant !== id) });
  }
  if (ask.method === 'DELETE') return done;
  const body = fieldsOf(ask.body);
  const person = organisation.people.get(String(body['person']));
  if (person === undefined) return refused(404, 'unknown-person');
  // As above.
  const role = { grant: organisation.id('g'), ...body } as unknown as PersonView['roles'][number];
  organisation.people.set(person.person, { ...person, roles: [...person.roles, role] });
  return { status: 201, json: { outcome: 'accepted', id: role.grant } };
}

function tokens(ask: Ask, organisation: Organisation, id: string | undefined): Reply {
  if (ask.method === 'GET') return { status: 200, json: [...organisation.tokens.values()] };
  if (ask.method === 'DELETE') {
    organisation.tokens.delete(id ?? '');
    return done;
  }
  const token = organisation.id('t');
  // As above.
  organisation.tokens.set(token, { token, createdAt: ask.now, revoked: false, ...fieldsOf(ask.body) } as TokenView);
  return { status: 201, json: { id: token, secret: 'dg_wall_secret_shown_once_5f21' } };
}

function imported(ask: Ask): Reply {
  const lines = String(ask.body).trim().split('\n').slice(1);
  const problems = lines.flatMap((line, at) =>
    line.includes('bad') ? [{ line: at + 2, column: 'name', problem: 'This name is not allowed.' }] : [],
  );
  const dryRun = ask.query.get('dryRun') === '1';
  const secrets =
    !dryRun && problems.length === 0 && ask.path.endsWith('devices')
      ? lines.map((line) => ({ device: line.split(',')[0] ?? '', secret: 'once' }))
      : [];
  const report: ImportReport = { dryRun, added: problems.length === 0 ? lines.length : 0, changed: 0, unchanged: 0, problems, secrets };
  return { status: 200, json: report };
}
