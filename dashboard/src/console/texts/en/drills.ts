/** A drill on the console: what is asked of whoever sits there, and how its story is told. */
export const drillWords = {
  /** Somebody has to say so before the time is over. */
  ask: (seconds: number) => `Real in ${seconds}\u{a0}s unless somebody confirms the drill.`,
  over: 'Nobody confirmed the drill in time. Treat it as real.',
  confirmed: (name: string) => `${name} confirmed the drill`,
  /** On a screen without names. */
  confirmedBySomebody: 'The drill is confirmed',
  closing: 'A drill is closed as a drill. If it was more than that, keep it open and say that it is real.',
  event: {
    DrillConfirmed: 'Confirmed as the drill',
    DrillBecameReal: 'Real from here on, no drill',
  },
  why: {
    'pressed-again': 'pressed again',
    'man-down': 'a fall',
    'not-confirmed': 'nobody confirmed it in 30 s',
    'by-hand': 'somebody said so',
  },
} as const;
