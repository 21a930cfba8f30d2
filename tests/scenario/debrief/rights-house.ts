import { inputIdFrom, type DebriefId, type DeviceId, type PersonId, type PlaceId } from '../../../gateway/src/base/ids.ts';
import { TOKEN_SCOPES, type Role } from '../../../gateway/src/contract/organisation.ts';
import type { AlarmAction, AlarmActionBody } from '../../../gateway/src/contract/alarm.ts';
import { photo } from '../../harness/photos.ts';
import type { Alarm } from '../../../gateway/src/domain/alarm.ts';
import type { Debrief } from '../../../gateway/src/domain/debrief.ts';
import { House, type HouseOptions } from '../api/house.ts';
import type { Relation } from './rights-expected.ts';

/** Somebody, or something, that asks: how they prove who they are, and how they stand to the debrief, the widest first. */
export interface Asker {
  readonly name: string;
  readonly relations: readonly Relation[];
  readonly headers: Record<string, string>;
  readonly person?: string;
}

/** A day in January 2027, at which things are due. */
const SOON = 1_800_000_000_000;
/** Contributed to this incident and to the one before at the same place. */
const CAUSE = 'waiting';

/** A whole house with one debrief that has every part, and everybody who could want to read it. */
export class RightsHouse {
  readonly house: House;
  readonly askers: readonly Asker[];
  debrief = '';
  photo = '';
  /** Ids of what was said in it, by what it is. */
  readonly #made = new Map<string, string>();

  private constructor(house: House, askers: readonly Asker[]) {
    this.house = house;
    this.askers = askers;
  }

  /** The debrief waits for its owner; the worker has asked the first one away, and one above her was given it and gave it back. */
  static async waiting(options: HouseOptions = {}): Promise<RightsHouse> {
    const house = await House.open(options);
    const admin = await house.administrator();
    const { askers, site } = await everybody(house, admin);
    const made = new RightsHouse(house, askers);
    await made.#open(site);
    await made.#fill();
    await made.#plan();
    await made.#decide();
    await made.#passAround();
    return made;
  }

  static async accepted(): Promise<RightsHouse> {
    const made = await RightsHouse.waiting();
    await made.#mustDo('owner', 'accept');
    return made;
  }

  /** The worker has the answer; what is planned, disputed, asked for and undecided is open. */
  static async following(): Promise<RightsHouse> {
    const made = await RightsHouse.accepted();
    await made.#act('involved', 'all-clear');
    await made.#act('reception', 'close', { outcome: 'genuine' });
    await made.#mustDo('owner', 'complete', { answer: 'A second door.' });
    return made;
  }

  static async completed(): Promise<RightsHouse> {
    const made = await RightsHouse.following();
    await made.#end();
    return made;
  }

  /** The house's debrief leads; one of a colleague who pressed too, the id of which is given, is held within it. */
  async holdsAnother(): Promise<string> {
    await this.#act('involved', 'all-clear');
    await this.#act('reception', 'close', { outcome: 'genuine' });
    const lead = this.debrief;
    await this.#press(1, 'b-colleague');
    await this.#act('involved', 'all-clear');
    await this.#act('reception', 'close', { outcome: 'genuine' });
    const held = this.debrief;
    await this.#mustDo('former owner, asked away', 'hand-over', { to: this.asker('owner').person, reason: 'r' });
    await this.#mustDo('owner', 'join', { other: lead });
    this.debrief = lead;
    return held;
  }

  /** As it stands now; undefined once it is completed. */
  get now(): Debrief | undefined {
    return this.house.engine.committed.debriefs.get(this.debrief as DebriefId); // as: an id that the house has given.
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

  /** Twice at the same place: what contributed to both comes again. The second one is what this is about. */
  async #open(site: string): Promise<void> {
    const device = {
      device: 'b' as DeviceId,
      family: 'duress' as const,
      label: 'b',
      silent: true,
      heartbeatSeconds: 60,
      holdMs: 0,
      revoked: false,
      place: site as PlaceId,
    };
    await this.house.save({ put: 'device', value: { ...device, worker: this.asker('worker').person as PersonId } }); // as (all): ids by hand.
    const another = { ...device, device: 'b-colleague' as DeviceId, worker: this.asker('colleague').person as PersonId }; // as: see above.
    await this.house.save({ put: 'device', value: another });
    await this.#press(1);
    await this.#act('involved', 'all-clear');
    await this.#act('reception', 'close', { outcome: 'genuine' });
    await this.#mustDo('former owner, asked away', 'accept');
    await this.#mustDo('former owner, asked away', 'review', { factors: [CAUSE] });
    await this.#press(2);
    await this.#act('involved', 'take');
  }

  async #press(seq: number, button = 'b'): Promise<void> {
    const { engine } = this.house;
    const { at } = engine.now();
    const device = button as DeviceId; // as: an id by hand.
    const signal = { device, boot: 1, seq, kind: 'duress', receivedAt: at, pressedAt: at, path: { by: 'http' } } as const;
    await engine.submit({ id: inputIdFrom(engine.ids), type: 'signal', signal });
    this.debrief = this.#alarm().debrief;
  }

  /** What each writes, while it is the owner's. */
  async #fill(): Promise<void> {
    await this.#mustDo('worker', 'ask-other', { reason: 'not her' });
    await this.#mustDo('owner', 'accept');
    await this.#mustDo('owner', 'welfare', { safe: true });
    for (const account of ['It was dark.', 'It was loud.']) await this.#mustDo('worker', 'account', { account });
    await this.#mustDo('owner', 'review', { before: 'A long wait.', factors: [CAUSE] });
    this.#made.set('dispute', await this.#mustDo('worker', 'dispute', { part: 'review', text: 'A short wait.' }));
    for (const name of ['supporter', 'owner']) {
      const check = { person: this.asker(name).person, due: SOON };
      this.#made.set(`support ${name}`, await this.#mustDo('owner', 'support', { item: 'gp', result: 'later', check }));
    }
    await this.#mustDo('owner', 'follow-up', { which: 'week', how: 'Better.' });
    await this.#mustDo('owner', 'duty/decision', { decision: 'unsure', rules: [], why: 'Nobody knows yet.' });
    const added = await this.house.ask('POST', `${this.path}/attachments`, {
      raw: { type: 'image/jpeg', body: await photo({ width: 16, height: 16 }) },
      headers: { ...this.asker('owner').headers, 'x-attachment': encodeURIComponent('{"name":"d.jpg","alt":"the door"}') },
    });
    this.photo = (added.json as { attachment: string }).attachment; // as: the contract of this answer.
  }

  /** Changes that people do who are nothing else to it, and some who are; one has been given to somebody else since. */
  async #plan(): Promise<void> {
    for (const name of ['owner', 'action owner', 'action owner before', 'former owner above']) {
      const owner = this.asker(name).person;
      const what = `A door by the ${name}`;
      this.#made.set(`action ${name}`, await this.#mustDo('owner', 'action', { kind: 'place', what, owner, due: SOON }));
    }
    const action = this.#made.get('action action owner before');
    const owner = this.asker('second and action owner').person;
    await this.#mustDo('owner', 'action-move', { action, owner, due: SOON, reason: 'They can.' });
  }

  /** One decision about the client's service is over, one was replaced before anybody agreed, and one is asked for. */
  async #decide(): Promise<void> {
    const asked = async (name: string): Promise<string> => {
      const second = this.asker(name).person;
      return this.#mustDo('owner', 'decide-service', { option: 'paused', reasons: 'A threat.', second, reviewDue: SOON });
    };
    const decision = await asked('second and action owner');
    await this.#mustDo('second and action owner', 'agree', { decision });
    await this.#mustDo('owner', 'review-service', { decision, result: 'end', reasons: 'We have talked.' });
    await asked('second who was replaced');
    this.#made.set('decision', await asked('second'));
  }

  async #passAround(): Promise<void> {
    for (const [from, to] of [
      ['owner', 'former owner above'],
      ['former owner above', 'former owner beside'],
      ['former owner beside', 'owner'],
    ] as const)
      await this.#mustDo(from, 'hand-over', { to: this.asker(to).person, reason: 'r' });
  }

  /** Everything that was open is done; the last of it ends it. */
  async #end(): Promise<void> {
    const made = (what: string): string => this.#made.get(what) ?? '';
    await this.#mustDo('owner', 'answer-dispute', { dispute: made('dispute'), text: 'You are right.' });
    await this.#mustDo('supporter', 'support-checked', { support: made('support supporter'), note: 'Better.' });
    await this.#mustDo('owner', 'support-checked', { support: made('support supporter'), read: true, note: 'Good.' });
    await this.#mustDo('owner', 'support-checked', { support: made('support owner') });
    await this.#mustDo('second', 'agree', { decision: made('decision') });
    await this.#mustDo('owner', 'review-service', { decision: made('decision'), result: 'end', reasons: 'Enough.' });
    for (const what of this.#made.keys())
      if (what.startsWith('action ')) await this.#mustDo('owner', 'action-drop', { action: made(what), reason: 'No money.' });
    await this.#mustDo('owner', 'follow-up', { which: 'month', how: 'Well.' });
    await this.#mustDo('owner', 'duty/decision', { decision: 'no', rules: [], why: 'Nobody was hurt.' });
  }

  /** The id of what it made, if it made something. */
  async #mustDo(name: string, verb: string, body?: unknown): Promise<string> {
    const { headers } = this.asker(name);
    const answer = await this.house.ask('POST', `${this.path}/${verb}`, { headers, ...(body === undefined ? {} : { body }) });
    if (answer.status !== 200) throw new Error(`${name} ${verb}: ${answer.text}`);
    return (answer.json as { id?: string }).id ?? ''; // as: the contract of these answers.
  }

  #alarm(): Alarm {
    const alarm = [...this.house.engine.committed.alarms.values()].find(({ state }) => state !== 'closed');
    if (alarm === undefined) throw new RangeError('no alarm is open');
    return alarm;
  }

  async #act(name: string, action: AlarmAction, body: AlarmActionBody = {}): Promise<void> {
    const { engine } = this.house;
    const actor = this.asker(name).person as PersonId; // as: an id that the house has given.
    const { alarm } = this.#alarm();
    const reply = await engine.submit({ id: inputIdFrom(engine.ids), type: 'act', actor, alarm, action, body });
    if (reply.outcome !== 'accepted') throw new Error(`${name} ${action}: ${JSON.stringify(reply)}`);
  }
}

async function everybody(house: House, admin: string): Promise<{ askers: Asker[]; site: string }> {
  const site = await house.place(admin, { name: 'Site', kind: 'site', zone: 'Australia/Sydney' });
  const askers: Asker[] = [];
  const add = async (name: string, more: { relations?: Relation[]; manager?: string; roles?: Role[] } = {}): Promise<string> => {
    const login = name.replaceAll(/[^a-z]+/g, '-');
    const roles = (more.roles ?? []).map((role) => ({ role, ...(role === 'administrator' ? {} : { place: site }) }));
    const manager = more.manager === undefined ? {} : { manager: more.manager };
    const made = await house.person(admin, { name, login, roles, ...manager });
    askers.push({ name, headers: { cookie: made.cookie }, person: made.id, relations: more.relations ?? [] });
    return made.id;
  };
  const never = await add('manager above, never given it', { roles: ['manager'] });
  const top = await add('former owner above', { relations: ['former-owner', 'action-owner'], roles: ['manager'], manager: never });
  const owner = await add('owner', { relations: ['owner', 'action-owner'], roles: ['manager'], manager: top });
  const away = await add('former owner, asked away', { roles: ['manager'], manager: owner });
  await add('worker', { relations: ['worker'], roles: ['worker'], manager: away });
  await add('second', { relations: ['second'], roles: ['manager'] });
  await add('second who was replaced', { roles: ['manager'] });
  await add('supporter', { relations: ['supporter'], roles: ['worker'] });
  await add('action owner', { relations: ['action-owner'], roles: ['worker'], manager: away });
  await add('action owner before', { roles: ['worker'] });
  await add('second and action owner', { relations: ['second', 'action-owner'], roles: ['manager'] });
  await add('former owner beside', { roles: ['manager'] });
  await add('manager not in the line', { roles: ['manager'] });
  await add('colleague', { roles: ['worker'], manager: away });
  await add('responder', { roles: ['responder'] });
  await add('reception', { roles: ['reception'] });
  await add('involved', { roles: ['responder'] });
  await add('second administrator', { roles: ['administrator'] });
  const nobody = { relations: [] };
  askers.push({ name: 'administrator', headers: { cookie: admin }, ...nobody }, { name: 'nobody signed in', headers: {}, ...nobody });
  for (const scope of TOKEN_SCOPES) {
    const issued = await house.ask('POST', '/api/v1/tokens', { cookie: admin, body: { name: scope, scope } });
    const { secret } = issued.json as { secret: string }; // as: the contract of this answer.
    askers.push({ name: `token ${scope}`, headers: { authorization: `Bearer ${secret}` }, ...nobody });
  }
  return { askers, site };
}
