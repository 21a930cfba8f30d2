import './panic.css';
import { ownBuild } from '../shared/build.ts';
import { PageClock } from '../shared/clock.ts';
import { openFeedSocket } from '../shared/feed/browser-socket.ts';
import { Gateway } from './gateway.ts';
import { Memory, type Settings } from './memory.ts';
import { PanicPage } from './page.ts';
import { PressNames } from './press.ts';
import { setUpPage } from './set-up.ts';
import { texts } from './texts/en.ts';
import { View, type Deeds } from './view.ts';

const RELOADED_FOR = 'panic.reloaded-for';

/** The browser's storage, or nothing where it is refused: reading the property itself may throw. */
function storage(name: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return window[name];
  } catch {
    // Refused by a privacy setting: the page works from memory and says so in its set-up.
    return undefined;
  }
}

/** Two frames on: the first one lays out what was painted, the second one starts when it is on the glass. Nothing is shown while hidden. */
function afterPaint(run: () => void): void {
  if (document.hidden) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (!document.hidden) run();
    }),
  );
}

/**
 * Fetches a newer page into the phone's store and starts it, once per build: a gateway that serves two builds must not make the page
 * spin. On a bad network that takes long: whoever presses meanwhile, or has begun to, keeps this page; the next opening has the newer one.
 */
async function renew(build: string, isCalm: () => boolean): Promise<void> {
  const kept = storage('sessionStorage');
  if (build === ownBuild() || ownBuild() === '' || kept === undefined || kept.getItem(RELOADED_FOR) === build) return;
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
  if (worker === null) return;
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('message', resolve, { once: true });
    worker.postMessage('renew');
  });
  if (!isCalm() || document.querySelector('.held') !== null) return;
  kept.setItem(RELOADED_FOR, build);
  location.reload();
}

/** The page itself and its set-up, of which one is on the screen at a time. */
class Screens {
  readonly #app: HTMLElement;
  readonly #clock = new PageClock();
  readonly #memory = new Memory(storage('localStorage'));
  readonly #page: PanicPage;
  readonly #view: View;

  constructor(app: HTMLElement) {
    this.#app = app;
    this.#page = this.#makePage();
    this.#view = new View(texts, this.#deeds(), this.#clock);
  }

  start(): void {
    this.#page.start();
    if (this.#page.settings.understoodAt === undefined) this.#showSetUp();
    else this.#showPage();
  }

  /** The network, the worker or the page itself is back. */
  hurry(): void {
    this.#page.hurry();
  }

  #makePage(): PanicPage {
    const { lang } = document.documentElement;
    const time = new Intl.DateTimeFormat(navigator.language.startsWith(lang) ? undefined : lang, { timeStyle: 'medium' });
    return new PanicPage({
      clock: this.#clock,
      memory: this.#memory,
      gateway: new Gateway(this.#clock, fetch.bind(window)),
      names: new PressNames((cells) => crypto.getRandomValues(cells)),
      words: { texts, time: (wall) => time.format(wall) },
      openSocket: openFeedSocket,
      random: Math.random,
      paint: (scene) => this.#view.paint(scene),
      afterPaint,
      shake: (ms) => {
        if ('vibrate' in navigator) navigator.vibrate(ms);
      },
      calmWith: (build, isCalm) => {
        renew(build, isCalm).catch(reportError);
      },
    });
  }

  #deeds(): Deeds {
    return {
      press: (kind) => this.#page.press(kind),
      tooShort: () => this.#page.tooShort(),
      openPin: () => this.#page.pin('open'),
      closePin: () => this.#page.pin('closed'),
      cancelWith: (pin) => this.#page.cancelWith(pin),
      dismiss: () => this.#page.dismiss(),
      openSetUp: () => this.#showSetUp(),
    };
  }

  #showPage(): void {
    this.#app.replaceChildren(this.#view.element);
  }

  #showSetUp(): void {
    const { settings, known } = this.#page;
    const test = (): void => {
      this.#page.press('test');
      this.#showPage();
    };
    const save = (next: Settings): void => {
      this.#page.saveSettings(next);
      this.#showPage();
    };
    const isFirst = settings.understoodAt === undefined;
    const parts = {
      texts,
      settings,
      call: known?.call,
      tells: known?.push === true,
      remembers: this.#memory.works,
      now: () => this.#clock.wall(),
      save,
      calm: !this.#page.busy,
    };
    this.#app.replaceChildren(setUpPage(isFirst ? parts : { ...parts, test }));
    window.scrollTo(0, 0);
  }
}

function start(app: HTMLElement): void {
  const screens = new Screens(app);
  screens.start();
  window.addEventListener('online', () => screens.hurry());
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) screens.hurry();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) screens.hurry();
  });
  // Without it (plain HTTP away from this machine) the page works all the same, only it can't be opened without a network.
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('/panic-sw.js', { scope: '/panic' }).catch(reportError);
}

const app = document.getElementById('app');
if (app !== null) start(app);
