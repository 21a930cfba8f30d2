import { describe, expect, it } from 'vitest';
import { downwards, isWithin, nearest, pathOf, upwards } from './places.ts';
import { place, smallHouse, somewhere } from './testing/stage.ts';

describe('places in places', () => {
  const { state } = smallHouse();
  const { places } = state;

  it('names the way from the site to the room', () => {
    expect(pathOf(places, place('room1'))).toEqual(['site', 'room1']);
    expect(pathOf(places, place('nowhere'))).toEqual([]);
    expect(pathOf(places, undefined)).toEqual([]);
  });

  it.each([
    ['room1', 'site', true],
    ['room1', 'room1', true],
    ['site', 'room1', false],
    ['room1', 'room4', false],
    ['nowhere', 'site', false],
  ])('%s within %s: %s', (inner, outer, is) => {
    expect(isWithin(places, place(inner), place(outer))).toBe(is);
  });

  it('takes the nearest value upwards', () => {
    expect(nearest(places, place('room1'), (step) => step.zone)).toBe('Australia/Sydney');
    expect(nearest(places, place('room1'), (step) => step.protocol)).toBeUndefined();
    expect(nearest(places, undefined, () => 1)).toBeUndefined();
  });

  it('finds all below a place, itself among them', () => {
    expect(downwards(places, place('site'))).toEqual(['site', 'room1', 'room4']);
    expect(downwards(places, place('room4'))).toEqual(['room4']);
  });

  it('ends where a damaged log holds a loop, a hole or a tower', () => {
    const stage = smallHouse();
    stage.put(somewhere('x', { parent: place('y') }), somewhere('y', { parent: place('x') }), somewhere('z', { parent: place('gone') }));
    expect(upwards(stage.state.places, place('x')).map((step) => step.place)).toEqual(['x', 'y']);
    expect(upwards(stage.state.places, place('z')).map((step) => step.place)).toEqual(['z']);
    for (let i = 0; i < 40; i += 1) stage.put(somewhere(`f${String(i)}`, { parent: place(`f${String(i + 1)}`) }));
    expect(upwards(stage.state.places, place('f0'))).toHaveLength(16);
  });
});
