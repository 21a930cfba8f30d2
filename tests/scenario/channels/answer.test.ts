import { afterEach, beforeEach, expect, test } from 'vitest';
import { ANSWER_LINK_MS } from '../../../gateway/src/access/answer-links.ts';
import { until } from '../../harness/wait.ts';
import { ChannelsStage, PAGES } from './stage.ts';
import { TwilioServer } from './twilio-server.ts';

let twilio: TwilioServer;
let stage: ChannelsStage;

beforeEach(async () => {
  twilio = await TwilioServer.open();
  stage = await ChannelsStage.withTwilio(twilio);
});
afterEach(async () => {
  await stage.close();
  await twilio.close();
});

/** The links that texts have brought, oldest first. */
function links(): string[] {
  const found = twilio.texts().map(({ fields }) => /https:\/\/\S+\/a\/\S+/.exec(fields.get('Body') ?? '')?.[0]);
  return found.filter((link) => link !== undefined).map((link) => stage.http + link.slice(PAGES.length));
}

async function link(n = 0): Promise<string> {
  const found = await until('the link is there', async () => {
    await stage.go(1_000);
    return links()[n];
  });
  await until('the text is reported', async () => {
    await stage.go(100);
    return stage.results().includes('ruth sms accepted');
  });
  return found;
}

interface Seen {
  readonly status: number;
  readonly heading: string;
  readonly text: string;
  readonly button: boolean;
}

async function seen(answer: Response): Promise<Seen> {
  const text = await answer.text();
  return { status: answer.status, heading: /<h1>([^<]*)</.exec(text)?.[1] ?? '', text, button: text.includes('<button') };
}

/** As a browser posts a form without fields, from a page that tells nobody where it was. */
const take = async (url: string): Promise<Seen> =>
  seen(await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' } }));
const look = async (url: string): Promise<Seen> => seen(await fetch(url));

test('looking takes nothing, however often; one tap takes it for that person, with how', async () => {
  await stage.unanswered();
  const url = await link();
  for (let n = 0; n < 3; n += 1) expect(await look(url)).toMatchObject({ status: 200, heading: 'You are needed now', button: true });
  await fetch(url, { method: 'HEAD' });
  expect(stage.hands.alarm.state).toBe('open');
  const taken = await take(url);
  expect(taken).toMatchObject({ status: 200, heading: 'You have it', button: false });
  expect(stage.hands.alarm).toMatchObject({ state: 'taken', taken: { person: 'ruth' } });
  expect(stage.kinds()).toContain('AlarmTaken');
  expect(stage.results().at(-1)).toBe('ruth sms answered');
  expect(await look(url)).toMatchObject({ heading: 'You have it', button: false });
  expect(await take(url)).toMatchObject({ heading: 'You have it' });
  expect(stage.facts.filter(({ kind }) => kind === 'AlarmTaken')).toHaveLength(1);
});

test('the page says no name, no room and no word of what it is, runs no script, and may not be kept or framed', async () => {
  await stage.unanswered();
  const answer = await fetch(await link());
  const text = await answer.text();
  for (const secret of ['Ana', 'Ruth', 'Interview', 'Room', '<script']) expect(text).not.toContain(secret);
  expect(text.replaceAll(/<style>[^]*?<\/style>/g, '')).not.toMatch(/duress|alarm|panic|emergenc|danger|police|guard/i);
  expect(answer.headers.get('content-security-policy')).toMatch(
    /script-src 'self';.*style-src 'self' 'sha256-.*form-action 'self'; frame-ancestors 'none'/,
  );
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
});

test('somebody else has it: said calmly, with who, and nothing is taken', async () => {
  await stage.unanswered();
  const url = await link();
  await stage.hands.act('maria', 'take');
  expect(await look(url)).toMatchObject({ status: 200, heading: 'Maria Costa has it', button: false });
  expect(await take(url)).toMatchObject({ status: 200, heading: 'Maria Costa has it' });
  expect(stage.hands.alarm).toMatchObject({ taken: { person: 'maria' } });
});

test('a link answers once: after it was given back, the old one is over and the next step’s works', async () => {
  await stage.unanswered();
  const first = await link();
  await take(first);
  await stage.hands.act('ruth', 'release');
  expect(await look(first)).toMatchObject({ heading: 'This link has ended', button: false });
  expect(await take(first)).toMatchObject({ heading: 'This link has ended' });
  expect(stage.hands.alarm.state).toBe('open');
  await stage.go(31_000);
  const second = await link(1);
  expect(second).not.toBe(first);
  expect(await take(second)).toMatchObject({ heading: 'You have it' });
});

test('over: all clear was said, or it is closed', async () => {
  await stage.unanswered();
  const url = await link();
  await stage.hands.act('maria', 'all-clear');
  expect(await look(url)).toMatchObject({ heading: 'It is over', button: false });
  expect(await take(url)).toMatchObject({ heading: 'It is over' });
  await stage.hands.act('lee', 'close', { body: { outcome: 'precaution' } });
  expect(await look(url)).toMatchObject({ heading: 'It is over' });
  expect(await take(url)).toMatchObject({ heading: 'It is over' });
});

test('a link lasts an hour, and not longer', async () => {
  await stage.unanswered();
  const url = await link();
  const { core } = stage.gateway.gateway;
  const issued = stage.facts.find(({ kind }) => kind === 'EscalationStepped')?.t ?? 0;
  // The text went out up to a second after its step.
  stage.clock.advance(issued + ANSWER_LINK_MS - core.now().t - 1);
  expect((await look(url)).button).toBe(true);
  stage.clock.advance(5_000);
  expect(await look(url)).toMatchObject({ heading: 'This link has ended', button: false });
  expect(await take(url)).toMatchObject({ heading: 'This link has ended' });
  expect(stage.hands.alarm.state).toBe('open');
});

test('nobody can make a link, or turn one into another', async () => {
  await stage.unanswered();
  const url = await link();
  const at = url.lastIndexOf('/') + 1;
  const parts = url.slice(at).split('~');
  const forged = [
    parts.with(1, 'maria'),
    parts.with(4, 'zzzzzzzz'),
    parts.with(5, 'A'.repeat(22)),
    parts.slice(0, 5),
    [...parts, 'x'],
    ['a', 'b'],
  ].map((made) => url.slice(0, at) + made.join('~'));
  for (const one of [...forged, `${stage.http}/a/%E0%A4%A`, `${stage.http}/a/${'x'.repeat(161)}`]) {
    expect((await take(one)).status, one).toBeGreaterThanOrEqual(400);
    expect((await look(one)).status, one).toBeGreaterThanOrEqual(400);
  }
  expect(stage.hands.alarm.state).toBe('open');
  const large = await fetch(url, { method: 'POST', body: new URLSearchParams({ x: 'y'.repeat(1_024) }) });
  expect(large.status).toBe(413);
});
