/*
 * Shows what the gateway tells this device, and tells the gateway that it was shown. Hand-written and small on purpose; it keeps nothing
 * and no page passes through it. What it is given was written for a lock screen: no name, no place, no word of what it is.
 */

/** Words of its own in each language that there is; what the gateway says comes in the reader's. */
const WORDS = {
  en: { title: 'You are needed', body: 'Open this page to see how things stand.' },
  de: { title: 'Sie werden gebraucht', body: 'Öffnen Sie diese Seite, um zu sehen, wie es steht.' },
};
const words = WORDS[self.navigator.languages.map((tag) => tag.split('-')[0]).find((name) => Object.hasOwn(WORDS, name)) ?? 'en'];

/** What is shown when a message can't be read: a browser that is told must show something, and too much is the safe mistake. */
const UNREADABLE = { ...words, link: '/', tag: 'unreadable', silent: true };

/** Pauses between tries of a receipt: a phone that wakes up on a bad network, within the half minute that browsers give. */
const RECEIPT_PAUSES_MS = [0, 2_000, 8_000];

function textIn(value, otherwise) {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function noticeIn(data) {
  try {
    const said = data.json();
    return {
      title: textIn(said.title, UNREADABLE.title),
      body: textIn(said.body, ''),
      link: textIn(said.link, '/'),
      tag: textIn(said.tag, UNREADABLE.tag),
      silent: said.silent !== false,
      shown: textIn(said.shown, undefined),
    };
  } catch {
    // Nothing in it, or not ours.
    return UNREADABLE;
  }
}

/** Only once it is on the screen: the browser says so by resolving. Without the permission it rejects, and nothing was shown. */
async function show({ title, body, link, tag, silent, shown }) {
  await self.registration.showNotification(title, { body, tag, silent, renotify: !silent, requireInteraction: !silent, data: { link } });
  if (shown !== undefined) await tell(shown);
}

async function tell(token) {
  for (const pause of RECEIPT_PAUSES_MS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      // The receipt says all: no cookie goes along.
      const answer = await fetch('/api/v1/push/shown', {
        method: 'POST',
        credentials: 'omit',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      if (answer.status < 500) return;
    } catch {
      // No network yet: the next try, and after the last one the gateway knows no more than that its message was taken.
    }
  }
}

/** A page of ours that is open already comes to the front; else a new one opens. Never an address of somebody else's. */
async function open(link) {
  const url = new URL(link, self.location.origin);
  const own = url.origin === self.location.origin ? url.href : self.location.origin;
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = pages.find((page) => page.url === own);
  await (there === undefined ? self.clients.openWindow(own) : there.focus());
}

self.addEventListener('install', () => {
  self.skipWaiting();
});

self.addEventListener('push', (event) => {
  event.waitUntil(show(noticeIn(event.data)));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.link ?? '/'));
});
