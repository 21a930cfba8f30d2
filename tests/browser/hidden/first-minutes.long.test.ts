import { expect, test } from 'vitest';
import { hiddenStory, SILENT } from './hidden-story.ts';

/** A silent page's timers are held back from the end of its first minute on, to one wake-up at each full minute (measured). */
const SOON_AFTER = [75_000, 80_000] as const;

test('a console in a hidden tab whose timers are held back hears the press, says so in its title, and goes on counting', async () => {
  const seen = await hiddenStory({ alarmsAfterMs: SOON_AFTER, flags: [SILENT] });
  expect(seen.visibility).toEqual(['visible', 'hidden']);
  // Else this has shown nothing: the page's own timer of one second must really have been held back.
  expect(seen.longestGapMs).toBeGreaterThan(5_000);
  expect(seen.doubted).toEqual([]);
  expect(seen.notWatching).toEqual([]);
  expect(Math.max(...seen.shownAfterMs)).toBeLessThanOrEqual(3_000);
});
