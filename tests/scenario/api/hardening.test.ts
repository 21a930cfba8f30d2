// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { House, PASSWORD } from './house.ts';

let house: House;
afterEach(() => house.close());

test('a write needs an Origin of ours; a foreign one, a missing one and one that the browser calls cross-site change nothing', async () => {
  house = await House.open({ origins: ['https://duress.example'] });
  const cookie = await house.administrator();
  const body = { name: 'North', kind: 'site', zone: 'Australia/Sydney' };
  for (const ask of [
    { origin: null },
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { headers: { 'sec-fetch-site': 'cross-site' } },
    { headers: { 'sec-fetch-site': 'none' } },
  ]) {
    expect((await house.ask('POST', '/api/v1/places', { body, cookie, ...ask })).json).toEqual({ code: 'foreign-origin' });
  }
  expect((await house.ask('POST', '/api/v1/session', { body: { login: 'ada', password: PASSWORD }, origin: null })).json.code).toBe(
    'foreign-origin',
  );
  expect(house.engine.committed.places.size).toBe(0);
  expect((await house.ask('POST', '/api/v1/places', { body, cookie, headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(201);
  expect((await house.ask('POST', '/api/v1/places', { body, cookie, origin: 'https://duress.example' })).status).toBe(201);
});

test('no content type gets around the validation', async () => {
  house = await House.open();
  const cookie = await house.administrator();
  const bad = '{"name":1,"kind":"palace"}';
  const types = [
    undefined,
    'application/json',
    'application/json\t',
    ' application/json',
    'application/json;charset=utf-8',
    'application/json ;x=y',
    'APPLICATION/JSON',
    'application/json, text/plain',
    'text/plain',
    'text/csv',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json;',
    '*/*',
    'application/vnd.api+json',
    'application/jsonx',
  ];
  for (const type of types) {
    const answer = await house.ask('POST', '/api/v1/places', { raw: { type, body: bad }, cookie });
    expect([type, answer.status, answer.json?.code]).toEqual([
      type,
      answer.status === 415 ? 415 : 400,
      answer.status === 415 ? 'media-type' : 'does-not-fit',
    ]);
  }
  // What is not JSON is not read at all, so that no parser of Fastify's own is there to be reached.
  for (const type of ['text/plain', 'text/csv', 'application/jsonx', undefined]) {
    expect((await house.ask('POST', '/api/v1/places', { raw: { type, body: bad }, cookie })).status).toBe(415);
  }
  expect(house.engine.committed.places.size).toBe(0);
});

test('nothing is coerced, dropped or polluted on its way in', async () => {
  house = await House.open();
  const cookie = await house.administrator();
  const refused = async (path: string, raw: string): Promise<unknown> => {
    const answer = await house.ask('POST', path, { raw: { type: 'application/json', body: raw }, cookie });
    return [answer.status, answer.json.code];
  };
  expect(await refused('/api/v1/people', '{"name":"A","leave":[{"from":"1","to":2}]}')).toEqual([400, 'does-not-fit']);
  expect(await refused('/api/v1/people', '{"name":"A","unavailable":"true"}')).toEqual([400, 'does-not-fit']);
  expect(await refused('/api/v1/people', '{"name":"A","isAdministrator":true}')).toEqual([400, 'does-not-fit']);
  expect(await refused('/api/v1/people', '{"name":"A","__proto__":{"login":"x"}}')).toEqual([400, 'not-json']);
  expect(await refused('/api/v1/people', '{"name":"A","constructor":{"prototype":{"x":1}}}')).toEqual([400, 'not-json']);
  expect(await refused('/api/v1/people', '{"name":')).toEqual([400, 'not-json']);
  expect(await refused('/api/v1/people', '[]')).toEqual([400, 'does-not-fit']);
  expect((await house.ask('GET', '/api/v1/alarms?from=abc', { cookie })).json.code).toBe('does-not-fit');
  expect((await house.ask('GET', '/api/v1/alarms?from=1&from=2', { cookie })).json.code).toBe('does-not-fit');
  expect((await house.ask('GET', '/api/v1/people?find=a&sort=b', { cookie })).json.code).toBe('does-not-fit');
  // What was wrong is named, what was sent is not repeated.
  const answer = await house.ask('POST', '/api/v1/session', { body: { login: 'ada', password: PASSWORD, extra: 1 } });
  expect(answer.text).toContain('extra');
  expect(answer.text).not.toContain('correct horse');
});

test('a body that is too large is refused, and one where none belongs', async () => {
  house = await House.open();
  const cookie = await house.administrator();
  const large = await house.ask('POST', '/api/v1/places', { body: { name: 'x'.repeat(70_000), kind: 'site' }, cookie });
  expect([large.status, large.json.code]).toEqual([413, 'too-large']);
  const fits = await house.ask('POST', '/api/v1/places', { body: { name: 'x'.repeat(60_000), kind: 'site' }, cookie });
  expect([fits.status, fits.json.code]).toEqual([400, 'does-not-fit']);
  expect((await house.ask('DELETE', '/api/v1/session', { body: {}, cookie })).json.code).toBe('body-not-expected');
  expect((await house.ask('GET', '/api/v1/session', { cookie })).status).toBe(200);
});

test('every answer carries the security headers, and unknown addresses say so without saying more', async () => {
  house = await House.open();
  for (const path of ['/api/v1/session', '/api/v1/nothing', '/nothing/at/all', '/api/v1/%zz', '/../../etc/passwd']) {
    const answer = await house.ask('GET', path);
    expect([
      path,
      answer.headers['content-security-policy']?.includes("default-src 'self'"),
      answer.headers['x-content-type-options'],
    ]).toEqual([path, true, 'nosniff']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.text).not.toMatch(/node_modules|\.ts:|FST_|stack/);
    expect(typeof answer.json.code).toBe('string');
  }
  expect((await house.ask('GET', '/health/live')).json).toEqual({ live: true });
  expect((await house.ask('GET', '/health/ready')).json).toEqual({ ready: true, log: 'ok' });
});

test('headers that come too slowly are cut, and so is a body', async () => {
  house = await House.open({ limits: { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 50 } });
  const slow = async (text: string): Promise<string> => {
    const socket = connect(house.port, '127.0.0.1');
    let seen = '';
    let closed = false;
    socket.on('data', (chunk) => (seen += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => (closed = true));
    socket.write(text);
    await until('the connection is closed', () => closed);
    return seen;
  };
  expect(await slow('POST /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toContain('408');
  expect(
    await slow('POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"lo'),
  ).toContain('408');
  expect(await slow('NONSENSE\r\n\r\n')).toContain('{"code":"bad-request"}');
});

test('connections are capped per address, and a closed one makes room', async () => {
  house = await House.open({ limits: { connectionsPerAddress: 3, connections: 10 } });
  const open = (): { socket: ReturnType<typeof connect>; closed: () => boolean; connected: () => boolean } => {
    const socket = connect(house.port, '127.0.0.1');
    let [closed, connected] = [false, false];
    socket.on('error', () => undefined);
    socket.on('connect', () => (connected = true));
    socket.on('close', () => (closed = true));
    return { socket, closed: () => closed, connected: () => connected };
  };
  const three = [open(), open(), open()];
  await until('three are open', () => three.every((one) => one.connected()));
  const fourth = open();
  await until('the fourth is closed', () => fourth.closed());
  expect(three.some((one) => one.closed())).toBe(false);
  expect(house.counts['http-connection-over-cap']).toBe(1);
  for (const one of three) one.socket.destroy();
  await until('there is room again', async () => (await house.ask('GET', '/health/live').catch(() => undefined))?.status === 200);
});

test('pages are asked for anew, hashed files are kept, and nothing outside the folder is served', async () => {
  const dashboard = mkdtempSync(join(tmpdir(), 'duress-pages-'));
  mkdirSync(join(dashboard, 'assets'));
  for (const page of ['index', 'desk', 'panic', 'sign-in']) writeFileSync(join(dashboard, `${page}.html`), `<title>${page}</title>`);
  writeFileSync(join(dashboard, 'assets', 'console-abc123.js'), '1');
  writeFileSync(join(dashboard, '.secret'), 'x');
  try {
    house = await House.open({ dashboard });
    for (const [path, page] of [
      ['/', 'index'],
      ['/desk', 'desk'],
      ['/panic', 'panic'],
      ['/sign-in', 'sign-in'],
    ] as const) {
      const answer = await house.ask('GET', path);
      expect([answer.status, answer.text, answer.headers['cache-control']]).toEqual([200, `<title>${page}</title>`, 'no-cache']);
      expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
    expect((await house.ask('GET', '/assets/console-abc123.js')).headers['cache-control']).toContain('immutable');
    for (const path of ['/.secret', '/..%2f..%2fetc%2fpasswd', '/assets/..%2f.secret']) {
      const answer = await house.ask('GET', path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toMatch(/root:|^x$/);
    }
    expect((await house.ask('GET', '/assets/none.js')).json.code).toBe('not-found');
  } finally {
    rmSync(dashboard, { recursive: true });
  }
});

test('what stands in a page itself may run, by whichever address the page is asked for', async () => {
  const dashboard = mkdtempSync(join(tmpdir(), 'duress-pages-'));
  const script = 'ready()';
  for (const page of ['index', 'desk', 'panic', 'sign-in']) writeFileSync(join(dashboard, `${page}.html`), `<script>${script}</script>`);
  try {
    house = await House.open({ dashboard });
    const hash = createHash('sha256').update(script).digest('base64');
    for (const path of ['/panic', '/panic.html']) {
      expect((await house.ask('GET', path)).headers['content-security-policy']).toContain(`script-src 'self' 'sha256-${hash}'`);
    }
  } finally {
    rmSync(dashboard, { recursive: true });
  }
});

test('without built pages the address says so', async () => {
  house = await House.open();
  expect((await house.ask('GET', '/', { headers: { accept: 'text/html' } })).text).toContain('not built');
  expect((await house.ask('GET', '/desk')).json.code).toBe('dashboard-not-built');
});

test('a draft is anything that a form can hold, and nothing that is nested beyond what can be written down', async () => {
  house = await House.open();
  const cookie = await house.administrator();
  await house.ask('POST', '/api/v1/my/signals', { cookie, body: { kind: 'duress', boot: 1, seq: 1, age: 0 } });
  const [debrief] = [...house.engine.committed.debriefs.values()];
  const path = `/api/v1/debriefs/${debrief?.debrief ?? ''}/drafts/account`;
  const nested = (levels: number): { type: string; body: string } => ({
    type: 'application/json',
    body: `{"account":${'['.repeat(levels - 1)}1${']'.repeat(levels - 1)},"rest":"half a sentence"}`,
  });
  expect((await house.ask('PUT', path, { cookie, raw: nested(16) })).status).toBe(204);
  for (const levels of [17, 15_000]) {
    const answer = await house.ask('PUT', path, { cookie, raw: nested(levels) });
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ code: 'does-not-fit', detail: 'the whole: is nested more than 16 deep' });
  }
  expect(house.lines.filter((line) => line.includes('http-failed'))).toEqual([]);
});
