import type { AlarmLevel } from '@duress/gateway/contract/alarm.ts';
import type { RhythmName } from './rhythm.ts';

/** One thing that asks for sound: an alarm, or a press that the log has not taken yet. */
export interface Caller {
  readonly id: string;
  readonly level: AlarmLevel;
  readonly presses: number;
  readonly loud: boolean;
  /** An exercise. */
  readonly drill?: boolean | undefined;
}

/** *Silence*: this alarm, on this workstation, until a time, and only as it was: another press or a higher level sounds again. */
export interface Silence {
  readonly level: AlarmLevel;
  readonly presses: number;
  readonly drill?: boolean | undefined;
  /** By the monotonic clock. */
  readonly until: number;
}

/** A silence ends by itself; the alarm goes on and others hear it anyway. */
export const SILENCE_MS = 120_000;
/** LOST is said with a tone from here on: a short cut of the network doesn't startle anybody. */
export const TROUBLE_TONE_AFTER_MS = 30_000;

export interface Sounding {
  readonly rhythm: RhythmName | undefined;
  /** Who is calling, each with its press count. Something new in here begins the burst anew. */
  readonly voices: ReadonlySet<string>;
}

interface Circumstances {
  readonly silences: ReadonlyMap<string, Silence>;
  /** Age of the gateway's last word. */
  readonly linkAgeMs: number;
  /** Nothing new comes: the session is over. Unlike a cut this doesn't mend itself, so its tone doesn't wait. */
  readonly signedOut: boolean;
  readonly mono: number;
}

/**
 * What must sound now. Duress before assist before a drill before trouble: one rhythm at a time, the most urgent. There is no mute.
 * A drill has the rhythm of a test: who only hears it must not take it for real, nor something real for a drill.
 */
export function chooseSound(callers: Iterable<Caller>, { silences, linkAgeMs, signedOut, mono }: Circumstances): Sounding {
  const voices = new Set<string>();
  let rhythm: RhythmName | undefined;
  for (const caller of callers) {
    if (!caller.loud || isSilenced(caller, silences.get(caller.id), mono)) continue;
    voices.add(`${caller.id} ${caller.level} ${caller.presses}${caller.drill === true ? ' drill' : ''}`);
    if (caller.drill === true) rhythm ??= 'test';
    else if (caller.level === 'duress' || rhythm !== 'duress') rhythm = caller.level;
  }
  if (rhythm === undefined && (signedOut || linkAgeMs > TROUBLE_TONE_AFTER_MS)) return { rhythm: 'trouble', voices };
  return { rhythm, voices };
}

export function isSilenced(caller: Caller, silence: Silence | undefined, mono: number): boolean {
  return (
    silence !== undefined &&
    mono < silence.until &&
    silence.presses === caller.presses &&
    silence.level === caller.level &&
    silence.drill === caller.drill
  );
}

/** Must the burst begin anew? Only when somebody calls who did not before: a second press is heard as one. */
export function startsAnew(before: Sounding, after: Sounding): boolean {
  return before.rhythm !== after.rhythm || [...after.voices].some((voice) => !before.voices.has(voice));
}
