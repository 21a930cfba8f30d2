import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import { expectUsable } from '../console/accessible.ts';
import { until } from '../../harness/wait.ts';
import { ConsolePage } from '../story/console-page.ts';
import { Stage } from '../story/stage.ts';
import { picture } from './picture.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

const committed = () => stage.gateway.gateway.core.committed;
const taker = (): string | undefined => {
  const [alarm] = [...committed().alarms.values()];
  return alarm !== undefined && 'taken' in alarm ? alarm.taken?.person : undefined;
};

test('one click gives the watch, one takes it, and the alarm of the one who leaves is taken over', async () => {
  const maria = await ConsolePage.armed(stage);
  const lee = await ConsolePage.armed(stage, 'lee');
  const button = await stage.button('button-ana');
  await button.hold();
  await maria.press(/^Take/);
  await button.reaches('taken');

  await maria.page.getByRole('button', { name: '2 consoles watching' }).click();
  const dialog = maria.page.getByRole('dialog');
  await dialog.getByText('Harbour Street').first().waitFor();
  await dialog.getByText(/Interview room 1, Ana Ruiz/).waitFor();
  await expectUsable(maria.page, 'who watches');
  await picture(maria.page, 'who-watches');
  await dialog.getByRole('button', { name: 'To Lee Park' }).click();
  await dialog.getByText('You offered the watch to Lee Park. Until it is accepted you have it.').waitFor();
  await lee.page.getByText('Maria Costa hands you the watch.').waitFor();
  await picture(lee.page, 'handed');
  expect(taker()).toBe('maria');
  await lee.page.getByRole('button', { name: 'I have the watch' }).click();
  await lee.page.getByText('1 alarm is still with Maria Costa').waitFor();
  await expectUsable(lee.page, 'handed over');
  await picture(lee.page, 'handed-over');
  expect(taker()).toBe('maria');
  await lee.page.getByRole('button', { name: 'Take over Interview room 1' }).click();
  await lee.reads('You have it');
  expect(taker()).toBe('lee');
  expect([...committed().handOvers.values()]).toMatchObject([{ state: 'accepted', from: 'maria', by: 'lee' }]);
});

test('a change of shift at one desk: the next person signs in without the page being left, and its sound stays armed', async () => {
  const maria = await ConsolePage.armed(stage);
  const { page } = maria;
  const password = 'a long sentence for the next shift';
  const { access } = stage.gateway.gateway;
  // as: an id by hand.
  await stage.gateway.save([{ put: 'credential', value: { person: 'lee' as PersonId, password: await access.passwords.hash(password) } }]);
  const ends: unknown[] = [];
  stage.gateway.gateway.core.follow(({ facts }) => ends.push(...facts.filter(({ kind }) => kind === 'WatchEnded')));
  await page.evaluate(() => Reflect.set(window, 'sameDocument', true));

  await page.getByRole('button', { name: '1 console watching' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('To whoever comes to this desk').click();
  await dialog.getByLabel('Sign-in name of the next person').fill('lee');
  await dialog.getByLabel('Their password').fill('not hers');
  await dialog.getByRole('button', { name: 'I have the watch' }).click();
  await dialog.getByText('The name or the password is wrong. You still have the watch.').waitFor();
  await page.getByText('This console: Maria Costa').waitFor();
  await picture(page, 'desk-hand-over');
  await dialog.getByLabel('Their password').fill(password);
  await dialog.getByRole('button', { name: 'I have the watch' }).click();
  await page.getByText('This console: Lee Park').waitFor();
  await until('it is written down', () => [...committed().handOvers.values()].some(({ state }) => state === 'accepted'));
  expect([...committed().handOvers.values()]).toMatchObject([{ from: 'maria', by: 'lee' }]);
  await page.getByRole('button', { name: 'Sound on' }).waitFor();
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  await page.getByText('1 console watching').waitFor();
  // Hers ended when her session did; nobody signed in for her again.
  expect([...committed().sessions.values()].map(({ person }) => person)).toEqual(['lee']);
  expect(ends).toHaveLength(1);
});
