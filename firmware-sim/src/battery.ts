/** A coin cell of a wearable radio button, in percent of its charge. Real figures differ; their order does not. */
const PER_HOUR = 100 / (24 * 365);
/** An alarm keeps the radio on and the motor busy. */
const PER_HOUR_IN_ALARM = 2;
const PER_SENDING = 0.002;
const PER_PRESS = 0.02;

const HOUR_MS = 3_600_000;

export interface Battery {
  /** Percent, with fractions. */
  readonly charge: number;
  readonly usedUpTo: number;
}

export interface Use {
  readonly now: number;
  readonly inAlarm: boolean;
  /** 1 is the real pace; a simulation in a hurry takes more. 0: never empties. */
  readonly factor: number;
}

export function drained(battery: Battery, use: Use): Battery {
  const hours = Math.max(0, use.now - battery.usedUpTo) / HOUR_MS;
  const perHour = use.inAlarm ? PER_HOUR_IN_ALARM : PER_HOUR;
  return { charge: Math.max(0, battery.charge - hours * perHour * use.factor), usedUpTo: use.now };
}

export function spent(battery: Battery, on: 'press' | 'sending', factor: number): Battery {
  const cost = on === 'press' ? PER_PRESS : PER_SENDING;
  return { ...battery, charge: Math.max(0, battery.charge - cost * factor) };
}

/** What the button tells: whole percent, rounded down, so that it never says more than there is. */
export function percent(battery: Battery): number {
  return Math.floor(battery.charge);
}

/** From here on the button shows that its battery wants changing. */
export const LOW_BATTERY_PERCENT = 15;
