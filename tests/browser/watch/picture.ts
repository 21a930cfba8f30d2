import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** A picture of this state for a person to look at, where a folder for them is named. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['DURESS_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}
