import { describe, expect, it } from 'vitest';
import type { PolicyId, RotaId } from '../../base/ids.ts';
import type { EscalationStep } from '../../contract/escalation.ts';
import { nextDue } from '../decide.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import type { Change } from '../input.ts';
import type { Rota } from '../rota.ts';
import { person, place, smallHouse, somewhere, type Stage } from '../testing/stage.ts';

const STEPS: readonly EscalationStep[] = [
  { afterMs: 0, targets: [{ to: 'consoles' }] },
  { afterMs: 20_000, targets: [{ to: 'rota', rota: 'days' }], ways: ['mail'] },
  { afterMs: 10_000, targets: [{ to: 'person', person: 'maria' }, { to: 'line' }] },
];
const POLICY = 'p' as PolicyId; // as: an id by hand.

function policy(more: Partial<EscalationPolicy> = {}): Change {
  return { put: 'policy', value: { policy: POLICY, name: 'p', steps: STEPS, repeatMs: 30_000, ...more } };
}

function rota(people: string[], more: Partial<Rota> = {}): Change {
  const shifts = people.length === 0 ? [] : [{ people, days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', since: '2026-03-02' }];
  return { put: 'rota', value: { rota: 'days' as RotaId, name: 'Days', zone: 'Australia/Sydney', shifts, overrides: [], ...more } }; // as: an id by hand.
}

/** Monday, 09:00. Tom is on duty. Ana's line is Ruth, then Sam. */
function house(...changes: readonly Change[]): Stage {
  const stage = smallHouse();
  save(stage, rota(['tom']), ...(changes.length === 0 ? [policy()] : changes));
  return stage;
}

function save(stage: Stage, ...changes: readonly Change[]): void {
  expect(stage.give({ type: 'save', actor: 'person:sam', changes }).reply).toEqual({ outcome: 'accepted' });
}

const dueT = (stage: Stage): number =>
  nextDue(stage.state.committed, { table: 'alarms', key: stage.alarm.alarm }, stage.policy)?.value ?? Infinity;

/** Goes to the next step and lets it happen; whom each step told, and how long it took. */
function step(stage: Stage): { readonly steps: readonly unknown[]; readonly afterMs: number; readonly to: readonly string[] } {
  const start = stage.t;
  for (;;) {
    stage.pass(Math.max(0, dueT(stage) - stage.t));
    const { facts, messages } = stage.due('alarms', stage.alarm.alarm);
    const steps = facts.flatMap((fact) => (fact.kind === 'EscalationStepped' ? [[fact.data.step, ...fact.data.told]] : []));
    if (steps.length > 0) return { steps, afterMs: stage.t - start, to: messages.map(({ to }) => to.slice('person:'.length)) };
  }
}

describe('an alarm climbs by the policy of the house', () => {
  it('step after step, each at its time, then the last one again and again, the line one higher each time', () => {
    const stage = house();
    stage.press('b-ana', [1, 1]);
    expect(step(stage)).toEqual({ steps: [[1]], afterMs: 0, to: [] });
    expect(step(stage)).toEqual({ steps: [[2, 'tom']], afterMs: 20_000, to: ['tom'] });
    expect(step(stage)).toEqual({ steps: [[3, 'maria', 'ruth']], afterMs: 10_000, to: ['maria', 'ruth'] });
    expect(step(stage)).toEqual({ steps: [[4, 'maria', 'ruth', 'sam']], afterMs: 30_000, to: ['maria', 'ruth', 'sam'] });
    expect(step(stage)).toEqual({ steps: [[5, 'maria', 'ruth', 'sam']], afterMs: 30_000, to: ['maria', 'ruth', 'sam'] });
  });

  it('says by which ways, under which policy, and that it is the consoles’ turn', () => {
    const stage = house();
    stage.press('b-ana', [1, 1]);
    const first = stage.due('alarms', stage.alarm.alarm);
    expect(first.facts).toMatchObject([{ data: { policy: 'p', consoles: true, told: [] } }]);
    stage.pass(20_000);
    const second = stage.due('alarms', stage.alarm.alarm);
    expect(second.messages).toMatchObject([{ to: 'person:tom', body: { step: 2, ways: ['mail'] } }]);
    expect(second.facts.find(({ kind }) => kind === 'EscalationStepped')?.data).not.toHaveProperty('consoles', true);
  });

  it('does not give the consoles a time of their own where nobody is proven to watch', () => {
    const stage = house();
    const subject = 'place:site' as const;
    stage.give({ type: 'fault', open: true, code: 'no-watching-console', subject, label: 'Site', place: place('site') });
    stage.press('b-ana', [1, 1]);
    expect(step(stage)).toEqual({ steps: [[1], [2, 'tom']], afterMs: 0, to: ['tom'] });
  });

  it('goes on at once past a shift that is empty, or whose people are away, with a fault', () => {
    const stage = house();
    stage.press('b-ana', [1, 1]);
    step(stage);
    const tom = stage.state.people.get(person('tom'));
    if (tom !== undefined) stage.put({ ...tom, unavailable: true });
    stage.pass(20_000);
    const { facts } = stage.due('alarms', stage.alarm.alarm);
    expect(facts.filter(({ kind }) => kind !== 'AlarmUnseen')).toMatchObject([
      { data: { step: 2, told: [], climbT: stage.t } },
      { data: { step: 3, told: ['maria', 'ruth'], climbT: stage.t + 30_000 } },
      { kind: 'FaultOpened', data: { code: 'nobody-at-this-step' } },
    ]);
  });

  it('never tells the worker, though they are on duty and on the line of themselves', () => {
    const stage = house(rota(['ana', 'tom']), policy());
    stage.press('b-ana', [1, 1]);
    step(stage);
    expect(step(stage).to).toEqual(['tom']);
  });

  it('tells whoever is left in the house when no step finds anybody', () => {
    const stage = house(rota([]), policy({ steps: [{ afterMs: 5_000, targets: [{ to: 'rota', rota: 'days' }] }] }));
    stage.press('b-ana', [1, 1]);
    expect(step(stage)).toEqual({ steps: [[1], [2, 'ruth', 'sam']], afterMs: 5_000, to: ['ruth', 'sam'] });
    expect(step(stage)).toMatchObject({ steps: [[3, 'ruth', 'sam']], afterMs: 30_000 });
  });

  it('tells whoever any step finds when the last one finds nobody', () => {
    const steps: EscalationStep[] = [
      { afterMs: 5_000, targets: [{ to: 'person', person: 'maria' }] },
      { afterMs: 5_000, targets: [{ to: 'rota', rota: 'days' }] },
    ];
    const stage = house(rota([]), policy({ steps }));
    stage.press('b-ana', [1, 1]);
    step(stage);
    expect(step(stage).steps).toEqual([[2], [3, 'maria']]);
  });

  it('knows the roles of the place and of what it lies in, and the contacts list by list', () => {
    const role = { afterMs: 0, targets: [{ to: 'role' as const, role: 'responder' as const }] };
    const list = { afterMs: 0, targets: [{ to: 'contacts' as const, list: 2 }, { to: 'contacts' as const }] };
    const stage = house(policy({ steps: [role, list] }));
    const grant = (id: string, who: string, at?: string): Change => ({
      put: 'grant',
      value: { grant: id as never, person: person(who), role: 'responder', place: at === undefined ? undefined : place(at) }, // as: an id by hand.
    });
    save(stage, grant('g1', 'tom', 'site'), grant('g2', 'lee'), grant('g3', 'maria', 'room4'));
    stage.press('b-ana', [1, 1]);
    expect(step(stage).to).toEqual(['tom', 'lee']);
    expect(step(stage).to).toEqual(['ruth', 'sam']);
  });

  it('without a worker the line begins with whoever is responsible for the place', () => {
    const stage = house(policy({ steps: [{ afterMs: 0, targets: [{ to: 'line' }] }] }));
    stage.press('b-desk', [1, 1]);
    expect(step(stage).to).toEqual(['ruth']);
    expect(step(stage).to).toEqual(['ruth', 'sam']);
  });

  it('after a release begins anew with the first step’s time', () => {
    const stage = house(policy({ steps: [{ afterMs: 7_000, targets: [{ to: 'line' }] }] }));
    stage.press('b-ana', [1, 1]);
    step(stage);
    stage.act('maria', 'take');
    stage.act('maria', 'release');
    expect(step(stage)).toMatchObject({ afterMs: 7_000, steps: [[1, 'ruth']] });
  });
});

describe('what an open alarm climbs by when that changes', () => {
  const quick = policy({
    steps: [
      { afterMs: 1_000, targets: [{ to: 'person', person: 'lee' }] },
      { afterMs: 2_000, targets: [{ to: 'person', person: 'maria' }] },
      { afterMs: 3_000, targets: [{ to: 'line' }] },
    ],
  });

  it('goes on with the next step of the new policy, and tells also whom its steps before would have told; never begins anew', () => {
    const stage = house();
    stage.press('b-ana', [1, 1]);
    step(stage);
    save(stage, quick);
    // Due when it was due before, in the new policy's second step.
    expect(step(stage)).toEqual({ steps: [[2, 'lee', 'maria']], afterMs: 20_000, to: ['lee', 'maria'] });
    expect(step(stage)).toEqual({ steps: [[3, 'ruth']], afterMs: 3_000, to: ['ruth'] });
  });

  it('the same when it comes under the night’s policy, or under the built-in one because its own is gone', () => {
    const stage = house();
    stage.press('b-ana', [1, 1]);
    step(stage);
    step(stage);
    save(stage, { remove: 'policy', key: POLICY });
    expect(step(stage)).toMatchObject({ steps: [[3, 'ruth', 'sam']], afterMs: 10_000 });
  });

  it('a level that rises brings the first step of its own policy forward, and a press of the same level nothing', () => {
    const slow = policy({ policy: 'slow' as PolicyId, levels: ['assist'], steps: [{ afterMs: 300_000, targets: [{ to: 'line' }] }] }); // as: an id by hand.
    const stage = house(slow, policy({ levels: ['duress'], steps: [{ afterMs: 2_000, targets: [{ to: 'person', person: 'lee' }] }] }));
    stage.press('b-ana', [1, 1], { kind: 'assist' });
    const start = stage.t;
    stage.pass(10_000);
    expect(stage.press('b-ana', [1, 2], { kind: 'assist' }).kinds).not.toContain('EscalationHastened');
    expect(stage.press('b-ana', [1, 3]).kinds).toContain('EscalationHastened');
    expect(step(stage).to).toEqual(['lee']);
    expect(stage.t - start).toBe(12_000);
  });

  it('a level that rises under one and the same policy moves nothing', () => {
    const far = { afterMs: 300_000, targets: [{ to: 'line' as const }] };
    const stage = house(policy({ steps: [{ afterMs: 2_000, targets: [{ to: 'person', person: 'lee' }] }, far] }));
    stage.press('b-ana', [1, 1], { kind: 'assist' });
    step(stage);
    expect(stage.press('b-ana', [1, 2]).kinds).not.toContain('EscalationHastened');
    expect(step(stage).afterMs).toBe(300_000);
  });

  it('… and never puts off what was due sooner', () => {
    const soon = policy({ policy: 'soon' as PolicyId, levels: ['assist'], steps: [{ afterMs: 3_000, targets: [{ to: 'line' }] }] }); // as: an id by hand.
    const stage = house(soon, policy({ levels: ['duress'], steps: [{ afterMs: 60_000, targets: [{ to: 'person', person: 'lee' }] }] }));
    stage.press('b-ana', [1, 1], { kind: 'assist' });
    stage.press('b-ana', [1, 2]);
    expect(step(stage)).toMatchObject({ afterMs: 3_000, to: ['lee'] });
  });
});

describe('what can’t be set up', () => {
  const stage = house();
  it.each<[string, Change, string]>([
    ['a policy that never leaves the room', policy({ steps: STEPS.slice(0, 1) }), 'invalid'],
    ['one that repeats without a break', policy({ repeatMs: 4_999 }), 'invalid'],
    ['one that tells a rota which is not there', policy({ steps: [{ afterMs: 0, targets: [{ to: 'rota', rota: 'x' }] }] }), 'unknown-rota'],
    ['one that tells nobody known', policy({ steps: [{ afterMs: 0, targets: [{ to: 'person', person: 'x' }] }] }), 'unknown-person'],
    ['one of a place that is not there', policy({ place: place('x') }), 'unknown-place'],
    ['a rota with somebody unknown', rota(['x']), 'unknown-person'],
    ['the removal of a rota that a policy tells', { remove: 'rota', key: 'days' as RotaId }, 'in-use'], // as: an id by hand.
    ['a shift on a day that there is not', shifted({ since: '2026-02-30' }), 'invalid'],
    ['a shift that ends before its first day', shifted({ until: '2026-03-01' }), 'invalid'],
    ['a shift without length', shifted({ from: '08:00', to: '08:00', endsAfterDays: 0 }), 'invalid'],
  ])('%s', (_, change, code) => {
    expect(stage.give({ type: 'save', actor: 'person:sam', changes: [change] }).reply).toMatchObject({ outcome: 'refused', code });
  });

  describe('a policy tells no rota that is set up by others than it', () => {
    const at = (where: string | undefined): Pick<EscalationPolicy, 'place'> => ({ place: where === undefined ? undefined : place(where) });
    const answer = (...lists: Change[][]): string[] => {
      const there = smallHouse();
      there.put(somewhere('south', { kind: 'site' }));
      return lists.map((changes) => {
        const { reply } = there.give({ type: 'save', actor: 'person:sam', changes });
        return reply.outcome === 'refused' ? `${reply.code} ${reply.detail ?? ''}` : reply.outcome;
      });
    };
    const ELSEWHERE = 'invalid steps: a rota of another place';

    it.each<[string, string | undefined, string | undefined, boolean]>([
      ['the house’s own, for the house', undefined, undefined, true],
      ['the house’s own, for a room', 'room1', undefined, true],
      ['its own place’s', 'room1', 'room1', true],
      ['that of the site above it', 'room1', 'site', true],
      ['that of a place below it', 'site', 'room1', false],
      ['one site’s, for the house', undefined, 'site', false],
      ['that of another site', 'site', 'south', false],
    ])('%s', (_, policyAt, rotaAt, right) => {
      const [one, other] = [policy(at(policyAt)), rota(['tom'], at(rotaAt))];
      expect(answer([other], [one])).toEqual(['accepted', right ? 'accepted' : ELSEWHERE]);
      expect(answer([one, other])).toEqual([right ? 'accepted' : ELSEWHERE]);
      // The policy is there, and it is the rota that is moved.
      expect(answer([rota(['tom'])], [one], [other])).toEqual(['accepted', 'accepted', right ? 'accepted' : 'in-use p']);
    });

    it('… also when its place moves to where the rota does not reach, unless the policy goes with the same list', () => {
      const there = smallHouse();
      const give = (...changes: Change[]): string => {
        const { reply } = there.give({ type: 'save', actor: 'person:sam', changes });
        return reply.outcome === 'refused' ? `${reply.code} ${reply.detail ?? ''}` : reply.outcome;
      };
      there.put(somewhere('south', { kind: 'site' }), somewhere('wing', { kind: 'building', parent: place('site') }));
      there.put(somewhere('room9', { parent: place('wing') }));
      const moved = (parent: string): Change => ({ put: 'place', value: somewhere('wing', { kind: 'building', parent: place(parent) }) });
      expect(give(rota(['tom'], at('site')), policy(at('room9')))).toBe('accepted');
      // Whatever leaves it where it lies is no move.
      expect(give(moved('site'))).toBe('accepted');
      expect(give(moved('south'))).toBe('in-use p');
      expect(give(moved('south'), { remove: 'policy', key: POLICY })).toBe('accepted');
      expect(give(moved('site'))).toBe('accepted');
    });

    it('… by the list as a whole: what the rota is told by no more does not hold it', () => {
      const moved = rota(['tom'], at('south'));
      expect(answer([rota(['tom'])], [policy(at('site'))], [{ remove: 'policy', key: POLICY }, moved])).toEqual(Array(3).fill('accepted'));
      expect(answer([rota(['tom'])], [policy(at('site'))], [moved, policy(at('south'))])).toEqual(Array(3).fill('accepted'));
    });
  });

  it('… and what is just about right can', () => {
    save(stage, policy({ repeatMs: 5_000 }), shifted({ from: '08:00', to: '08:01', endsAfterDays: 0 }), shifted({ until: '2026-03-02' }));
  });
});

function shifted(more: object): Change {
  const shift = { people: ['tom'], days: [1], from: '08:00', to: '18:00', since: '2026-03-02', ...more };
  return { put: 'rota', value: { rota: 'days' as RotaId, name: 'Days', zone: 'Australia/Sydney', shifts: [shift], overrides: [] } }; // as: an id by hand.
}
