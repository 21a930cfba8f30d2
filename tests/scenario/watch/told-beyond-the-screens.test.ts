import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { until } from '../../harness/wait.ts';
import { header, MailServer } from '../notify/mail-server.ts';
import { Watchers } from './watchers.ts';

let mail: MailServer;
let watchers: Watchers;
beforeEach(async () => {
  mail = await MailServer.open();
  watchers = await Watchers.open({ configuration: { contact: { ...DEFAULT_CONFIGURATION.contact, smtpUrl: mail.url } } });
  for (const id of ['ruth', 'sam']) {
    const person = watchers.core.committed.people.get(id as PersonId); // as: an id by hand.
    if (person !== undefined) await watchers.house.save([{ put: 'person', value: { ...person, email: `${id}@example.org` } }]);
  }
});
afterEach(async () => {
  await watchers.close();
  await mail.down();
});

const subjects = (): (string | undefined)[] => mail.mails.map((one) => header(one, 'Subject'));
const DARK = 'A screen needs a person';
const LIGHT = 'A screen has its person again';

test('a place that nobody has watched for a minute goes out by mail, and once it is watched again that is said once', async () => {
  const maria = await watchers.sit('maria');
  await watchers.pass(3_000);
  await watchers.leave(maria);
  await watchers.pass(58_000);
  expect(subjects()).toEqual([]);
  await watchers.pass(4_000);
  const told = await until('both contacts are told', () => (mail.mails.length === 2 ? 2 : undefined));
  expect(new Set(subjects())).toEqual(new Set([DARK]));
  const people = mail.mails.flatMap(({ to }) => to);
  expect(new Set(people).size).toBe(people.length);
  for (const { raw } of mail.mails) expect(raw).not.toMatch(/Harbour|Maria|alarm/i);

  // Somebody watches. Those who were told hear it once it has held, and not before they could be told anew.
  const lee = await watchers.sit('lee');
  await watchers.pass(2_000);
  expect(watchers.faults('no-watching-console')).toEqual([]);
  await watchers.pass(9 * MINUTE_MS);
  expect(subjects()).toHaveLength(told);
  await watchers.pass(2 * MINUTE_MS);
  await until('the good news', () => mail.mails.length === 2 * told);
  expect(subjects().slice(told)).toEqual(Array.from({ length: told }, () => LIGHT));
  await watchers.touch(lee);
  await watchers.pass(25 * MINUTE_MS);
  expect(mail.mails).toHaveLength(2 * told);
});

test('a console that comes and goes is no stream of messages, and no good news that does not hold', async () => {
  await watchers.pass(MINUTE_MS + 2_000);
  const told = await until('both contacts are told', () => (mail.mails.length === 2 ? 2 : undefined));
  for (let round = 0; round < 3; round += 1) {
    const maria = await watchers.sit('maria');
    await watchers.pass(30_000);
    await watchers.leave(maria);
    await watchers.pass(MINUTE_MS + 5_000);
  }
  expect(subjects()).toEqual(Array.from({ length: told }, () => DARK));
});
