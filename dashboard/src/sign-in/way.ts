import type { DEMO_USERS } from '@duress/gateway/contract/organisation.ts';

export type DemoUser = (typeof DEMO_USERS)[number];

/** Where each of the demo's people works. */
export const DEMO_PAGES: Readonly<Record<DemoUser, string>> = { worker: '/panic', reception: '/', manager: '/desk' };

/**
 * The page that was asked for, when it is one of this origin; else the given one. It is read the way a browser will read it
 * (which drops tabs and takes `\` for `/`), so that no spelling of another host gets through.
 */
export function pageAskedFor(address: { readonly search: string; readonly origin: string }, otherwise: string): string {
  const query = new URLSearchParams(address.search);
  const asked = query.get('next') ?? query.get('back');
  if (asked === null || !asked.startsWith('/') || !URL.canParse(asked, address.origin)) return otherwise;
  const url = new URL(asked, address.origin);
  if (url.origin !== address.origin || url.pathname === '/sign-in') return otherwise;
  return url.pathname + url.search + url.hash;
}

/** The one-time key stands after `#`, so that no server, proxy or log ever sees it. */
export function oneTimeKey(hash: string): string | undefined {
  const key = new URLSearchParams(hash.replace(/^#/, '')).get('key');
  return key === null || key === '' ? undefined : key;
}

/** Where somebody works whose page nobody asked for. */
export function homeOf(roles: readonly { readonly role: string }[]): string {
  const has = (role: string) => roles.some((one) => one.role === role);
  if (has('reception')) return '/';
  if (has('administrator') || has('manager')) return '/desk';
  return has('worker') ? '/panic' : '/';
}
