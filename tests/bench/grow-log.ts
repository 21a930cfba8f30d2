import { SystemClock } from '../../gateway/src/base/clock.ts';
import { JsonLines } from '../../gateway/src/base/log.ts';
import type { AlarmId } from '../../gateway/src/base/ids.ts';
import type { Batch, Head, NewFact, RowChange } from '../../gateway/src/engine/ports/log.ts';
import { SqliteStore } from '../../gateway/src/store/sqlite/store.ts';
import { deviceId, placesIn } from './site.ts';

/** Incidents in one append. */
const BATCH = 250;

/** Adds closed alarms through the log's own port until it holds so many facts. Returns facts a second. */
export async function growLog(folder: string, facts: number): Promise<number> {
  const { data, masterKeyFile } = placesIn(folder);
  const clock = new SystemClock();
  const store = new SqliteStore({ folder: data, masterKeyFile, clock, events: new JsonLines(clock, () => true) });
  let head = await store.log.open();
  const [from, startedAt] = [head.seq, performance.now()];
  while (head.seq < facts) {
    const appended = await store.log.append(closedIncidents(head));
    if (appended.outcome !== 'committed') throw new Error('somebody else wrote to the log of the bench');
    head = appended.head;
  }
  const rate = ((head.seq - from) * 1_000) / (performance.now() - startedAt);
  await store.close();
  return rate;
}

function closedIncidents(head: Head): Batch {
  const facts: NewFact[] = [];
  const rows: RowChange[] = [];
  for (let i = 0; i < BATCH; i += 1) {
    const incident = closedIncident({ seq: head.seq + facts.length, at: head.at, t: head.t });
    facts.push(...incident.facts);
    rows.push(...incident.rows);
  }
  return { expected: head, facts, rows, outbox: [] };
}

/** One alarm from press to close, with its debrief, as the rules write it; the debrief's text is sealed. */
function closedIncident({ seq, at, t }: { seq: number; at: number; t: number }): { facts: NewFact[]; rows: RowChange[] } {
  const n = seq % 19_000;
  const [device, worker, place] = [deviceId(n), `worker-${n}`, `room-${n % 200}`];
  // as: the bench's ids are written by hand.
  const [alarm, debrief] = [`a-closed-${seq}` as AlarmId, `d-closed-${seq}`];
  const path = { by: 'mqtt' };
  const by = 'reception';
  const press = {
    device,
    boot: 1,
    seq: 1,
    signal: 'duress',
    pressedAt: at,
    receivedAt: at,
    path,
    battery: 80,
    late: false,
    meaning: 'raised',
    alarm,
  };
  const raised = { alarm, subject: `worker:${worker}`, level: 'duress', cause: 'duress', drill: false, device, worker, place };
  const opened = { debrief, alarm, worker, place, drill: false, owner: `manager-${Math.floor(n / 100)}`, reason: 'manager', passed: [] };
  const kinds: [string, NewFact['data']][] = [
    ['SignalReceived', press],
    ['AlarmRaised', { ...raised, confidence: 'assigned', pressedAt: at, late: false, debrief, path, climbT: t + 30_000 }],
    ['DebriefOpened', { ...opened, welfareDue: at + 8, debriefDue: at + 72 }],
    ['AlarmShown', { alarm, console: 'console-1', person: by, shownAt: at }],
    ['HandConfirmed', { device, alarm, rev: seq, state: 'shown' }],
    ['AlarmTaken', { alarm, by, takenAt: at, loudT: t + 300_000 }],
    ['ResponderComing', { alarm, by, responder: 'director', loudT: t + 600_000 }],
    ['ResponderHere', { alarm, by }],
    ['AllClearSaid', { alarm, by }],
    ['AlarmClosed', { alarm, by, outcome: 'genuine', singleHanded: false }],
  ];
  const facts = kinds.map(([kind, data], i): NewFact => ({
    seq: seq + i + 1,
    at,
    t,
    kind,
    v: 1,
    data,
    actor: `person:${by}`,
    about: alarm,
  }));
  const closed = {
    state: 'closed',
    ...raised,
    debrief,
    pressedAt: at,
    raisedAt: at,
    presses: 1,
    closed: { person: by, at, outcome: 'genuine' },
  };
  const index = { at, person: worker, place, outcome: 'genuine' };
  return {
    facts,
    rows: [
      { table: 'alarm', key: alarm, value: closed, archived: true, index },
      { table: 'debrief', key: debrief, value: { state: 'completed', ...opened, openedAt: at }, archived: true, index },
    ],
  };
}
