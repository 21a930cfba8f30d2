/** Asks the browser to leave the screen on, again each time the page comes back to the front: it forgets when hidden. Returns the way to stop. */
export function keepAwake(browser: Navigator, page: Document): () => void {
  let stopped = false;
  const ask = () => {
    if (stopped || page.visibilityState !== 'visible' || !('wakeLock' in browser)) return;
    browser.wakeLock.request('screen').catch(() => {
      // Power saving or a browser that won't: the screen's own settings decide, and the next return to the front asks again.
    });
  };
  page.addEventListener('visibilitychange', ask);
  ask();
  return () => {
    stopped = true;
    page.removeEventListener('visibilitychange', ask);
  };
}
