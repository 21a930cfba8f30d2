import './panic.css';
import { ownBuild } from '../shared/build.ts';
import { PageClock } from '../shared/clock.ts';
import { openFeedSocket } from '../shared/feed/browser-socket.ts';
import { Gateway } from './gateway.ts';
import { Memory } from './memory.ts';
import { PanicPage } from './page.ts';
import { PressNames } from './press.ts';
import { setUpPage } from './set-up.ts';
import { en } from './texts.en.ts';
import { View } from './view.ts';

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

/** Fetches a newer page into the phone's store and starts it, once per build: a gateway that serves two builds must not make the page spin. */
async function renew(build: string): Promise<void> {
  const kept = storage('sessionStorage');
  if (build === ownBuild() || ownBuild() === '' || kept === undefined || kept.getItem(RELOADED_FOR) === build) return;
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
  if (worker === null) return;
  kept.setItem(RELOADED_FOR, build);
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('message', resolve, { once: true });
    worker.postMessage('renew');
  });
  location.reload();
}

function start(app: HTMLElement): void {
  const clock = new PageClock();
  const memory = new Memory(storage('localStorage'));
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
  const page: PanicPage = new PanicPage({
    clock,
    memory,
    gateway: new Gateway(clock, fetch.bind(window)),
    names: new PressNames((cells) => crypto.getRandomValues(cells)),
    words: { texts: en, time: (wall) => time.format(wall) },
    openSocket: openFeedSocket,
    random: Math.random,
    paint: (scene) => {
      view.paint(scene);
    },
    afterPaint,
    shake: (ms) => {
      if ('vibrate' in navigator) navigator.vibrate(ms);
    },
    calmWith: (build) => {
      renew(build).catch(reportError);
    },
  });
  const view = new View(
    en,
    {
      press: (kind) => {
        page.press(kind);
      },
      tooShort: () => {
        page.tooShort();
      },
      openPin: () => {
        page.pin('open');
      },
      closePin: () => {
        page.pin('closed');
      },
      cancelWith: (pin) => {
        page.cancelWith(pin);
      },
      dismiss: () => {
        page.dismiss();
      },
      openSetUp: () => {
        showSetUp();
      },
    },
    clock,
  );

  const showSetUp = (): void => {
    const understood = page.settings.understoodAt !== undefined;
    app.replaceChildren(
      setUpPage({
        texts: en,
        settings: page.settings,
        call: page.known?.call,
        remembers: memory.works,
        now: () => clock.wall(),
        save: (settings) => {
          page.saveSettings(settings);
          app.replaceChildren(view.element);
        },
        ...(understood
          ? {
              test: () => {
                page.press('test');
                app.replaceChildren(view.element);
              },
            }
          : {}),
      }),
    );
    window.scrollTo(0, 0);
  };

  page.start();
  if (page.settings.understoodAt === undefined) showSetUp();
  else app.replaceChildren(view.element);
  window.addEventListener('online', () => {
    page.hurry();
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) page.hurry();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) page.hurry();
  });
  // Without it (plain HTTP away from this machine) the page works all the same, only it can't be opened without a network.
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('/panic-sw.js', { scope: '/panic' }).catch(reportError);
}

const app = document.getElementById('app');
if (app !== null) start(app);
