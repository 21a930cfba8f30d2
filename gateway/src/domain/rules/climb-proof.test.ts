import { describe, expect, it } from 'vitest';
import { unprovenClimbs } from '../../access/unproven-climbs.ts';
import type { PolicyId } from '../../base/ids.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import type { Change } from '../input.ts';
import { MONDAY_NINE, person, place, smallHouse, somewhere, type Stage } from '../testing/stage.ts';

const STEPS = [{ afterMs: 1_000, targets: [{ to: 'person' as const, person: 'maria' }] }];
const OTHER = [{ afterMs: 1_000, targets: [{ to: 'person' as const, person: 'lee' }] }];

function policy(id: string, more: Partial<EscalationPolicy> = {}): Change {
  const ids = { policy: id as PolicyId, name: `Policy ${id}` }; // as: an id by hand.
  return { put: 'policy', value: { ...ids, place: place('site'), steps: STEPS, repeatMs: 30_000, ...more } };
}

function save(stage: Stage, ...changes: readonly Change[]): void {
  expect(stage.give({ type: 'save', actor: 'person:sam', changes }).reply).toEqual({ outcome: 'accepted' });
}

/** As Sam reads it, who sets the house up. */
function unproven(stage: Stage): unknown[] {
  const reader = { kind: 'person' as const, person: person('sam'), at: stage.at };
  return unprovenClimbs(stage.state.committed, reader).map(({ place: at, why }) => [
    at ?? 'house',
    ...why.map(({ kind, policy: name }) => `${kind} ${name ?? ''}`.trim()),
  ]);
}

/** A house in which a policy at the site has been tried. */
function tried(): Stage {
  const stage = smallHouse();
  save(stage, policy('p'));
  stage.press('b-desk', [1, 1], { kind: 'test' });
  expect(unproven(stage)).toEqual([]);
  return stage;
}

describe('whom an alarm is brought to is not proven', () => {
  it('where a policy is new, has changed, or is gone, once for each place, until a test press from there', () => {
    const stage = smallHouse();
    save(stage, policy('p'));
    expect(unproven(stage)).toEqual([['site', 'policy-new Policy p']]);
    stage.press('b-desk', [1, 1], { kind: 'test' });
    expect(unproven(stage)).toEqual([]);
    save(stage, policy('p', { steps: OTHER }), policy('q', { place: undefined, levels: ['assist'] }));
    expect(unproven(stage)).toEqual([
      ['site', 'policy-changed Policy p'],
      ['house', 'policy-new Policy q'],
    ]);
    save(stage, { remove: 'policy', key: 'p' as PolicyId }); // as: an id by hand.
    expect(unproven(stage)).toEqual([
      ['site', 'policy-removed Policy p'],
      ['house', 'policy-new Policy q'],
    ]);
    stage.press('b-desk', [1, 2], { kind: 'test' });
    expect(unproven(stage)).toEqual([]);
  });

  it('says since when, from the first change that nobody has tried', () => {
    const stage = tried();
    stage.pass(5_000);
    const since = stage.at;
    save(stage, policy('p', { steps: OTHER }));
    stage.pass(5_000);
    save(stage, policy('p', { repeatMs: 60_000 }));
    const reader = { kind: 'person' as const, person: person('sam'), at: stage.at };
    expect(unprovenClimbs(stage.state.committed, reader)).toEqual([
      { place: 'site', path: ['site'], since, why: [{ kind: 'policy-changed', policy: 'Policy p' }] },
    ]);
  });

  it.each<[string, Partial<EscalationPolicy>, boolean]>([
    ['its name', { name: 'Another' }, false],
    ['nothing at all', {}, false],
    ['its steps', { steps: OTHER }, true],
    ['how often it repeats', { repeatMs: 31_000 }, true],
    ['its levels', { levels: ['duress'] }, true],
    ['its hours', { hours: [{ days: [1], from: '08:00', to: '18:00' }] }, true],
  ])('a change of %s', (_, more, isNews) => {
    const stage = tried();
    save(stage, policy('p', more));
    expect(unproven(stage).length > 0).toBe(isNews);
  });

  it('one that is added and taken away again untried leaves nothing to try; one that moves leaves both places', () => {
    const stage = tried();
    save(stage, policy('q'));
    save(stage, { remove: 'policy', key: 'q' as PolicyId }); // as: an id by hand.
    expect(unproven(stage)).toEqual([]);
    save(stage, policy('p', { place: place('room4') }));
    expect(unproven(stage)).toEqual([
      ['site', 'policy-removed Policy p'],
      ['room4', 'policy-new Policy p'],
    ]);
  });

  it('a press from elsewhere, of another hour or of a policy that another one hides, says nothing of it', () => {
    const stage = tried();
    save(stage, policy('room', { place: place('room4'), steps: OTHER }));
    save(stage, policy('night', { hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '06:00' }], steps: OTHER }));
    const both = [
      ['room4', 'policy-new Policy room'],
      ['site', 'policy-new Policy night'],
    ];
    expect(unproven(stage)).toEqual(both);
    // Room 1 goes by the site's policy of the day.
    stage.press('b-ana', [1, 1], { kind: 'test' });
    expect(unproven(stage)).toEqual(both);
    stage.press('b-desk', [1, 2], { kind: 'test' });
    expect(unproven(stage)).toEqual([['site', 'policy-new Policy night']]);
    stage.pass(12 * 3_600_000);
    stage.press('b-desk', [1, 3], { kind: 'test' });
    expect(unproven(stage)).toEqual([['site', 'policy-new Policy night']]);
    stage.press('b-ana', [1, 2], { kind: 'test' });
    expect(unproven(stage)).toEqual([]);
    expect(stage.at).toBe(MONDAY_NINE + 12 * 3_600_000);
  });

  it('emergency contacts of a place, where alarms are brought to them; not the first ones of a new place, nor another order', () => {
    const stage = smallHouse();
    const site = stage.state.places.get(place('site'));
    if (site === undefined) throw new RangeError('there is a site');
    const contacts = (...ids: string[]): Change => ({ put: 'place', value: { ...site, emergency: ids.map(person) } });
    save(stage, contacts('sam', 'ruth'), { put: 'place', value: somewhere('south', { kind: 'site', emergency: [person('lee')] }) });
    expect(unproven(stage)).toEqual([]);
    save(stage, contacts('ruth'));
    expect(unproven(stage)).toEqual([['site', 'contacts']]);
    stage.press('b-desk', [1, 1], { kind: 'test' });
    expect(unproven(stage)).toEqual([]);
    // A policy that calls others by day and night: the list is the last resort alone.
    save(stage, policy('p'));
    stage.press('b-desk', [1, 2], { kind: 'test' });
    save(stage, contacts('sam'));
    expect(unproven(stage)).toEqual([]);
  });

  it('a drill that has told people by it proves it; one that only sounded, and a real alarm, do not', () => {
    const stage = tried();
    save(stage, policy('p', { steps: [{ afterMs: 0, targets: [{ to: 'consoles' }] }, ...OTHER] }));
    const changed = [['site', 'policy-changed Policy p']];
    stage.press('b-desk', [1, 2]);
    stage.due('alarms', stage.alarm.alarm);
    stage.pass(1_000);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toContain('EscalationStepped');
    expect(unproven(stage)).toEqual(changed);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    stage.give({ type: 'drill-start', actor: person('ruth'), place: place('site'), participants: [person('ana')], announced: true });
    stage.press('b-ana', [1, 1]);
    expect(stage.due('alarms', stage.alarm.alarm).kinds).toContain('EscalationStepped');
    expect(unproven(stage)).toEqual(changed);
    stage.pass(1_000);
    stage.due('alarms', stage.alarm.alarm);
    expect(unproven(stage)).toEqual([]);
  });

  it('is no reason to test a button again', () => {
    const stage = tried();
    save(stage, policy('p', { steps: OTHER }));
    expect(stage.state.proofs.get('b-desk' as never)).toMatchObject({ changed: [] }); // as: an id by hand.
  });
});
