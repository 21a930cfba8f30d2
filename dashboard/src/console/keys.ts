/** What a bare key does on the console. Turned off with one switch (WCAG 2.1.4), and never while somebody types. */
export const KEYS = {
  t: 'take',
  c: 'coming',
  h: 'here',
  p: 'progress',
  a: 'all-clear',
  n: 'not-all-clear',
  x: 'close',
  r: 'release',
  d: 'confirm-drill',
  s: 'silence',
  j: 'next',
  k: 'previous',
  l: 'history',
  '?': 'help',
} as const;

export type KeyName = keyof typeof KEYS;
export type ActName = (typeof KEYS)[KeyName];

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  /** The element that has the focus takes text. */
  readonly typing: boolean;
  /** A dialog is open. */
  readonly covered: boolean;
}

/** What a key press asks for; `?` lists the keys even where single keys are off, with Shift alone as its only modifier. */
export function actFor(pressed: Pressed, singleKeys: boolean): ActName | undefined {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat || pressed.typing || pressed.covered) return undefined;
  const act = isKey(pressed.key) ? KEYS[pressed.key] : undefined;
  return singleKeys || act === 'help' ? act : undefined;
}

export function keyOf(act: ActName): string {
  return (
    Object.entries(KEYS)
      .find(([, name]) => name === act)?.[0]
      ?.toUpperCase() ?? ''
  );
}

function isKey(key: string): key is KeyName {
  return Object.hasOwn(KEYS, key);
}
