/** What this workstation remembers of how it is used. Nothing of any alarm or person is ever kept in the browser. */
export interface Settings {
  readonly theme: 'auto' | 'light' | 'dark';
  readonly singleKeys: boolean;
  readonly flash: boolean;
  /** Epoch ms at which somebody last said that they heard the test. */
  readonly heardAt: number | undefined;
  /** Somebody said that they did not, and nobody has heard it since. */
  readonly unheard: boolean;
}

/**
 * Has nobody said within the time that its places allow that they hear this workstation? An alarm sounds all the same. A time ahead of
 * now is another clock's, and proves nothing.
 */
export function soundTestOverdue({ heardAt }: Pick<Settings, 'heardAt'>, now: number, holdsMs: number): boolean {
  return heardAt === undefined || now - heardAt > holdsMs || heardAt - now > CLOCK_TOLERANCE_MS;
}

/** What this computer's clock may be set back by without the last test counting for nothing. */
const CLOCK_TOLERANCE_MS = 60_000;

const KEY = 'duress.console.settings';

/** Settings as they were stored; whatever is missing, foreign or broken is as at first. */
export function readSettings(storage: Pick<Storage, 'getItem'>): Settings {
  const stored = parsed(storage.getItem(KEY));
  const { theme, singleKeys, flash, heardAt, unheard } = stored;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    singleKeys: singleKeys !== false,
    flash: flash !== false,
    heardAt: typeof heardAt === 'number' ? heardAt : undefined,
    unheard: unheard === true,
  };
}

export function writeSettings(storage: Pick<Storage, 'setItem'>, settings: Settings): void {
  storage.setItem(KEY, JSON.stringify(settings));
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const json = JSON.parse(text ?? '{}') as unknown; // any to unknown: each field is checked by the caller
    return typeof json === 'object' && json !== null ? { ...json } : {};
  } catch {
    // Written by something else: the settings begin anew, which costs a click.
    return {};
  }
}

/** What a list of themes was set to; anything else is *as the computer*. */
export function readTheme(value: string): Settings['theme'] {
  return value === 'light' || value === 'dark' ? value : 'auto';
}
