import type { DebriefDetail, DueItem, OverdueView, OwnerStep, TaskView } from '../../../gateway/src/contract/debrief.ts';
import type { DeviceView, Me, PersonView, PlaceNode, TokenView } from '../../../gateway/src/contract/organisation.ts';
import type { FaultView } from '../../../gateway/src/contract/feed.ts';
import type { LoadFigures, OwnDeviceView } from '../../../gateway/src/contract/supervision.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type MutableDetail = { -readonly [K in keyof DebriefDetail]: DebriefDetail[K] };

/** The people, places, devices and debriefs of the stand-in: one small care home. */
export class Organisation {
  readonly people = new Map<string, PersonView>();
  readonly places = new Map<string, PlaceNode>();
  readonly devices = new Map<string, DeviceView>();
  readonly tokens = new Map<string, TokenView>();
  readonly debriefs = new Map<string, MutableDetail>();
  readonly drafts = new Map<string, unknown>();
  readonly passwords = new Map<string, string>();
  /** Cookie value → person. */
  readonly sessions = new Map<string, string>();
  ownDevices: readonly OwnDeviceView[] = [];
  faults: readonly FaultView[] = [];
  load: LoadFigures | undefined;
  overdue: OverdueView = { total: 0, kinds: [], owners: [], places: [] };
  /** An administrator exists. */
  setUp = true;
  demo = true;
  #last = 0;

  id(prefix: string): string {
    this.#last += 1;
    return `${prefix}${String(this.#last)}`;
  }

  me(person: string): Me {
    const view = this.people.get(person);
    const phone = [...this.devices.values()].find((device) => device.family === 'phone' && device.worker === person);
    return {
      person,
      name: view?.name ?? person,
      roles: (view?.roles ?? []).map(({ role, place }) => ({ role, ...(place === undefined ? {} : { place }) })),
      tasks: this.tasks(person).length,
      demo: this.demo,
      push: true,
      ...(person === 'dora' || person === 'ben' ? { overdue: this.overdue.total } : {}),
      ...(phone === undefined ? {} : { phoneDevice: phone.device, call: '+61 2 5550 1234' }),
    };
  }

  tasks(person: string): TaskView[] {
    return [...this.debriefs.keys()].flatMap((debrief) => this.detailFor(debrief, person)?.task ?? []);
  }

  detailFor(debrief: string, reader: string): DebriefDetail | undefined {
    const detail = this.debriefs.get(debrief);
    if (detail === undefined) return undefined;
    const { task } = detail;
    const owner = task.owner.person === reader;
    const worker = task.worker?.person === reader;
    if (!owner && !worker) return undefined;
    const drafts: Record<string, unknown> = {};
    for (const [key, value] of this.drafts) if (key.startsWith(`${debrief}/${reader}/`)) drafts[key.split('/')[2] ?? ''] = value;
    return { ...detail, task: { ...task, relation: owner ? 'owner' : 'worker' }, drafts, may: mayOf(task, owner) };
  }

  addPerson(person: string, name: string, more: Partial<PersonView> = {}): void {
    this.people.set(person, { person, name, hasPassword: false, hasPin: false, roles: [], ...more });
  }

  /** The home of the tests: Ana works, Ben manages, Cleo is at reception, Dora administers. */
  furnish(now: number): void {
    this.places.set('s1', { place: 's1', name: 'Harbour House', kind: 'site', zone: 'Australia/Sydney', fallback: ['dora'] });
    this.places.set('b1', { place: 'b1', name: 'Main building', kind: 'building', parent: 's1' });
    this.places.set('f1', { place: 'f1', name: 'Ground floor', kind: 'floor', parent: 'b1', responsible: 'ben' });
    this.places.set('r1', {
      place: 'r1',
      name: 'Room 12',
      kind: 'room',
      parent: 'f1',
      beacons: ['beacon-12'],
      protocol: 'Two people go. Knock first.',
    });
    this.#staff();
    this.#things(now);
    this.#debriefs(now);
  }

  #staff(): void {
    this.addPerson('dora', 'Dora Lund', {
      login: 'dora',
      hasPassword: true,
      roles: [
        { grant: 'g1', role: 'administrator' },
        { grant: 'g5', role: 'manager' },
      ],
    });
    this.addPerson('ben', 'Ben Okafor', {
      login: 'ben',
      email: 'ben@example.org',
      place: 's1',
      manager: 'dora',
      delegate: 'dora',
      hasPassword: true,
      roles: [{ grant: 'g2', role: 'manager', place: 's1' }],
    });
    this.addPerson('ana', 'Ana Silva', {
      login: 'ana',
      phone: '+61 400 000 001',
      place: 'r1',
      manager: 'ben',
      hasPassword: true,
      hasPin: true,
      roles: [{ grant: 'g3', role: 'worker', place: 's1' }],
    });
    this.addPerson('cleo', 'Cleo Marsh', {
      login: 'cleo',
      place: 's1',
      hasPassword: true,
      roles: [{ grant: 'g4', role: 'reception', place: 's1' }],
    });
    for (const person of this.people.keys()) this.passwords.set(person, `${person}-long-password`);
  }

  #things(now: number): void {
    this.devices.set('btn-0012', {
      device: 'btn-0012',
      family: 'duress',
      label: 'Ana’s button',
      worker: 'ana',
      workerName: 'Ana Silva',
      place: 'r1',
      revoked: false,
      connected: true,
      lastHeard: now - 12_000,
      battery: 82,
      firmware: '1.4.2',
      lastTest: now - 2 * DAY_MS,
      state: 'ok',
      heardAgain: false,
      batteryDays: 41,
      unproven: [],
    });
    this.devices.set('btn-0013', {
      device: 'btn-0013',
      family: 'radio',
      label: 'Spare, office',
      place: 'f1',
      revoked: false,
      connected: false,
      lastHeard: now - 3 * DAY_MS,
      battery: 9,
      state: 'silent',
      heardAgain: false,
      unproven: ['moved', 'release'],
    });
    this.devices.set('phone-ana', {
      device: 'phone-ana',
      family: 'phone',
      label: 'Ana’s phone',
      worker: 'ana',
      workerName: 'Ana Silva',
      revoked: false,
      connected: true,
      lastHeard: now - 4_000,
      state: 'not-expected',
      heardAgain: false,
      unproven: [],
    });
    this.ownDevices = [
      { device: 'btn-0012', label: 'Ana’s button', state: 'silent', silentSince: now - HOUR_MS, heardAgain: false, battery: 4 },
    ];
    this.faults = [silentFault(now), shelvedFault(now)];
    this.load = {
      since: now - 20 * HOUR_MS,
      operators: 2,
      tenMinutes: { alarms: 1, faults: 2, perOperator: 1.5 },
      hour: { alarms: 1, faults: 3, perOperator: 2 },
      fullest: { alarms: 4, faults: 19, perOperator: 11.5 },
      flood: false,
    };
    this.tokens.set('t1', {
      token: 't1',
      name: 'Wall screen, hall',
      scope: 'wall',
      place: 's1',
      createdAt: now - 40 * DAY_MS,
      revoked: false,
    });
  }

  #debriefs(now: number): void {
    const ben = { person: 'ben', name: 'Ben Okafor' };
    const ana = { person: 'ana', name: 'Ana Silva' };
    const why: OwnerStep = { to: ben, at: now - HOUR_MS, reason: 'manager', passed: [] };
    const task: TaskView = {
      debrief: 'd1',
      state: 'waiting',
      short: false,
      drill: false,
      worker: ana,
      owner: ben,
      why,
      openedAt: now - HOUR_MS,
      alarmEnded: true,
      acceptBy: now + 20 * 60_000,
      welfareDue: now + 3 * HOUR_MS,
      welfareDone: false,
      debriefDue: now + 71 * HOUR_MS,
      overdue: false,
      items: itemsOf(ben, now),
      goesOn: { at: now + 20 * 60_000, to: { person: 'dora', name: 'Dora Lund' }, reason: 'no-answer' },
      relation: 'owner',
    };
    const alarms = [
      {
        alarm: 'a1',
        level: 'duress',
        pressedAt: now - HOUR_MS,
        path: ['Harbour House', 'Main building', 'Ground floor', 'Room 12'],
        takenAfterMs: 14_000,
        hereAfterMs: 128_000,
        outcome: 'genuine',
      },
    ];
    this.debriefs.set('d1', { task, alarms, line: [why], actions: [], followUps: [], involved: [], drafts: {}, may: [] });
    const passed: OwnerStep = {
      to: ben,
      from: { person: 'dora', name: 'Dora Lund' },
      at: now - 2 * DAY_MS,
      reason: 'leave',
      passed: [{ person: 'dora', name: 'Dora Lund', why: 'leave' }],
    };
    const drill: TaskView = {
      ...task,
      debrief: 'd2',
      state: 'accepted',
      short: true,
      drill: true,
      why: passed,
      openedAt: now - 3 * DAY_MS,
      welfareDue: now - 2 * DAY_MS,
      debriefDue: now - 5 * HOUR_MS,
      overdue: true,
      items: [{ kind: 'debrief', due: now - 5 * HOUR_MS, late: true, who: ben }],
    };
    delete (drill as { acceptBy?: number }).acceptBy; // built above from a waiting one
    delete (drill as { goesOn?: unknown }).goesOn; // as above
    this.debriefs.set('d2', {
      task: drill,
      alarms: alarms.map((alarm) => ({ ...alarm, outcome: 'accidental', pressedAt: now - 3 * DAY_MS })),
      line: [{ ...passed, at: now - 3 * DAY_MS, reason: 'manager', to: { person: 'dora', name: 'Dora Lund' }, passed: [] }, passed],
      actions: [],
      followUps: [],
      involved: [],
      drafts: {},
      may: [],
    });
  }
}

/** Of an alarm an hour ago. */
function itemsOf(ben: DueItem['who'], now: number): DueItem[] {
  return [
    { kind: 'welfare', due: now + 3 * HOUR_MS, late: false, who: ben },
    { kind: 'debrief', due: now + 71 * HOUR_MS, late: false, who: ben },
    { kind: 'week', due: now + 7 * DAY_MS - HOUR_MS, late: false, who: ben },
    { kind: 'month', due: now + 28 * DAY_MS - HOUR_MS, late: false, who: ben },
  ];
}

function mayOf(task: TaskView, owner: boolean): DebriefDetail['may'] {
  if (task.state === 'completed') return [];
  if (!owner) return ['account', 'ask-other', 'name-involved'];
  if (task.state === 'waiting') return ['accept', 'hand-over', 'name-involved', 'duty'];
  if (task.state === 'following') return ['hand-over', 'welfare', 'review', 'action', 'follow-up', 'name-involved', 'duty'];
  return ['hand-over', 'welfare', 'review', 'action', 'complete', 'duty'];
}

function silentFault(now: number): FaultView {
  return {
    fault: 'device-silent:device:btn-0013',
    code: 'device-silent',
    subject: 'device:btn-0013',
    label: 'Spare, office',
    since: now - 3 * DAY_MS,
    shelfMs: 7 * DAY_MS,
    acknowledged: { person: 'ben', name: 'Ben Okafor', at: now - DAY_MS },
    owner: { person: 'ben', name: 'Ben Okafor' },
    actions: ['look-after', 'shelve'],
  };
}

function shelvedFault(now: number): FaultView {
  return {
    fault: 'receiver-lost:receiver:RX-1',
    code: 'receiver-lost',
    subject: 'receiver:RX-1',
    label: 'RX-1',
    since: now - HOUR_MS,
    detail: 'no heartbeat',
    shelfMs: HOUR_MS / 4,
    shelved: { person: 'ben', name: 'Ben Okafor', until: now + HOUR_MS / 4 },
    actions: ['acknowledge', 'look-after', 'unshelve'],
  };
}
