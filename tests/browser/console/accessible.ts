import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What axe finds, with the size of targets, which it leaves off by itself. */
export async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    // The pages have no frames of another origin: without this each look opens a blank page more, to put frames together.
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .options({ rules: { 'target-size': { enabled: true } } })
    .analyze();
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

/** Axe and the width: a page that scrolls sideways hides things from whoever has zoomed in. */
export async function expectUsable(page: Page, state: string): Promise<void> {
  expect(await violations(page), state).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), state).toBe(0);
}
