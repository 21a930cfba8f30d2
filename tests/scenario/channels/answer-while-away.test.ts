import { afterEach, expect, test } from 'vitest';
import { AnswerLinks } from '../../../gateway/src/access/answer-links.ts';
import { FaultError } from '../../../gateway/src/base/errors.ts';
import { inputIdFrom, type AlarmId, type DeviceId, type PersonId } from '../../../gateway/src/base/ids.ts';
import { until } from '../../harness/wait.ts';
import { WaveringLog } from '../../harness/wavering-log.ts';
import { House, LINK_KEY, type Answer } from '../api/house.ts';

let house: House;
afterEach(() => house.close());

const FORM = 'application/x-www-form-urlencoded';

async function press({ engine }: House, device: string): Promise<AlarmId> {
  const at = engine.now().at;
  const path = { by: 'mqtt' as const };
  // as (both): a device's id by hand; a press is accepted with its alarm.
  const signal = { device: device as DeviceId, boot: 1, seq: 1, kind: 'duress', receivedAt: at, pressedAt: at, path } as const;
  return ((await engine.submit({ id: inputIdFrom(engine.ids), type: 'signal', signal })) as { alarm: AlarmId }).alarm;
}

const heading = ({ text }: Answer): string => /<h1>([^<]*)</.exec(text)?.[1] ?? '';

test('while the log is away the answer waits, is shown to others meanwhile, and is recorded once when it is back', async () => {
  let log: WaveringLog | undefined;
  house = await House.open({ limits: { commitWait: 800 }, log: (inner) => (log = new WaveringLog(inner)) });
  const { engine } = house;
  const admin = await house.administrator();
  await house.ask('POST', '/api/v1/devices', { body: { device: 'button-1', family: 'duress', label: 'Button 1' }, cookie: admin });
  const ada = [...engine.committed.people.values()][0]?.person;
  const grant = { grant: 'g', person: ada, role: 'reception' } as never; // as: ids by hand.
  await house.save({ put: 'grant', value: grant });
  const alarm = await press(house, 'button-1');
  const issued = new AnswerLinks(() => LINK_KEY).issue(
    { alarm, person: ada ?? ('' as PersonId), message: 'm1', way: 'sms' },
    engine.now().t,
  ); // as: there is an administrator
  const link = `/a/${issued ?? ''}`;
  const form = { raw: { body: '', type: FORM }, origin: 'null' };

  log?.next('lost');
  log?.shut(Infinity);
  const waits = await house.ask('POST', link, form);
  expect([waits.status, heading(waits)]).toEqual([200, 'Not recorded yet']);
  expect(engine.committed.alarms.get(alarm)?.state).toBe('open');
  expect(engine.foreseen()[0]).toMatchObject({ state: 'taken', taken: { person: ada } });
  // Looked at again, it says what will be.
  expect(heading(await house.ask('GET', link))).toBe('You have it');
  log?.shut(0);
  await until('it is recorded', () => engine.committed.alarms.get(alarm)?.state === 'taken');
  expect(engine.committed.alarms.get(alarm)?.reach?.sent).toMatchObject([{ person: ada, results: { sms: 'answered' } }]);
  expect(heading(await house.ask('POST', link, form))).toBe('You have it');
});

test('a link whose person was not told of this climb, and may not act there, is over for them; told of it, it is theirs', async () => {
  house = await House.open();
  const { engine } = house;
  const admin = await house.administrator();
  await house.ask('POST', '/api/v1/devices', { body: { device: 'button-1', family: 'duress', label: 'Button 1' }, cookie: admin });
  const gus = await house.person(admin, { name: 'Gus', login: 'gus' });
  const alarm = await press(house, 'button-1');
  const person = gus.id as PersonId; // as: an id as the API has it.
  const link = `/a/${new AnswerLinks(() => LINK_KEY).issue({ alarm, person, message: 'm1', way: 'sms' }, engine.now().t) ?? ''}`;
  const seen = async (method: string): Promise<string> =>
    heading(await house.ask(method, link, method === 'GET' ? {} : { raw: { body: '', type: FORM }, origin: 'null' }));
  expect([await seen('GET'), await seen('POST')]).toEqual(['This link has ended', 'This link has ended']);
  expect(engine.committed.alarms.get(alarm)?.state).toBe('open');
  const sent = { step: 1, of: ['sms' as const] };
  const result = { type: 'message', alarm, message: 'm1', person, way: 'sms', result: 'accepted', sent, at: engine.now().at } as const;
  await engine.submit({ id: inputIdFrom(engine.ids), ...result });
  expect([await seen('GET'), await seen('POST')]).toEqual(['You are needed now', 'You have it']);
  expect(engine.committed.alarms.get(alarm)).toMatchObject({ state: 'taken', taken: { person } });
});

test('without a key there are no links, and one that another key has sealed opens nothing', async () => {
  house = await House.open();
  const another = new AnswerLinks(() => Buffer.alloc(32, 8));
  const without = new AnswerLinks(() => {
    throw new FaultError('key-unusable', 'not yet', { retryable: true });
  });
  const one = { alarm: 'a' as AlarmId, person: 'p' as PersonId, message: 'm', way: 'mail' as const }; // as: ids by hand
  expect(without.issue(one, 0)).toBeUndefined();
  const link = another.issue(one, 0) ?? '';
  expect((await house.ask('GET', `/a/${link}`)).status).toBe(404);
  expect((await house.ask('POST', `/a/${link}`, { raw: { body: '', type: 'application/x-www-form-urlencoded' } })).status).toBe(404);
});
