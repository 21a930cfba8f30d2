import type { Page } from 'playwright-core';
import type { TestGateway } from '../../harness/gateway.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { axeFaults, PHONE, type Stage } from './browser.ts';

interface Asked {
  readonly who: string;
  readonly hash: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** The desk of somebody of a real gateway, who is signed in. */
export async function deskOf(stage: Stage, gateway: TestGateway, { who, hash, viewport = PHONE }: Asked): Promise<Page> {
  const { http } = gateway.addresses;
  const { cookie } = await cookieOf(gateway, who);
  const context = await stage.foreignContext({ viewport });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: http }]);
  const page = await context.newPage();
  await page.goto(`${http}/desk${hash}`);
  await page.locator('main h1').first().waitFor();
  return page;
}

/** What keeps somebody from using the page as it stands, at 320 px too. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults = await axeFaults(page);
  const before = page.viewportSize() ?? PHONE;
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.setViewportSize(before);
  return over > 0 ? [...faults, `scrolls sideways by ${String(over)} px at 320 px`] : faults;
}

/** For whoever wants to see the pages, where a folder for them is named. */
export async function picture(page: Page, name: string): Promise<void> {
  const pictures = process.env['DURESS_PICTURES'];
  if (pictures !== undefined)
    await page.screenshot({ path: `${pictures}/${name}-${String(page.viewportSize()?.width)}.png`, fullPage: true });
}
