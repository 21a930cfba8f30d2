/*
 * Keeps the worker's page on the phone, so that it opens at once and without a network. Hand-written and small on purpose.
 * The page and everything that it names are stored together and replaced together: an old page never meets new scripts.
 * Nothing of the API is ever stored, and nothing but the page's own files passes through here.
 */
const STORE = 'panic-v1';
const PAGE = '/panic';

/** Files of this origin that the page names, such as /assets/panic-3f2a.js. They carry a hash, so one name is one content. */
function filesIn(html) {
  return [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg|webmanifest|png))"/g)].map((match) => match[1]);
}

/** Scripts may import further ones by relative name; those are part of the page too. */
function importsIn(script) {
  return [...script.matchAll(/(?:from|import)\s*\(?["']\.\/([^"']+\.js)["']/g)].map((match) => `/assets/${match[1]}`);
}

/** Brings one file and what it imports into the store; `kept` gathers their names. */
async function store(cache, path, kept) {
  if (kept.has(path)) return;
  kept.add(path);
  const known = await cache.match(path);
  const response = known ?? (await fetch(path, { cache: 'no-cache' }));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  if (known === undefined) await cache.put(path, response.clone());
  if (!path.endsWith('.js')) return;
  for (const file of importsIn(await response.text())) await store(cache, file, kept);
}

/** Fetches the page with all its files; only when everything is here does the new page take the old one's place. */
async function renew() {
  const page = await fetch(PAGE, { cache: 'no-store', credentials: 'same-origin' });
  if (!page.ok || page.redirected) return page;
  const cache = await caches.open(STORE);
  const kept = new Set([PAGE]);
  for (const file of filesIn(await page.clone().text())) await store(cache, file, kept);
  await cache.put(PAGE, page.clone());
  for (const request of await cache.keys()) if (!kept.has(new URL(request.url).pathname)) await cache.delete(request);
  return page;
}

/** The stored page at once; a newer one is fetched beside it for the next opening. */
async function pageFor(event) {
  const cache = await caches.open(STORE);
  const stored = await cache.match(PAGE);
  const fresh = renew();
  if (stored === undefined) return fresh;
  // No network, or a gateway that is being restarted: the stored page is the right answer, and the next opening tries again.
  event.waitUntil(fresh.catch(() => undefined));
  return stored;
}

/** Another language was asked for: the page comes back in it, or as it is kept where there is no network. */
async function inLanguage(url) {
  try {
    const said = await fetch(url, { cache: 'no-store', credentials: 'same-origin' });
    if (said.ok) await renew();
  } catch {
    // No network: what is kept is the right answer.
  }
  return Response.redirect(PAGE, 303);
}

async function fileFor(request) {
  const cache = await caches.open(STORE);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

self.addEventListener('install', (event) => {
  event.waitUntil(renew().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('message', (event) => {
  if (event.data !== 'renew') return;
  event.waitUntil(renew().then(() => event.source?.postMessage('renewed')));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return;
  if (event.request.mode === 'navigate') {
    if (url.pathname === PAGE) event.respondWith(url.searchParams.has('language') ? inLanguage(url) : pageFor(event));
    return;
  }
  event.respondWith(fileFor(event.request));
});
