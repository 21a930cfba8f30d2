import { describe, expect, it } from 'vitest';
import type { DebriefId } from '../../base/ids.ts';
import { place } from '../testing/stage.ts';
import { toldStory } from '../testing/debrief-story.ts';
import type { Debrief } from '../debrief.ts';
import { REPEATS_WITHIN_MS, repeatsOf } from './repeats-view.ts';

describe('a cause that comes again', () => {
  const here: Debrief = toldStory().debrief;
  // as: ids of a test are written by hand.
  const other = (more: Partial<Debrief>): Debrief =>
    ({ ...here, debrief: 'd-other', factors: ['layout'], actions: [], ...more }) as Debrief;
  it.each<[string, Partial<Debrief>, number | undefined]>([
    ['at the same place', {}, 2],
    ['almost a year ago', { openedAt: here.openedAt - REPEATS_WITHIN_MS + 1 }, 2],
    ['longer ago', { openedAt: here.openedAt - REPEATS_WITHIN_MS }, undefined],
    ['after it', { openedAt: here.openedAt + 1 }, undefined],
    ['in another room', { place: place('room4') }, undefined],
    ['in a drill', { drill: true }, undefined],
    ['with another cause', { factors: ['noise'] }, undefined],
    ['which it is itself', { debrief: here.debrief }, undefined],
    // as: an id by hand.
    ['held within another one, which counts for both', { joinings: [{ into: 'd-third' as DebriefId, since: 1, at: 1 }] }, undefined],
    ['taken out of another one again', { joinings: [{ into: 'd-third' as DebriefId, since: 1, at: 1, until: 2 }] }, 2], // as: see above.
  ])('%s', (_, more, times) => {
    const { state } = toldStory();
    const found = repeatsOf(state.committed, { ...here, place: place('room1') }, [other({ place: place('room1'), ...more })]);
    expect(found).toEqual(times === undefined ? [] : [{ factor: 'layout', place: 'room1', times }]);
  });

  it('of the incident itself there is none, as those read it who are held within it', () => {
    const held = { ...here, place: place('room1'), joinings: [{ into: 'd-other' as DebriefId, since: 1, at: 1 }] }; // as: an id by hand.
    expect(repeatsOf(toldStory().state.committed, held, [other({ place: place('room1') })])).toEqual([]);
  });

  it('of a debrief without a place nothing is counted', () => {
    expect(repeatsOf(toldStory().state.committed, { ...here, place: undefined }, [other({ place: undefined })])).toEqual([]);
  });
});
