import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GrantId, PlaceId } from '../../../gateway/src/base/ids.ts';
import { until } from '../../harness/wait.ts';
import { header, MailServer } from './mail-server.ts';
import { GUARD, MANAGER, SECRETS, Stage, WORKER } from './stage.ts';

const PAGES = 'https://pages.example';
const SITE = 'north-1' as PlaceId; // as: an id by hand.
const LEADS = 'leads' as GrantId; // as: an id by hand.
let mail: MailServer;
let stage: Stage;

beforeEach(async () => {
  mail = await MailServer.open();
  stage = await open();
});
afterEach(async () => {
  await stage.close();
  await mail.down();
});

function open(folder?: string): Promise<Stage> {
  const contact = { smtpUrl: mail.url, mailFrom: 'gateway@clinic.example', pagesUrl: PAGES };
  return Stage.open({ contact, ...(folder === undefined ? {} : { folder }) });
}

/** The process ends, and begins again at another time. */
async function again(wall: string): Promise<void> {
  const { folder } = stage;
  await stage.halt();
  stage = await open(folder);
  at(wall);
}

const at = (wall: string): void => {
  stage.clock.setWall(Temporal.PlainDateTime.from(wall).toZonedDateTime('Australia/Sydney').epochMilliseconds);
};
const want = (actor = MANAGER, wanted = true) => stage.submit({ type: 'month-notice', actor, site: SITE, wanted });
const toManager = () => mail.mails.filter(({ to }) => to.includes('mona@clinic.example'));
const plain = (raw: string): string => raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');

test('in the first moment of work of a month one mail, with a link and nothing of what happened; a restart sends no second one', async () => {
  await want();
  at('2026-04-01T07:59:45');
  await stage.pass(5);
  expect(mail.mails).toEqual([]);
  await stage.pass(22);
  const told = await until('the mail is there', () => toManager()[0]);
  expect(header(told, 'Subject')).toBe('The overview of last month is ready');
  expect(plain(told.raw)).toContain(`${PAGES}/desk#/learning?place=north-1&month=2026-03`);
  for (const secret of SECRETS) expect(told.raw).not.toContain(secret);
  await until('it is settled', async () => (await stage.queued()).length === 0);
  await again('2026-04-01T08:01:00');
  await stage.pass(25);
  await again('2026-04-30T23:00:00');
  await stage.pass(25);
  expect(mail.mails).toHaveLength(1);
});

test('a gateway that was off over the first sends it when it is back, once', async () => {
  await want();
  await again('2026-04-20T12:00:00');
  await stage.pass(12);
  await until('the mail is there', () => toManager()[0]);
  await until('it is settled', async () => (await stage.queued()).length === 0);
  await again('2026-04-21T12:00:00');
  await stage.pass(25);
  expect(mail.mails).toHaveLength(1);
  await again('2026-05-01T08:00:00');
  await stage.pass(12);
  await until('the next month', () => toManager()[1]);
});

test('a mail server that is away for a week loses none', async () => {
  await want();
  await mail.down();
  at('2026-04-01T08:00:00');
  await stage.pass(14);
  expect(await stage.queued()).toHaveLength(1);
  at('2026-04-08T08:00:00');
  await stage.pass(3);
  await mail.up();
  await again('2026-04-08T09:00:00');
  await stage.pass(3);
  await until('the mail is there', () => toManager()[0]);
});

test.each([
  ['may not read it any more', () => stage.save([{ remove: 'grant', key: LEADS }])],
  ['does not want it any more', () => want(GUARD, false)],
])('who %s when it goes out is left alone', async (_, change) => {
  await stage.save([{ put: 'grant', value: { grant: LEADS, person: GUARD, role: 'manager', place: SITE } }]);
  await want(GUARD);
  await mail.down();
  at('2026-04-01T08:00:00');
  await stage.pass(14);
  expect(await stage.queued()).toHaveLength(1);
  await change();
  await mail.up();
  await stage.pass(60);
  await until('it is settled', async () => (await stage.queued()).length === 0);
  expect(mail.mails).toEqual([]);
});

test('without an address nobody is looked for', async () => {
  await want(WORKER);
  at('2026-04-01T08:00:00');
  await stage.pass(15);
  await until('it is settled', async () => (await stage.queued()).length === 0);
  expect(mail.mails).toEqual([]);
  expect(stage.faults().filter((fault) => fault.startsWith('contact-unreachable'))).toEqual([]);
});
