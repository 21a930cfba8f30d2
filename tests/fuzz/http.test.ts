import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LINES_MAX, readCsv } from '../../gateway/src/api/imports/csv.ts';
import { DEVICE_COLUMNS } from '../../gateway/src/api/imports/devices-plan.ts';
import { PEOPLE_COLUMNS } from '../../gateway/src/api/imports/people-plan.ts';
import { PROBLEMS } from '../../gateway/src/api/problems.ts';
import { KEY_HELD_MS, SignalIdentities } from '../../gateway/src/ingest/http/identity.ts';
import type { DeviceId, TokenId } from '../../gateway/src/base/ids.ts';
import { House, PASSWORD } from '../scenario/api/house.ts';
import { foreign } from './corpus.ts';
import { fuzz, fuzzLater, must, ONCE } from './fuzz.ts';
import { mutated, mutatedJson, noise } from './hostile.ts';

let house: House;
let routes: readonly Route[] = [];
let cookie = '';
let token = '';
const failed: string[] = [];

interface Route {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: unknown;
  /** Who asks, if not the administrator. */
  readonly as?: 'integration' | 'nobody';
}

beforeAll(async () => {
  house = await House.open();
  cookie = await house.administrator();
  const place = await house.place(cookie, { name: 'Site', kind: 'site', zone: 'Australia/Sydney' });
  const { id: person } = await house.person(cookie, { name: 'Bo', login: 'bo', place, roles: [{ role: 'reception' }] });
  const device = await house.ask('POST', '/api/v1/devices', { cookie, body: { device: 'x-1', family: 'http', label: 'x', place } });
  expect(device.status).toBe(201);
  const issued = await house.ask('POST', '/api/v1/tokens', { cookie, body: { name: 't', scope: 'signals' } });
  token = (issued.json as { secret: string }).secret; // as: the answer is an Issued.
  const pressed = await house.ask('POST', '/api/v1/my/signals', { cookie, body: { kind: 'duress', boot: 1, seq: 1, age: 0 } });
  const { alarm } = pressed.json as { alarm: string }; // as: the answer is a Reply.
  const [debrief] = [...house.engine.committed.debriefs.values()];
  house.engine.follow(({ facts }) =>
    failed.push(...facts.filter(({ kind }) => kind === 'InputFailed').map((fact) => JSON.stringify(fact))),
  );
  routes = routesOf({ place, person, alarm, debrief: debrief?.debrief ?? '' });
});

afterAll(async () => {
  await house.close();
});

function routesOf(ids: { place: string; person: string; alarm: string; debrief: string }): Route[] {
  const { place, person, alarm, debrief } = ids;
  const post = (path: string, body: unknown): Route => ({ method: 'POST', path: `/api/v1/${path}`, body });
  const put = (path: string, body: unknown): Route => ({ method: 'PUT', path: `/api/v1/${path}`, body });
  const one = {
    name: 'Cy',
    login: 'cy',
    email: 'cy@site.example',
    phone: '+61 2 1234',
    place,
    manager: person,
    delegate: person,
    active: true,
  };
  return [
    post('my/signals', { kind: 'cancel', boot: 7, seq: 9, age: 5, pin: '2468', battery: 50, place: { lat: 1, lon: 2, accuracy: 3 } }),
    { ...post('signals', { device: 'x-1', kind: 'duress', age: 1, battery: 2, place: { beacon: 'b' } }), as: 'integration' },
    { ...post('session', { login: 'bo', password: PASSWORD }), as: 'nobody' },
    { ...post('session/first-administrator', { key: 'k', name: 'x', login: 'x', password: PASSWORD }), as: 'nobody' },
    { ...post('session/demo', { as: 'worker' }), as: 'nobody' },
    ...['take', 'coming', 'here', 'progress', 'all-clear', 'not-all-clear', 'close', 'release', 'take-over'].map((action) =>
      post(`alarms/${alarm}/${action}`, { responder: person, outcome: 'genuine', note: 'quiet', reason: 'because' }),
    ),
    post('people', { ...one, leave: [{ from: 1, to: 2 }], unavailable: false, pin: '2468', duressPin: '8642' }),
    put(`people/${person}`, { ...one, login: 'bo' }),
    put(`people/${person}/unavailable`, { unavailable: false }),
    post(`people/${person}/leave`, { from: 1_764_000_000_000, to: 1_764_000_100_000 }),
    post('places', { name: 'Room', kind: 'room', parent: place, beacons: ['b-1'], emergency: [person], fallback: [person], protocol: 'p' }),
    put(`places/${place}`, { name: 'Site', kind: 'site', zone: 'Australia/Sydney', responsible: person, language: 'en' }),
    post('devices', { device: 'd-9', family: 'duress', label: 'd', worker: person, place, silent: true, heartbeatSeconds: 60, holdMs: 5 }),
    put('devices/x-1', { family: 'http', label: 'x', place }),
    post('grants', { person, role: 'reception', place }),
    post('outputs', {
      name: 'siren',
      place,
      audience: 'anyone',
      levels: ['duress'],
      onWhile: 'loud',
      maxOnSeconds: 60,
      drills: true,
      switch: { by: 'mqtt', topic: 'a/b', on: 'ON', off: 'OFF' },
    }),
    post('tokens', { name: 'wall', scope: 'public-wall', place }),
    post(`debriefs/${debrief}/accept`, {}),
    post(`debriefs/${debrief}/welfare`, { hurt: 'no', safe: true, wayHome: 'bus', support: 'yes', talk: 'later' }),
    post(`debriefs/${debrief}/account`, { account: 'it was loud', before: 'b', notNow: false }),
    post(`debriefs/${debrief}/review`, { before: 'b', possible: ['listen'], helped: ['wait'], worker: { physical: 'none' }, service: 's' }),
    post(`debriefs/${debrief}/action`, { kind: 'place', what: 'a door', owner: person, due: 1_764_000_000_000, check: 'c' }),
    post(`debriefs/${debrief}/hand-over`, { to: person, reason: 'r' }),
    post(`debriefs/${debrief}/ask-other`, { reason: 'r' }),
    put(`debriefs/${debrief}/drafts/account`, { account: 'half a senten', at: [1, { deep: true }] }),
  ];
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly payload?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Through the whole server but its socket. */
async function ask({ method, url, payload, headers = {} }: Asked): Promise<{ readonly status: number; readonly text: string }> {
  const own = { host: new URL(house.origin).host, origin: house.origin, cookie, 'content-type': 'application/json' };
  // as: a method is one of those that the routes have.
  const { statusCode, body } = await house.api.inject({
    method: method as 'POST',
    url,
    headers: { ...own, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: statusCode, text: body };
}

/** An answer of ours: never a failure, and a refusal says why with a code that is documented. */
function isOurs({ status, text }: { readonly status: number; readonly text: string }): void {
  must(status < 500 || status === 503, `answered ${String(status)} ${text.slice(0, 200)}`);
  if (status < 400) return;
  const { code } = JSON.parse(text) as { code?: string }; // as: whether it is one is asked next.
  must(code !== undefined && (Object.hasOwn(PROBLEMS, code) || code === 'key-needed'), `refused with ${String(code)}`);
}

async function isAlive(): Promise<void> {
  const { status, text } = await ask({ method: 'GET', url: '/api/v1/session' });
  must(status === 200, `the next good request is answered ${String(status)} ${text}`);
  nothingFailed();
}

function nothingFailed(): void {
  // Each is told once, so that the smallest input that causes it can be looked for.
  const [rule] = failed.splice(0);
  must(rule === undefined, `the rules failed: ${String(rule)}`);
  const broken = house.lines.splice(0).find((line) => line.includes('"http-failed"') || line.includes('"level":"error"'));
  must(broken === undefined, String(broken));
}

test('every body of any form is taken or refused by a code, and never fails', ONCE, async () => {
  for (const [i, route] of routes.entries()) {
    const { method, path } = route;
    const headers: Record<string, string> =
      route.as === 'integration'
        ? { authorization: `Bearer ${token}`, 'idempotency-key': `k-${String(i)}` }
        : route.as === 'nobody'
          ? { cookie: '' }
          : {};
    await fuzzLater(`bodies of ${method} ${path.replace(/[0-9a-f-]{20,}/, ':id')}`, mutatedJson([route.body]), {
      runs: 60,
      holds: async (payload) => {
        isOurs(await ask({ method, url: path, payload, headers }));
        nothingFailed();
      },
    });
    await isAlive();
  }
});

test('headers and addresses of any form are refused by a code, and never fail', ONCE, async () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.constantFrom('__proto__', '%', '%zz', '%00', '..%2f..%2f', 'a'.repeat(200), '𝕏', "'--"),
  );
  const reads = [
    'alarms?cursor=',
    'alarms?from=',
    'alarms?person=',
    'alarms/',
    'people?find=',
    'people/',
    'devices?find=',
    'debriefs/',
    'places?x=',
  ];
  await fuzzLater('addresses', fc.tuple(fc.constantFrom(...reads), texts, fc.boolean()), {
    runs: 500,
    holds: async ([read, text, raw]) => {
      const url = `/api/v1/${read}${raw ? text.replace(/[^\x21-\x7e]/g, '') : encodeURIComponent(text)}`;
      isOurs(await ask({ method: 'GET', url, headers: { 'content-type': '' } }));
    },
  });
  await fuzzLater('idempotency keys', texts, {
    runs: 300,
    holds: async (key) => {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key.replace(/[\r\n]/g, '') };
      isOurs(await ask({ method: 'POST', url: '/api/v1/signals', payload: '{"device":"x-1","kind":"check-in"}', headers }));
    },
  });
  await isAlive();
});

const CSV = [
  'login,name,email,phone,place,manager,delegate,active\nbo,Bo,bo@site.example,+61 2,Site,ada,,yes\ncy,Cy,,,Site,bo,,no\n',
  'login;name\r\n"d""d";"De\nDe"\r\n',
  '\ufefflogin,name\nee,Ee',
  'device,family,label,worker,place,silent,heartbeat,hold\nb-1,duress,B,bo,Site,yes,60,500\nb-2,http,C,,Site,constructor,,\n',
].map((text) => Buffer.from(text));
const files = fc.oneof(
  { weight: 6, arbitrary: mutated(CSV, 5) },
  { weight: 1, arbitrary: fc.oneof(noise(200), fc.constantFrom(...foreign())) },
);

test('every file is read, or what is wrong is said of its line', ONCE, async () => {
  await fuzzLater('files to import', files, {
    runs: 1_500,
    holds: async (bytes) => {
      const { lines, problems } = await readCsv(bytes, [...PEOPLE_COLUMNS, ...DEVICE_COLUMNS]);
      must(lines.length <= LINES_MAX && problems.every(({ line, problem }) => line >= 1 && problem !== ''), 'a problem without a line');
    },
  });
  await fuzzLater('files at the door', fc.tuple(files, fc.constantFrom('people', 'devices'), fc.constantFrom('0', '1')), {
    runs: 250,
    holds: async ([payload, what, dryRun]) => {
      isOurs(
        await ask({ method: 'POST', url: `/api/v1/import/${what}?dryRun=${dryRun}`, payload, headers: { 'content-type': 'text/csv' } }),
      );
      nothingFailed();
    },
  });
  await isAlive();
});

test('a key is a name for one signal: the same again is the same, another one is never taken for it', ONCE, () => {
  const key = fc.tuple(fc.string({ maxLength: 20 }), fc.constantFrom('duress' as const, 'cancel' as const), fc.nat(3));
  fuzz('keys of one token', fc.array(key, { maxLength: 40 }), {
    runs: 1_500,
    holds: (keys) => {
      const identities = new SignalIdentities();
      const seen = new Map<string, string>();
      for (const [text, kind, device] of keys) {
        // as (both): names by hand.
        const named = { token: 't' as TokenId, device: `d-${String(device)}` as DeviceId, kind, key: text };
        const { boot, seq } = identities.of(named, undefined, { at: KEY_HELD_MS, pressedAt: 1 });
        const [who, place] = [JSON.stringify(named), `${named.device} ${String(boot)} ${String(seq)}`];
        must((seen.get(place) ?? who) === who, 'two keys have one name');
        seen.set(place, who);
      }
    },
  });
});
