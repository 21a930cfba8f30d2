import { describe, expect, it } from 'vitest';
import { person, place, smallHouse, somebody, somewhere, type Stage } from '../testing/stage.ts';
import { contactsFor } from './climb-plan.ts';

/** The small house, whose room 1 has a list of its own below the site's: Tom alone. */
function withOwnList(): Stage {
  const stage = smallHouse();
  stage.put(somewhere('room1', { parent: place('site'), emergency: [person('tom')] }));
  return stage;
}

function away(stage: Stage, id: string): void {
  const one = stage.state.people.get(person(id));
  if (one !== undefined) stage.put({ ...one, unavailable: true });
}

describe('the emergency contacts of a place', () => {
  it('are those of its own list', () => {
    expect(contactsFor(withOwnList(), { place: place('room1') })).toEqual(['tom']);
  });

  it('are those of what it lies in when all of its own are away', () => {
    const stage = withOwnList();
    away(stage, 'tom');
    expect(contactsFor(stage, { place: place('room1') })).toEqual(['ruth', 'sam']);
    away(stage, 'ruth');
    expect(contactsFor(stage, { place: place('room1') })).toEqual(['sam']);
  });

  it('are those of any other place, then the administrators, when all of its own lists are away', () => {
    const stage = withOwnList();
    for (const id of ['tom', 'ruth']) away(stage, id);
    stage.put(somewhere('site', { kind: 'site', emergency: [person('ruth')] }));
    expect(contactsFor(stage, { place: place('room1') })).toEqual(['sam']);
    stage.put(somewhere('other', { kind: 'site', emergency: [person('lee')] }));
    expect(contactsFor(stage, { place: place('room1') })).toEqual(['lee']);
  });

  it('are never the worker whose alarm it is', () => {
    const { state, at } = withOwnList();
    expect(contactsFor({ state, at, worker: person('tom') }, { place: place('room1') })).toEqual(['ruth', 'sam']);
  });

  it('are those who are away, nearest first, rather than nobody; never somebody who has left', () => {
    const stage = withOwnList();
    for (const id of ['tom', 'ruth', 'sam']) away(stage, id);
    expect(contactsFor(stage, { place: place('room1') })).toEqual(['tom', 'ruth', 'sam']);
    for (const id of ['tom', 'ruth', 'sam']) stage.put(somebody(id, { active: false }));
    expect(contactsFor(stage, { place: place('room1') })).toEqual([]);
  });
});
