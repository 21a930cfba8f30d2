import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/**
 * What Playwright 1.65 turns off in Chromium, whole, because the last list is the one that counts; and, at its end, the pages that
 * Chromium keeps behind its own address bar. No test sees that bar, and each window paid 0.4 s of a processor for it.
 */
const TURNED_OFF = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
];

/** The real browser of this machine. Sound goes to no device, everything before it is real. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['DURESS_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', `--disable-features=${TURNED_OFF.join(',')}`],
    // Playwright mutes; the analyser must see what a loudspeaker would get.
    ignoreDefaultArgs: ['--mute-audio'],
  });
}

export const DESKTOP = { width: 1280, height: 720 };
export const PHONE = { width: 320, height: 640 };
export const WALL = { width: 1920, height: 1080 };

export interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the page, refusals of its content policy among them, and requests to anywhere but its own origin. */
  readonly complaints: string[];
}

/** A page in a context of its own. Whatever it complains of is collected; a test ends with none. */
export async function open(browser: Browser, address: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'light', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // A gateway that is away is part of the tests, and the browser writes down each failed try; a context of its own has no push service behind it.
    const isNetwork = /WebSocket connection|Failed to load resource|AudioContext was not allowed|Push API in incognito/.test(
      message.text(),
    );
    if (message.type() === 'error' && !isNetwork) complaints.push(message.text());
  });
  const { origin } = new URL(address);
  page.on('request', (request) => {
    if (!['data:', 'blob:'].includes(new URL(request.url()).protocol) && new URL(request.url()).origin !== origin)
      complaints.push(`left home: ${request.url()}`);
  });
  await page.goto(address);
  return { context, page, complaints };
}
