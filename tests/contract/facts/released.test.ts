import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DeviceId, PlaceId } from '../../../gateway/src/base/ids.ts';
import { canonical, type Json } from '../../../gateway/src/base/canonical.ts';
import { apply } from '../../../gateway/src/domain/apply/apply.ts';
import { FACT_VERSION, FactChecker, FACTS } from '../../../gateway/src/domain/facts/catalogue.ts';
import { State } from '../../../gateway/src/domain/state.ts';
import { knownFact, refuseUnknownFacts } from '../../../gateway/src/engine/catch-up.ts';
import type { Head, StoredFact } from '../../../gateway/src/engine/ports/log.ts';

/**
 * Facts as version 1 wrote them, one story with every kind in it, and the rows that it made. These files are what is on disks in
 * the field: they never change. A new version of a kind gets lines of its own, in a file of its own.
 */
const read = (name: string): string => readFileSync(new URL(`../../vectors/facts/${name}`, import.meta.url), 'utf8');
const first = read('v1.jsonl').trimEnd().split('\n');
/** Go on with the same story, one after the other: kinds and members that were added later, each with what leads to it. */
const LATER = [
  'v1-later.jsonl',
  'v1-escalation.jsonl',
  'v1-supervision.jsonl',
  'v1-watch.jsonl',
  'v1-drills.jsonl',
  'v1-channels.jsonl',
  'v1-canary.jsonl',
  'v1-outputs.jsonl',
  'v1-push.jsonl',
  'v1-reports.jsonl',
  'v1-debrief-time.jsonl',
  'v1-debrief-content.jsonl',
  'v1-keeping.jsonl',
  'v1-duty.jsonl',
  'v1-joining.jsonl',
  'v1-months.jsonl',
];
const lines = [...first, ...LATER.flatMap((name) => read(name).trimEnd().split('\n'))];
// as: the files hold what their names say.
const facts = first.map((line) => JSON.parse(line) as StoredFact);
const later = lines.slice(first.length).map((line) => JSON.parse(line) as StoredFact);
const rows = JSON.parse(read('v1-rows.json')) as Record<string, Json[]>;
/** Members that rows have got since: beside what they had then. */
const ADDED = new Set(['openedT']);
// as (in it): rows are objects of JSON.
const asThen = (row: unknown): string => {
  const members = Object.entries(row as Record<string, Json>);
  return canonical(Object.fromEntries(members.filter(([name]) => !ADDED.has(name))));
};

describe('facts as they were released', () => {
  test('every kind that this build writes has its line, in its version', () => {
    const seen = new Set([...facts, ...later].map((fact) => `${fact.kind} ${String(fact.v)}`));
    expect([...seen].sort()).toEqual(
      Object.keys(FACTS)
        .map((kind) => `${kind} ${String(FACT_VERSION)}`)
        .sort(),
    );
  });

  test.each(lines.map((line, i) => [i + 1, line] as const))(
    'line %i is the canonical text of a fact that this build knows',
    (seq, line) => {
      const fact = JSON.parse(line) as StoredFact; // as: the file holds facts.
      expect(canonical(JSON.parse(line) as Json)).toBe(line); // as: it was parsed from JSON.
      expect(fact.seq).toBe(seq);
      expect(new FactChecker().problem(fact.kind, fact.v, fact.data)).toBeUndefined();
    },
  );

  test('played into an empty state they make the rows that they made then', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of facts) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    // Tables that came later are not in the file.
    const made = [...state.byName]
      .filter(([name]) => name in rows)
      .map(([name, table]): [string, string[]] => [name, [...table.committed.values()].map(asThen).sort()]);
    expect(Object.fromEntries(made)).toEqual(
      Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, list.map((row) => canonical(row)).sort()])),
    );
  });

  test('what was added later goes on from there', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of [...facts, ...later]) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    expect([...state.alarms.committed.values()].find(({ alarm }) => alarm === 'a-i44')).toMatchObject({
      state: 'here',
      wordT: 4_082_000,
      reminded: { at: 1_772_406_481_000, times: 1 },
    });
    expect(state.places.get('site-watched' as PlaceId)).toMatchObject({ stillThereMinutes: 20, soundTestHours: 8 }); // as: an id by hand.
    expect([...state.heardTests.values()]).toEqual([{ post: 'place:site-watched', person: 'maria', at: 1_772_406_601_000, t: 4_202_000 }]);
    expect([...state.handOvers.values()]).toMatchObject([{ state: 'accepted', from: 'maria', by: 'tom', alarms: ['a-i44'] }]);
    expect(state.downlinks.get('b-away' as DeviceId)).toMatchObject({ reservedTo: 5_120, epoch: 2 }); // as: an id by hand.
    expect([...state.faults.values()].find(({ code }) => code === 'device-silent')).toMatchObject({
      easedAt: 1_772_406_554_000,
      acknowledged: { by: 'maria', at: 1_772_406_555_000 },
      owner: 'maria',
      shelved: { by: 'lee', until: 1_772_407_161_000, untilT: 4_762_000 },
    });
    expect([...state.paths.values()].filter(({ path }) => !path.startsWith('place:'))).toMatchObject([
      // Nobody has tried this policy since it was saved.
      { path: 'climb:site:p-night', now: 'policy-new', seq: 92, climb: { place: 'site', since: 1_772_406_545_000 } },
      { path: 'release', now: '1.0', seq: 109 },
      // What first says its firmware is what it was before.
      { path: 'receiver:SIM-1', now: '2.0', seq: 110 },
    ]);
    expect(state.proofs.get('b-ana' as DeviceId)?.firmware).toBe('7'); // as: an id by hand.
    // What became of messages is known by person and way.
    expect([...state.alarms.committed.values()].find(({ alarm }) => alarm === 'a-away')?.reach).toMatchObject({
      sent: [
        { person: 'ruth', of: ['sms', 'mail'], results: { sms: 'accepted', mail: 'failed' } },
        { person: 'sam', of: [], results: {} },
      ],
    });
    // What came while the log was away says when.
    expect([...state.alarms.committed.values()].find(({ alarm }) => alarm === 'a-away')).toMatchObject({
      raisedAt: 1_772_406_492_000,
      raisedT: 4_093_000,
      recordedT: 4_143_000,
      presses: 2,
      cancelAsked: { at: 1_772_406_502_000 },
      climb: { step: 1, nextT: 4_155_000, under: expect.stringMatching(/^p-night@/) as unknown },
    });
    expect([...state.rotas.values()]).toMatchObject([
      { rota: 'r-night', overrides: [{ insteadOf: 'tom' }] },
      { rota: 'r-months', shifts: [{ inMonth: { weeks: [1, -1], days: [1, -1], everyMonths: 2 } }] },
    ]);
    // Where help found the worker: the last word counts, with its own time.
    expect([...state.alarms.committed.values()].find(({ alarm }) => alarm === 'a-drilled')).toMatchObject({
      state: 'here',
      found: { where: 'elsewhere', place: 'room1', person: 'maria', at: 1_772_410_203_500 },
      wordT: 7_804_500,
    });
    // What began as a drill and became real, and its window, which is over.
    expect([...state.alarms.committed.values()].find(({ alarm }) => alarm === 'a-drilled')).toMatchObject({
      drill: false,
      subject: 'worker:drilled',
      exercise: { drill: 'x-1', leader: 'maria', confirmed: { person: 'maria' } },
    });
    expect([...state.debriefs.committed.values()].find(({ debrief }) => debrief === 'd-drilled')).toMatchObject({
      drill: false,
      short: false,
    });
    expect(state.drills.size).toBe(0);
  });

  test('what a debrief asks in time, and when a place works', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of [...facts, ...later]) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    // as: an id by hand.
    expect(state.places.get('site-watched' as PlaceId)).toMatchObject({
      workHours: [{ days: [1, 2, 3, 4, 5], from: '07:00', to: '15:00' }],
      holidays: 'AU-NSW',
      daysOff: ['2026-12-29'],
    });
    expect([...state.debriefs.committed.values()].find(({ debrief }) => debrief === 'd-i44')).toMatchObject({
      state: 'following',
      owner: 'sam',
      named: ['ruth'],
      answeredAt: 1_773_000_005_000,
      graceUntil: 1_773_050_000_000,
      followUps: { week: { by: 'sam', version: 1 } },
      prompts: { welfare: { step: 'due', due: 1_772_433_479_000, next: 1_773_000_001_500 } },
      line: [{ to: 'ruth' }, { to: 'sam', reason: 'overdue', passed: [{ person: 'ruth', why: 'overdue' }] }],
    });
  });

  test('outputs, browsers and test messages, which came last of all', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of [...facts, ...later]) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    expect([...state.outputs.values()]).toMatchObject([
      { output: 'o-siren', place: 'site-watched', maxOnMs: 300_000, switch: { by: 'serial', on: 'A0 01 01 A2' } },
      { output: 'o-lamp', audience: 'staff', switch: { by: 'mqtt', topic: 'zigbee2mqtt/staff-lamp/set' } },
    ]);
    // Of two browsers one is left, and what is known of the last test message stands way by way.
    expect([...state.subscriptions.values()]).toMatchObject([{ person: 'ruth', endpoint: 'https://push.example/wp/ruth', label: 'Phone' }]);
    expect([...state.testSends.values()]).toMatchObject([
      {
        person: 'ruth',
        by: 'maria',
        ways: [
          { way: 'mail', result: 'unreachable', why: 'mail ECONNECTION' },
          { way: 'push', result: 'delivered' },
          { way: 'sms', result: 'no-device' },
        ],
      },
    ]);
  });

  test('what is said in a debrief, what comes of it, and the lists of a place', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of [...facts, ...later]) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    expect([...state.debriefs.committed.values()].find(({ debrief }) => debrief === 'd-said')).toMatchObject({
      factors: ['layout', 'c-gate'],
      disputes: [
        { dispute: 'q-1', part: 'action', action: 'p-door', answered: true },
        { dispute: 'q-2', part: 'review', answered: false },
      ],
      supports: 1,
      supportChecks: [
        { id: 's-1', person: 'ruth', done: true },
        { id: 's-2', person: 'ruth', due: 1_773_600_000_000, done: false },
      ],
      service: [
        { decision: 'v-1', state: 'replaced' },
        { decision: 'v-2', state: 'in-force', second: 'ruth', reviewDue: 1_774_200_000_000 },
      ],
      actions: [
        { action: 'p-door', owner: 'maria', due: 1_773_700_000_000, state: 'checked', factors: ['layout'] },
        { action: 'p-rule', state: 'dropped' },
      ],
    });
    expect(state.debriefLists.get('site-watched' as PlaceId)).toMatchObject({
      // as: an id by hand.
      supports: [
        { id: 'u-eap', name: 'Care line', phone: '1800 000 000' },
        { id: 'u-old', retired: true },
      ],
      factors: [{ id: 'c-gate', name: 'The side gate' }],
    });
  });

  test('what is kept: readings, photos, holds and the end of a record', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of [...facts, ...later]) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    expect([...state.readings.values()]).toMatchObject([{ debrief: 'd-drilled', by: 'ruth', via: 'page' }]);
    expect([...state.debriefs.values()].find(({ debrief }) => debrief === 'd-drilled')?.attachments).toMatchObject([
      { attachment: 'f-door', by: 'ana', part: 'account', bytes: 81_234 },
    ]);
    expect([...state.holds.values()]).toMatchObject([{ on: 'house', by: 'sam', reason: 'an inquiry' }]);
    expect(state.retentions.size).toBe(0);
  });

  test('whom somebody decided to tell, and did', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of [...facts, ...later]) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    expect(state.places.get('site-duties' as PlaceId)).toMatchObject({ jurisdiction: 'AU-NSW', regimes: ['whs', 'ndis'] }); // as: an id by hand.
    expect([...state.debriefs.committed.values()].find(({ debrief }) => debrief === 'd-drilled')?.duty).toEqual({
      aware: 1_772_410_100_000,
      decision: { decision: 'yes', rules: ['au-nsw-whs'], by: 'ruth', at: 1_772_410_212_000, t: 7_813_000, version: 2 },
      told: [{ rule: 'au-nsw-whs', limit: 'first', at: 1_772_410_211_000 }],
      asked: [{ rule: 'au-nsw-whs', at: 1_772_410_212_000 }],
      remindedUntil: 1_772_410_214_000,
      remindedT: 7_815_000,
    });
  });

  test('who hears of the months of a site', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of [...facts, ...later]) {
      apply(state, knownFact(checker, fact));
      state.settle();
    }
    expect([...state.monthNotices.values()]).toEqual([{ site: 'site-duties', people: ['ruth'], told: '2026-02' }]);
  });

  test('they play through when every text in them was erased', () => {
    const state = new State();
    const checker = new FactChecker();
    for (const fact of facts) {
      const secret = fact.secret === undefined ? undefined : { subject: fact.secret.subject, value: undefined };
      apply(state, knownFact(checker, { ...fact, secret }));
      state.settle();
    }
    expect([...state.people.values()].map((person) => person.name)).toEqual(['', '', '', '', '', '']);
    expect(state.alarms.size).toBe(rows['alarm']?.length);
  });
});

describe('facts that this build does not know', () => {
  const [one] = facts;
  const head: Head = { epoch: 1, seq: 1, hash: '', at: 0, t: 0 };
  const log = (fact: object): { factsAfter: () => Promise<StoredFact[]> } => ({
    factsAfter: () => Promise.resolve([{ ...one, ...fact } as StoredFact]), // as: what a newer build might have written.
  });

  test.each([
    ['a kind', { kind: 'AlarmSung' }],
    ['a version', { v: FACT_VERSION + 1 }],
    ['a shape', { data: { person: 7 } }],
    ['a name that every object has', { kind: 'constructor' }],
  ])('%s: the log is refused', async (_, fact) => {
    const checker = new FactChecker();
    await expect(refuseUnknownFacts(log(fact), head, checker)).rejects.toMatchObject({ code: 'log-unknown-fact', retryable: false });
    await expect(refuseUnknownFacts(log({}), head, checker)).resolves.toBeUndefined();
  });

  test('fields that a newer build has added to a kind are no reason', () => {
    expect(() => knownFact(new FactChecker(), { ...one, data: { ...(one?.data as object), mood: 'calm' } } as StoredFact)).not.toThrow(); // as: see above.
  });
});
