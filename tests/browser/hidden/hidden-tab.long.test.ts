import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import { hiddenStory, SILENT } from './hidden-story.ts';

const TEN_MINUTES = [6 * MINUTE_MS, 10 * MINUTE_MS] as const;

test('ten minutes in a hidden tab, in an ordinary browser and in one that holds its timers back: presses after six and after ten are heard', async () => {
  const stories = [hiddenStory({ alarmsAfterMs: TEN_MINUTES }), hiddenStory({ alarmsAfterMs: TEN_MINUTES, flags: [SILENT] })] as const;
  // When one fails, the other's browser must still be closed.
  await Promise.allSettled(stories);
  const [ordinary, silent] = await Promise.all(stories);
  // Else this has shown nothing: the browser wakes a silent page's own timers once a minute.
  expect(silent.longestGapMs).toBeGreaterThan(50_000);
  for (const seen of [ordinary, silent]) {
    expect(seen.visibility).toEqual(['visible', 'hidden']);
    expect(seen.doubted).toEqual([]);
    expect(seen.notWatching).toEqual([]);
    expect(Math.max(...seen.shownAfterMs)).toBeLessThanOrEqual(3_000);
  }
});
