import { SystemClock } from '../../gateway/src/base/clock.ts';
import { DAY_MS, SECOND_MS } from '../../gateway/src/base/durations.ts';
import type { AlarmId } from '../../gateway/src/base/ids.ts';
import { JsonLines } from '../../gateway/src/base/log.ts';
import { apply } from '../../gateway/src/domain/apply/apply.ts';
import type { Fact } from '../../gateway/src/domain/facts/catalogue.ts';
import { State } from '../../gateway/src/domain/state.ts';
import type { NewFact } from '../../gateway/src/engine/ports/log.ts';
import { rowChanges } from '../../gateway/src/engine/rows.ts';
import { SqliteStore } from '../../gateway/src/store/sqlite/store.ts';
import { deviceId, placesIn } from './site.ts';

/** Incidents in one append. */
const BATCH = 250;
/** Between two of them: ten million facts are two years. */
const EVERY_MS = 60 * SECOND_MS;
const BACK_MS = 800 * DAY_MS;

/**
 * Adds closed incidents, two years ago and later, through the log's own port until it holds so many facts; their rows are made by the
 * rules. Returns facts a second.
 */
export async function growLog(folder: string, facts: number): Promise<number> {
  const { data, masterKeyFile } = placesIn(folder);
  const clock = new SystemClock();
  const store = new SqliteStore({ folder: data, masterKeyFile, clock, events: new JsonLines(clock, () => true) });
  let head = await store.log.open();
  const [from, startedAt] = [head.seq, performance.now()];
  const firstAt = clock.wall() - BACK_MS;
  const state = new State();
  while (head.seq < facts) {
    const batch: NewFact[] = [];
    for (let i = 0; i < BATCH; i += 1) {
      const seq = head.seq + batch.length;
      batch.push(...closedIncident({ seq, at: firstAt + Math.floor(seq / FACTS_EACH) * EVERY_MS, t: head.t + i }));
    }
    // as: the bench's facts are those of the catalogue; a test reads a log of them back.
    for (const fact of batch) apply(state, fact as unknown as Fact);
    const appended = await store.log.append({ expected: head, facts: batch, rows: rowChanges(state), outbox: [] });
    if (appended.outcome !== 'committed') throw new Error('somebody else wrote to the log of the bench');
    state.settle();
    head = appended.head;
  }
  const rate = ((head.seq - from) * 1_000) / (performance.now() - startedAt);
  await store.close();
  return rate;
}

/** One alarm from press to close, with its debrief, as the rules write it; what the debrief says is sealed. */
function closedIncident({ seq, at, t }: { seq: number; at: number; t: number }): NewFact[] {
  const n = seq % 19_000;
  const [device, worker, place] = [deviceId(n), `worker-${n}`, `room-${n % 200}`];
  const [alarm, debrief, by, owner] = [`a-closed-${seq}`, `d-closed-${seq}`, 'reception', `manager-${Math.floor(n / 100)}`];
  const [path, late, drill] = [{ by: 'mqtt' }, false, false];
  const pressed = { device, pressedAt: at, path, late };
  const kinds: [string, NewFact['data']][] = [
    ['SignalReceived', { ...pressed, boot: 9, seq, signal: 'duress', receivedAt: at, battery: 80, meaning: 'raised', alarm }],
    [
      'AlarmRaised',
      {
        ...pressed,
        alarm,
        subject: `worker:${worker}`,
        level: 'duress',
        cause: 'duress',
        drill,
        worker,
        place,
        confidence: 'assigned',
        debrief,
        climbT: t + 30_000,
      },
    ],
    [
      'DebriefOpened',
      {
        debrief,
        alarm,
        worker,
        place,
        drill,
        owner,
        reason: 'manager',
        passed: [],
        welfareDue: at + 8 * 3_600_000,
        debriefDue: at + 3 * DAY_MS,
      },
    ],
    ['AlarmShown', { alarm, console: 'console-1', person: by, shownAt: at }],
    ['AlarmTaken', { alarm, by, takenAt: at, loudT: t + 300_000 }],
    ['ResponderComing', { alarm, by, responder: 'director', loudT: t + 600_000 }],
    ['ResponderHere', { alarm, by }],
    ['AllClearSaid', { alarm, by }],
    ['AllClearConfirmed', { alarm }],
    ['AlarmClosed', { alarm, by, outcome: 'genuine', singleHanded: false }],
    ['DebriefReady', { debrief, short: false, acceptBy: at + DAY_MS }],
    ['DebriefAccepted', { debrief, by: owner }],
    ['DebriefReviewed', { debrief, by: owner, version: 1 }],
    ['DebriefCompleted', { debrief, by: owner }],
  ];
  const review = { subject: `debrief:${debrief}`, value: { whatHappened: 'A client raised his voice and stood in the door.' } };
  return kinds.map(([kind, data], i) => ({
    seq: seq + i + 1,
    at,
    t,
    kind,
    v: 1,
    data,
    actor: `person:${by}`,
    about: alarm as AlarmId, // as: an id by hand.
    ...(kind === 'DebriefReviewed' ? { secret: review } : {}),
  }));
}

const FACTS_EACH = 14;
