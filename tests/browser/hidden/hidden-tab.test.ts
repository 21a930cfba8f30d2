import { expect, test } from 'vitest';
import { hiddenStory } from './hidden-story.ts';

/**
 * A browser begins to hold a hidden page's timers back to one in a minute after five minutes. Here it begins after ten seconds, by
 * the browser's own setting for how long it waits; everything else is as people have it. Ten real minutes: `hidden-tab.long.test.ts`.
 */
const SOON = '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10';

test('a console in a hidden tab whose timers are held back hears the press, says so in its title, and goes on counting', async () => {
  const seen = await hiddenStory({ alarmsAfterMs: [15_000, 75_000], flags: [SOON] });
  expect(seen.visibility).toEqual(['visible', 'hidden']);
  // Else this has shown nothing: the page's own timer must really have been held back.
  expect(seen.longestGapMs).toBeGreaterThan(20_000);
  expect(seen.doubted).toEqual([]);
  expect(seen.notWatching).toEqual([]);
  expect(Math.max(...seen.shownAfterMs)).toBeLessThanOrEqual(3_000);
});
