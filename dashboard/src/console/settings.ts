/** What this workstation remembers of how it is used. Nothing of any alarm or person is ever kept in the browser. */
export interface Settings {
  readonly theme: 'auto' | 'light' | 'dark';
  readonly singleKeys: boolean;
  readonly flash: boolean;
  /** Epoch ms at which somebody last said that they heard the test. */
  readonly heardAt: number | undefined;
}

const KEY = 'duress.console.settings';

/** Settings as they were stored; whatever is missing, foreign or broken is as at first. */
export function readSettings(storage: Pick<Storage, 'getItem'>): Settings {
  const stored = parsed(storage.getItem(KEY));
  const { theme, singleKeys, flash, heardAt } = stored;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    singleKeys: singleKeys !== false,
    flash: flash !== false,
    heardAt: typeof heardAt === 'number' ? heardAt : undefined,
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
