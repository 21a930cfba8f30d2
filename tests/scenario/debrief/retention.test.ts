import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inputIdFrom, type PersonId, type PlaceId } from '../../../gateway/src/base/ids.ts';
import { backup } from '../../../gateway/src/store/tools/backup.ts';
import { proveDestroyed } from '../../../gateway/src/store/tools/prove.ts';
import { verify } from '../../../gateway/src/store/tools/verify.ts';
import { ManualClock } from '../../harness/clock.ts';
import { duress } from '../../harness/duress.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { photo } from '../../harness/photos.ts';
import { Reception } from '../../harness/reception.ts';
import { leap } from '../../harness/passing.ts';
import { until } from '../../harness/wait.ts';

const DAY = 86_400_000;
const SENTENCE = 'She stood in the door';

/** A drill that was talked over, with a photo: its record is kept for a month here. */
async function finished(clock: ManualClock): Promise<{ gateway: TestGateway; debrief: string }> {
  const gateway = await TestGateway.start({ clock });
  const { core } = gateway.gateway;
  const hands = new Hands(gateway);
  await gateway.save([{ put: 'setting', key: 'retention-exercise', value: 1 }]);
  // as (all): ids by hand.
  const drill = { actor: 'ruth' as PersonId, place: 'site' as PlaceId, participants: ['ana' as PersonId], announced: true };
  expect(await core.submit({ id: inputIdFrom(core.ids), type: 'drill-start', ...drill })).toMatchObject({ outcome: 'accepted' });
  await hands.press('button-ana');
  const { debrief } = hands.debrief;
  const path = `/api/v1/debriefs/${debrief}`;
  const [ana, ruth] = [await Reception.signIn(gateway.addresses.http, 'worker'), await Reception.signIn(gateway.addresses.http, 'manager')];
  expect(await ana.ask('POST', `${path}/account`, { account: SENTENCE })).toMatchObject({ status: 200 });
  expect(await ana.photo(`${path}/attachments`, await photo())).toMatchObject({ status: 201 });
  await hands.act('maria', 'take');
  await hands.act('maria', 'all-clear');
  expect(await hands.act('lee', 'close', { body: { outcome: 'drill' } })).toMatchObject({ outcome: 'accepted' });
  const owner = hands.debrief.owner === 'ruth' ? ruth : undefined;
  expect(await owner?.ask('POST', `${path}/accept`)).toMatchObject({ status: 200 });
  expect(await owner?.ask('POST', `${path}/complete`, { answer: 'Well done.' })).toMatchObject({ status: 200 });
  expect(core.committed.retentions.size).toBe(1);
  return { gateway, debrief };
}

async function restarted(gateway: TestGateway, clock: ManualClock, days: number): Promise<TestGateway> {
  await gateway.stop();
  clock.advance(days * DAY);
  const again = await TestGateway.start({ clock, folder: gateway.folder });
  await leap(again.gateway.core, clock, 1_000);
  return again;
}

const photos = ({ folder }: TestGateway): string[] => {
  const path = join(folder, 'data', 'attachments');
  return existsSync(path) ? readdirSync(path) : [];
};

test(
  'after its time the keys of a debrief are gone, and it is proven; a clock that jumps destroys nothing',
  { timeout: 60_000 },
  async () => {
    const clock = new ManualClock();
    const { gateway: first, debrief } = await finished(clock);
    let gateway = first;
    onTestFinished(() => gateway.close());
    const data = join(gateway.folder, 'data');
    // Ten years ahead over a stop: nothing goes.
    gateway = await restarted(gateway, clock, 3_650);
    const { core } = gateway.gateway;
    await until('it was looked at', () =>
      [...core.committed.retentions.values()].some((row) => row.state === 'kept' && row.lookAt !== undefined),
    );
    expect(photos(gateway)).toHaveLength(1);
    expect(proveDestroyed(data)).toMatchObject({ ok: true, records: [] });
    const before = join(gateway.folder, 'backup');
    backup({ folder: data, target: before, masterKeyFile: join(gateway.folder, 'keys', 'master.key'), withKey: false });
    // Month after month with the gateway at work, a stop each few days.
    for (let i = 0; i < 6; i += 1) gateway = await restarted(gateway, clock, 6);
    await until('it is over', () => gateway.gateway.core.committed.retentions.size === 0);
    expect(photos(gateway)).toEqual([]);
    const proof = proveDestroyed(data);
    expect(proof).toMatchObject({ ok: true, records: [{ debrief, keysLeft: 0, readable: 0 }] });
    expect(proof.records[0]?.sealed).toBeGreaterThan(1);
    // A backup that was made before still holds all of it: the key of the debrief and the photo's; no position was sealed for the alarm.
    expect(proveDestroyed(data, before)).toMatchObject({ ok: false, records: [{ debrief, keysLeft: 2 }] });
    expect(await verify(data, {})).toMatchObject({ ok: true });
    const ana = await Reception.signIn(gateway.addresses.http, 'worker');
    const { body } = await ana.ask('GET', `/api/v1/debriefs/${debrief}`);
    expect(JSON.stringify(body)).not.toContain(SENTENCE);
    expect(body).not.toHaveProperty('account');
    await gateway.stop();
  },
);

test('what a hold stands on is erased by no command', { timeout: 60_000 }, async () => {
  const { gateway, debrief } = await finished(new ManualClock());
  onTestFinished(() => gateway.close());
  const { core } = gateway.gateway;
  const hold = { actor: 'sam' as PersonId, on: 'person:ana', reason: 'a court asks', set: true }; // as: an id by hand.
  expect(await core.submit({ id: inputIdFrom(core.ids), type: 'hold', ...hold })).toMatchObject({ outcome: 'accepted' });
  const [{ subjects } = { subjects: [] }] = [...core.committed.retentions.values()];
  await gateway.stop();
  const environment = { DURESS_DATA: join(gateway.folder, 'data'), DURESS_MASTER_KEY_FILE: join(gateway.folder, 'keys', 'master.key') };
  const erase = (subject: string): ReturnType<typeof duress> => duress(['erase', subject, '--yes', '--json'], { environment });
  expect(subjects).toHaveLength(3);
  for (const subject of [...subjects, 'person:ana'])
    expect(await erase(subject), subject).toMatchObject({ exit: 1, json: { code: 'in-use' } });
  expect(await erase('device:button-room4')).toMatchObject({ exit: 0 });
  expect(await duress(['retention', 'prove', '--json'], { environment })).toMatchObject({ exit: 0, json: { ok: true, records: [] } });
  expect(debrief).toBe(subjects[0]?.slice('debrief:'.length));
});
