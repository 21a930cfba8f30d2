import type { Cancel, Clock } from '../shared/clock.ts';

/** How long a finger, a key or a switch rests on a control before it counts. */
export const HOLD_MS = 1_000;

export interface HoldParts {
  readonly control: HTMLElement;
  readonly clock: Clock;
  /** The hold was long enough. */
  readonly fired: () => void;
  /** Let go too early: the worker is told to hold longer. */
  readonly tooShort: () => void;
}

/**
 * A control that acts when it was held for HOLD_MS, and on nothing else: no tap, no click, no double tap. Only lifting
 * ends a hold; a finger that slides off in a struggle still presses. A second finger changes nothing.
 */
export function holdToFire(parts: HoldParts): Cancel {
  const { control, clock } = parts;
  let by: number | 'key' | undefined;
  let timer: Cancel | undefined;

  const end = (): boolean => {
    const wasHeld = by !== undefined;
    timer?.();
    timer = undefined;
    by = undefined;
    control.classList.remove('held');
    return wasHeld;
  };
  const begin = (who: number | 'key'): void => {
    if (by !== undefined) return;
    by = who;
    control.classList.add('held');
    timer = clock.after(HOLD_MS, () => {
      end();
      parts.fired();
    });
  };
  const letGo = (who: number | 'key'): void => {
    if (by === who && end()) parts.tooShort();
  };
  return listen(control, { begin, letGo, drop: end });
}

interface HoldInput {
  readonly begin: (who: number | 'key') => void;
  readonly letGo: (who: number | 'key') => void;
  /** The browser took the finger or the page away: nobody can tell how long it was held. */
  readonly drop: () => unknown;
}

function listen(control: HTMLElement, input: HoldInput): Cancel {
  const stop = new AbortController();
  const { signal } = stop;
  control.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      control.setPointerCapture(event.pointerId);
      input.begin(event.pointerId);
    },
    { signal },
  );
  control.addEventListener(
    'pointerup',
    (event) => {
      input.letGo(event.pointerId);
    },
    { signal },
  );
  control.addEventListener(
    'pointercancel',
    (event) => {
      input.letGo(event.pointerId);
    },
    { signal },
  );
  control.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== ' ' && event.key !== 'Enter') return;
      event.preventDefault();
      if (!event.repeat) input.begin('key');
    },
    { signal },
  );
  control.addEventListener(
    'keyup',
    (event) => {
      if (event.key === ' ' || event.key === 'Enter') input.letGo('key');
    },
    { signal },
  );
  // A long press opens a menu on phones, and the menu would swallow the hold.
  control.addEventListener(
    'contextmenu',
    (event) => {
      event.preventDefault();
    },
    { signal },
  );
  control.addEventListener('blur', () => input.drop(), { signal });
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.hidden) input.drop();
    },
    { signal },
  );
  return () => {
    stop.abort();
    input.drop();
  };
}
