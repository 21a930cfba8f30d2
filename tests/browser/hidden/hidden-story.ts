import { expect } from 'vitest';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import { buildOf } from '../../../gateway/src/app.ts';
import { Hands } from '../../harness/hands.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { until } from '../../harness/wait.ts';
import { buildConsole } from '../console/build.ts';
import { PlainChromium } from './plain-chromium.ts';
import type { Tab } from './tab.ts';

/** What the page itself saw while nobody looked at it. */
interface Recorded {
  readonly visibility: readonly string[];
  readonly titles: readonly string[];
  /** The longest time that the page's own timer of one second was kept waiting. */
  readonly longestGapMs: number;
  /** The words *Delayed* or *LOST* stood on the page at some moment. */
  readonly doubted: readonly string[];
}

/** Listeners alone: they run in a hidden tab as they do in front. The timer is there to see it throttled. */
const RECORDER = `(() => {
  const seen = { visibility: [document.visibilityState], titles: [document.title], longestGapMs: 0, doubted: [] };
  // The gap that is still open counts too.
  window.recorded = () => ({ ...seen, longestGapMs: Math.max(seen.longestGapMs, performance.now() - last) });
  document.addEventListener('visibilitychange', () => seen.visibility.push(document.visibilityState));
  new MutationObserver(() => {
    if (seen.titles.at(-1) !== document.title) seen.titles.push(document.title);
    const doubt = /Delayed: last word[^\\n]*|LOST[^\\n]*/.exec(document.body.innerText);
    if (doubt !== null) seen.doubted.push(doubt[0]);
  }).observe(document, { subtree: true, childList: true, characterData: true });
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    seen.longestGapMs = Math.max(seen.longestGapMs, now - last);
    last = now;
  }, 1000);
})()`;

export interface HiddenOptions {
  /** How long the tab has been hidden when each of these alarms is pressed. */
  readonly alarmsAfterMs: readonly [number, number];
  readonly flags?: readonly string[];
}

/**
 * For the browser this page is silent, and no page that is silent is spared the throttling. The console's own trickle of sound, far
 * below hearing, makes an ordinary browser take it for one that plays, and keeps its timers going (measured); nothing may depend on that.
 */
export const SILENT = '--mute-audio';

export interface HiddenResult extends Recorded {
  /** From the commit of each press to *shown*, by the gateway's clock. */
  readonly shownAfterMs: readonly number[];
  /** Why the gateway ever stopped counting this console. */
  readonly notWatching: readonly string[];
}

/** A console behind another tab, in a browser as people have it: what two presses come to there. */
export async function hiddenStory({ alarmsAfterMs, flags = [] }: HiddenOptions): Promise<HiddenResult> {
  const dashboard = await buildConsole();
  await using house = await TestGateway.start({ configuration: { dashboard }, surroundings: { build: buildOf(dashboard) } });
  const browser = await PlainChromium.start(flags);
  const buttons: SimulatedButton[] = [];
  try {
    const words = followWatching(house);
    const tab = await armedTab(house, browser, words);
    await tab.evaluate(RECORDER);
    const hiddenAt = performance.now();
    await browser.open('about:blank');
    const shownAfterMs: number[] = [];
    for (const [index, afterMs] of alarmsAfterMs.entries()) {
      await until(`it is hidden for ${afterMs} ms`, () => performance.now() - hiddenAt >= afterMs, { withinMs: afterMs + 1_000 });
      const device = index === 0 ? 'button-ana' : 'button-room4';
      const button = mqttButton({ device, secret: house.button(device).secret, url: house.addresses.mqtt ?? '' });
      buttons.push(button);
      shownAfterMs.push(await pressed(house, { tab, button, device }));
    }
    const recorded = await tab.evaluate<Recorded>('window.recorded()');
    return { ...recorded, shownAfterMs, notWatching: [...words.ended] };
  } finally {
    for (const button of buttons) button.stop();
    await browser.stop();
  }
}

function followWatching(house: TestGateway): { started: number; readonly ended: string[] } {
  const words = { started: 0, ended: [] as string[] };
  house.gateway.core.follow(({ facts }) => {
    for (const { kind, data } of facts) {
      if (kind === 'WatchStarted') words.started += 1;
      if (kind === 'WatchEnded') words.ended.push(JSON.stringify(data));
    }
  });
  return words;
}

/** Signed in, with its sound turned on by a click, and counted as watching. */
async function armedTab(house: TestGateway, browser: PlainChromium, words: { readonly started: number }): Promise<Tab> {
  const tab = await browser.open(`${house.addresses.http}/sign-in`);
  await until('the page is there', async () => (await tab.ask<string>('location.origin')) === house.addresses.http);
  const signIn = `fetch('/api/v1/session/demo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"as":"reception"}' })`;
  expect(await tab.evaluate<number>(`${signIn}.then((answer) => answer.status)`)).toBe(200);
  await tab.evaluate(`location.assign('/')`);
  await until('it is there', () => tab.ask<boolean>(`document.body.innerText.includes('Sound is OFF')`));
  await tab.click(8, 400);
  await until('it counts as watching', () => words.started > 0);
  return tab;
}

/** One press, until the console has proven that it sounds and the tab says so; then somebody at another desk takes it. */
async function pressed(house: TestGateway, one: { tab: Tab; button: SimulatedButton; device: string }): Promise<number> {
  const alarms = () => [...house.gateway.core.committed.alarms.values()];
  one.button.start();
  await one.button.hold();
  const alarm = await until('the press is recorded', () => alarms().find(({ device }) => device === one.device));
  const shown = await until('it is shown', () => alarms().find(({ device }) => device === one.device)?.shown[0]);
  await until('the tab says so', async () => (await one.tab.title()).startsWith('(1) '));
  await new Hands(house).act('lee', 'take', { alarm: alarm.alarm });
  await until('the tab says that somebody has it', async () => !(await one.tab.title()).startsWith('('));
  return shown.at - alarm.raisedAt;
}
