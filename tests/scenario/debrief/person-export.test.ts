import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { duress } from '../../harness/duress.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { Reception } from '../../harness/reception.ts';

const OWN = 'It was loud <b>and</b> dark.';
const OTHERS = 'I think that he was nervous.';

/** Ana's alarm is over; she wrote twice, Ruth wrote her view and has read it. */
async function told(): Promise<{ gateway: TestGateway; ana: Reception }> {
  const gateway = await TestGateway.start();
  const hands = new Hands(gateway);
  await hands.press('button-ana');
  const path = `/api/v1/debriefs/${hands.debrief.debrief}`;
  await hands.act('maria', 'take');
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  const [ana, ruth] = [await Reception.signIn(gateway.addresses.http, 'worker'), await Reception.signIn(gateway.addresses.http, 'manager')];
  for (const account of ['first words', OWN]) expect(await ana.ask('POST', `${path}/account`, { account })).toMatchObject({ status: 200 });
  for (const [verb, body] of [
    ['accept', undefined],
    ['welfare', { wayHome: 'a taxi' }],
    ['review', { before: OTHERS }],
  ] as const)
    expect(await ruth.ask('POST', `${path}/${verb}`, body)).toMatchObject({ status: 200 });
  expect(await ruth.ask('GET', path)).toMatchObject({ status: 200 });
  return { gateway, ana };
}

test('from their own page: everything of them that they may read, and what is not in it', async () => {
  const { gateway, ana } = await told();
  onTestFinished(() => gateway.close());
  const { type, bytes } = await ana.file('/api/v1/my/data');
  expect(type).toContain('application/json');
  const text = bytes.toString();
  const data = JSON.parse(text) as { debriefs: { written: { what: string; text: unknown }[]; readBy: unknown[] }[] }; // as: our own file.
  expect(data).toMatchObject({
    person: { name: 'Ana Ruiz', phone: '+61 491 570 156' },
    devices: expect.arrayContaining([expect.objectContaining({ device: 'button-ana' })]) as unknown,
    signIns: [{}],
    alarms: [{ outcome: 'genuine' }],
    debriefs: [{ state: 'accepted', readBy: [{ name: 'Ruth Adler', relation: 'owner', via: 'page' }] }],
  });
  expect(data.debriefs[0]?.written.map(({ what, text: words }) => [what, JSON.stringify(words)])).toEqual([
    ['your account', '{"account":"first words"}'],
    ['your account', JSON.stringify({ account: OWN })],
    ['how you were', '{"wayHome":"a taxi"}'],
  ]);
  expect(text).not.toContain(OTHERS);
  expect(text).not.toMatch(/argon2|duressPin/);
  const page = (await ana.file('/api/v1/my/data.html')).bytes.toString();
  expect(page).toContain('It was loud &lt;b&gt;and&lt;/b&gt; dark.');
  expect(page).toContain('What is not in it, and why');
  expect(page).not.toMatch(/src=|href=|url\(|<script|@import/);
  const facts = await gateway.gateway.store.log.factsAfter(0, 500);
  expect(facts.filter(({ kind }) => kind === 'PersonExported').map(({ data: one }) => one)).toEqual([
    { person: 'ana', by: 'ana' },
    { person: 'ana', by: 'ana' },
  ]);
});

test('an alarm that is silent and open is not in it, nor its debrief', async () => {
  const { gateway, ana } = await told();
  onTestFinished(() => gateway.close());
  const hands = new Hands(gateway);
  await hands.press('button-ana', { seq: 5_000 });
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  await hands.press('button-ana', { kind: 'cancel', pin: '8642', seq: 5_001 });
  expect(hands.alarm.worker).toBe('ana');
  // as: our own file.
  const data = JSON.parse((await ana.file('/api/v1/my/data')).bytes.toString()) as {
    alarms: object[];
    debriefs: object[];
    notInIt: object[];
  };
  expect([data.alarms.length, data.debriefs.length]).toEqual([2, 2]);
  expect(gateway.gateway.core.committed.debriefs.size).toBe(3);
  // Nor that anything waits until it is over: whoever forces them would read it.
  expect(JSON.stringify(data.notInIt)).not.toContain('not over');
});

test('by command, of a stopped gateway; nobody is not exported, nothing is written over', async () => {
  const { gateway } = await told();
  onTestFinished(() => gateway.close());
  await gateway.stop();
  const folder = mkdtempSync(join(tmpdir(), 'duress-export-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const environment = { DURESS_DATA: join(gateway.folder, 'data'), DURESS_MASTER_KEY_FILE: join(gateway.folder, 'keys', 'master.key') };
  expect(await duress(['export-person', 'ana', folder, '--json'], { environment })).toMatchObject({
    exit: 0,
    json: { ok: true, person: 'ana' },
  });
  expect(readFileSync(join(folder, 'person.json'), 'utf8')).toContain('first words');
  expect(await duress(['export-person', 'ana', folder, '--json'], { environment })).toMatchObject({
    exit: 1,
    json: { code: 'already-there' },
  });
  expect(await duress(['export-person', 'ghost', join(folder, 'x'), '--json'], { environment })).toMatchObject({
    exit: 1,
    json: { code: 'unknown-person' },
  });
});
