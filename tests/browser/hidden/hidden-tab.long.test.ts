import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import { hiddenStory } from './hidden-story.ts';

test('ten minutes in a hidden tab of an ordinary browser: presses after six and after ten are heard, and it never said LOST', async () => {
  const seen = await hiddenStory({ alarmsAfterMs: [6 * MINUTE_MS, 10 * MINUTE_MS] });
  expect(seen.visibility).toEqual(['visible', 'hidden']);
  // Else this has shown nothing: from the fifth minute on the browser wakes the page's own timers once a minute.
  expect(seen.longestGapMs).toBeGreaterThan(50_000);
  expect(seen.doubted).toEqual([]);
  expect(seen.notWatching).toEqual([]);
  expect(Math.max(...seen.shownAfterMs)).toBeLessThanOrEqual(3_000);
});
