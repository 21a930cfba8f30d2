import { expect, onTestFinished, test } from 'vitest';
import { inputIdFrom, type DeviceId, type PersonId } from '../../../gateway/src/base/ids.ts';
import type { DebriefDetail, TaskView } from '../../../gateway/src/contract/debrief.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { pdfPages } from '../../harness/pdf-text.ts';
import { cookieOf } from '../../harness/sign-in.ts';

/** Ana and Tom leaned on their buttons in one confusion. */
class Slip {
  readonly gateway: TestGateway;

  private constructor(gateway: TestGateway) {
    this.gateway = gateway;
  }

  static async open(): Promise<Slip> {
    const slip = new Slip(await TestGateway.start());
    onTestFinished(() => slip.gateway.close());
    const { core } = slip.gateway.gateway;
    const device = core.committed.devices.get('button-ana' as DeviceId); // as (all): ids by hand.
    if (device === undefined) throw new RangeError('the demo has it');
    const value = { ...device, device: 'button-tom' as DeviceId, worker: 'tom' as PersonId };
    await core.submit({ id: inputIdFrom(core.ids), type: 'save', actor: 'test', changes: [{ put: 'device', value }] });
    return slip;
  }

  async pressed(button: string): Promise<string> {
    const hands = new Hands(this.gateway);
    await hands.press(button, { boot: Math.floor(performance.now()) });
    const { debrief } = hands.alarm;
    await hands.act('maria', 'take');
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome: 'accidental' } });
    return debrief;
  }

  async paper(who: string, debrief: string): Promise<string> {
    const { http } = this.gateway.addresses;
    const { cookie } = await cookieOf(this.gateway, who);
    const answer = await fetch(`${http}/api/v1/debriefs/${debrief}/incident.pdf`, { headers: { cookie, origin: http } });
    return pdfPages(Buffer.from(await answer.arrayBuffer())).pages.join();
  }

  async ask(who: string, what: `${'GET' | 'POST'} ${string}`, body?: object): Promise<{ status: number; body: unknown }> {
    const [method = '', path = ''] = what.split(' ');
    const { http } = this.gateway.addresses;
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const { cookie } = await cookieOf(this.gateway, who);
    const answer = await fetch(http + path, {
      method,
      headers: { cookie, origin: http, ...type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  }
}

test('the paper of the one that leads tells its owner both alarms, which both workers see; to a worker their own', async () => {
  const slip = await Slip.open();
  const ana = await slip.pressed('button-ana');
  const tom = await slip.pressed('button-tom');
  await slip.ask('ruth', `POST /api/v1/debriefs/${tom}/join`, { other: ana });
  const both = await slip.paper('ruth', ana);
  expect(both).toContain('Alarm 1 of 2');
  expect(both).toContain('Alarm 2 of 2');
  for (const [who, debrief] of [
    ['ana', ana],
    ['tom', tom],
  ] as const) {
    expect(await slip.paper(who, debrief), who).not.toMatch(/Alarm . of 2/);
    const { readings } = (await slip.ask(who, `GET /api/v1/debriefs/${debrief}`)).body as DebriefDetail; // as: the contract of this answer.
    expect(readings, who).toMatchObject([{ by: { name: 'Ruth Adler' }, via: 'print' }]);
  }
});

test('once it is over, each worker still reads the answer in their own, and the owner finds both', async () => {
  const slip = await Slip.open();
  const ana = await slip.pressed('button-ana');
  const tom = await slip.pressed('button-tom');
  const path = (debrief: string, verb = ''): string => `/api/v1/debriefs/${debrief}${verb}`;
  expect(await slip.ask('ruth', `POST ${path(tom, '/join')}`, { other: ana })).toEqual({
    status: 200,
    body: { outcome: 'accepted', id: ana },
  });
  expect(await slip.ask('ruth', `POST ${path(tom, '/join')}`, { other: ana })).toMatchObject({ status: 409, body: { detail: 'joined' } });
  expect(await slip.ask('ruth', `POST ${path(ana, '/complete')}`, { answer: 'The shelf is moved.' })).toMatchObject({ status: 200 });
  // Both have left memory: from here on the disk is read.
  expect(slip.gateway.gateway.core.committed.debriefs.size).toBe(0);
  for (const [who, debrief, other] of [
    ['ana', ana, 'Tom Berg'],
    ['tom', tom, 'Ana Ruiz'],
  ] as const)
    expect((await slip.ask(who, `GET ${path(debrief)}`)).body, who).toMatchObject({
      task: { state: 'completed', relation: 'worker' },
      answer: { answer: 'The shelf is moved.' },
      together: { others: [{ worker: { name: other } }] },
      may: [],
    });
  const led = (await slip.ask('ruth', `GET ${path(ana)}`)).body as DebriefDetail; // as: the contract of this answer.
  expect(led.alarms).toHaveLength(2);
  expect(led.together?.others).toMatchObject([{ debrief: tom, leads: false }]);
  expect((await slip.ask('ruth', `GET ${path(tom)}`)).body).toMatchObject({ together: { others: [{ debrief: ana, leads: true }] } });
  const tasks = (await slip.ask('tom', 'GET /api/v1/debriefs')).body as TaskView[]; // as: see above.
  expect(tasks).toMatchObject([{ debrief: tom, state: 'completed' }]);
  // One row for both, and what ends it ends both.
  const [row, second] = [...slip.gateway.gateway.core.committed.retentions.values()];
  expect(second).toBeUndefined();
  expect(row?.subjects).toEqual(expect.arrayContaining([`debrief:${ana}`, `debrief:${tom}`]));
  expect((await slip.ask('ruth', `POST ${path(tom, '/separate')}`)).body).toMatchObject({ code: 'not-now', detail: 'completed' });
});
