import { inputIdFrom, type DeviceId, type PersonId } from '../../../gateway/src/base/ids.ts';
import { TOKEN_SCOPES, type Role } from '../../../gateway/src/contract/organisation.ts';
import type { AlarmAction, AlarmActionBody } from '../../../gateway/src/contract/alarm.ts';
import { photo } from '../../harness/photos.ts';
import { House, type Answer, type HouseOptions } from '../api/house.ts';
import type { Relation } from './rights-expected.ts';

/** Somebody, or something, that asks: how they prove who they are, and how they stand to the debrief. */
export interface Asker {
  readonly name: string;
  readonly relation?: Relation;
  readonly headers: Record<string, string>;
  readonly person?: string;
}

/** A whole house with one debrief that has every part, and everybody who could want to read it. */
export class RightsHouse {
  readonly house: House;
  readonly askers: readonly Asker[];
  debrief = '';
  photo = '';

  private constructor(house: House, askers: readonly Asker[]) {
    this.house = house;
    this.askers = askers;
  }

  /** The debrief waits for its owner; the worker has asked the first one away, and one above her was given it and gave it back. */
  static async waiting(options: HouseOptions = {}): Promise<RightsHouse> {
    const house = await House.open(options);
    const admin = await house.administrator();
    const made = new RightsHouse(house, await everybody(house, admin));
    await made.#open();
    await made.#fill();
    return made;
  }

  static async accepted(): Promise<RightsHouse> {
    const made = await RightsHouse.waiting();
    await made.#mustDo('owner', 'accept');
    return made;
  }

  static async completed(): Promise<RightsHouse> {
    const made = await RightsHouse.accepted();
    await made.#act('involved', 'all-clear');
    await made.#act('reception', 'close', { outcome: 'genuine' });
    await made.#mustDo('owner', 'complete', { answer: 'A second door.' });
    return made;
  }

  get path(): string {
    return `/api/v1/debriefs/${this.debrief}`;
  }

  asker(name: string): Asker {
    const found = this.askers.find((one) => one.name === name);
    if (found === undefined) throw new RangeError(`nobody here is ${name}`);
    return found;
  }

  async close(): Promise<void> {
    await this.house.close();
  }

  async #open(): Promise<void> {
    const { engine } = this.house;
    const worker = this.asker('worker').person;
    const device = {
      device: 'b' as DeviceId,
      family: 'duress' as const,
      label: 'b',
      silent: true,
      heartbeatSeconds: 60,
      holdMs: 0,
      revoked: false,
    };
    await this.house.save({ put: 'device', value: { ...device, worker: worker as PersonId } }); // as (both): ids by hand.
    const { at } = engine.now();
    const signal = { device: device.device, boot: 1, seq: 1, kind: 'duress', receivedAt: at, pressedAt: at, path: { by: 'http' } } as const;
    await engine.submit({ id: inputIdFrom(engine.ids), type: 'signal', signal });
    this.debrief = [...engine.committed.debriefs.values()][0]?.debrief ?? '';
    await this.#act('involved', 'take');
  }

  async #fill(): Promise<void> {
    await this.#mustDo('worker', 'ask-other', { reason: 'not her' });
    await this.#mustDo('owner', 'accept');
    await this.#mustDo('owner', 'welfare', { safe: true });
    await this.#mustDo('worker', 'account', { account: 'It was loud.' });
    await this.#mustDo('owner', 'review', { before: 'A long wait.' });
    const owner = this.asker('owner').person;
    await this.#mustDo('owner', 'action', { kind: 'place', what: 'A second door', owner, due: 1_800_000_000_000 });
    const added = await this.house.ask('POST', `${this.path}/attachments`, {
      raw: { type: 'image/jpeg', body: await photo({ width: 16, height: 16 }) },
      headers: { ...this.asker('owner').headers, 'x-attachment': encodeURIComponent('{"name":"d.jpg","alt":"the door"}') },
    });
    this.photo = (added.json as { attachment: string }).attachment; // as: the contract of this answer.
    await this.#mustDo('owner', 'hand-over', { to: this.asker('former owner above').person, reason: 'r' });
    await this.#mustDo('former owner above', 'hand-over', { to: this.asker('former owner beside').person, reason: 'r' });
    await this.#mustDo('former owner beside', 'hand-over', { to: owner, reason: 'r' });
  }

  async #mustDo(name: string, verb: string, body?: unknown): Promise<Answer> {
    const { headers } = this.asker(name);
    const answer = await this.house.ask('POST', `${this.path}/${verb}`, { headers, ...(body === undefined ? {} : { body }) });
    if (answer.status !== 200) throw new Error(`${name} ${verb}: ${answer.text}`);
    return answer;
  }

  async #act(name: string, action: AlarmAction, body: AlarmActionBody = {}): Promise<void> {
    const { engine } = this.house;
    const actor = this.asker(name).person as PersonId; // as: an id that the house has given.
    const alarm = [...engine.committed.alarms.values()][0];
    if (alarm === undefined) throw new RangeError('no alarm is open');
    const reply = await engine.submit({ id: inputIdFrom(engine.ids), type: 'act', actor, alarm: alarm.alarm, action, body });
    if (reply.outcome !== 'accepted') throw new Error(`${name} ${action}: ${JSON.stringify(reply)}`);
  }
}

async function everybody(house: House, admin: string): Promise<Asker[]> {
  const site = await house.place(admin, { name: 'Site', kind: 'site', zone: 'Australia/Sydney' });
  const askers: Asker[] = [];
  const add = async (name: string, more: { relation?: Relation; manager?: string; roles?: Role[] } = {}): Promise<string> => {
    const login = name.replaceAll(/[^a-z]+/g, '-');
    const roles = (more.roles ?? []).map((role) => ({ role, ...(role === 'administrator' ? {} : { place: site }) }));
    const manager = more.manager === undefined ? {} : { manager: more.manager };
    const made = await house.person(admin, { name, login, roles, ...manager });
    askers.push({
      name,
      headers: { cookie: made.cookie },
      person: made.id,
      ...(more.relation === undefined ? {} : { relation: more.relation }),
    });
    return made.id;
  };
  const never = await add('manager above, never given it', { roles: ['manager'] });
  const top = await add('former owner above', { relation: 'former-owner', roles: ['manager'], manager: never });
  const owner = await add('owner', { relation: 'owner', roles: ['manager'], manager: top });
  const away = await add('former owner, asked away', { roles: ['manager'], manager: owner });
  await add('worker', { relation: 'worker', roles: ['worker'], manager: away });
  await add('former owner beside', { roles: ['manager'] });
  await add('manager not in the line', { roles: ['manager'] });
  await add('colleague', { roles: ['worker'], manager: away });
  await add('responder', { roles: ['responder'] });
  await add('reception', { roles: ['reception'] });
  await add('involved', { roles: ['responder'] });
  await add('second administrator', { roles: ['administrator'] });
  askers.push({ name: 'administrator', headers: { cookie: admin } }, { name: 'nobody signed in', headers: {} });
  for (const scope of TOKEN_SCOPES) {
    const issued = await house.ask('POST', '/api/v1/tokens', { cookie: admin, body: { name: scope, scope } });
    const { secret } = issued.json as { secret: string }; // as: the contract of this answer.
    askers.push({ name: `token ${scope}`, headers: { authorization: `Bearer ${secret}` } });
  }
  return askers;
}
