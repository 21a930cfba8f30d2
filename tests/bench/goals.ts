import type { Figures } from './figures.ts';

/** A promise in numbers: what must hold, and what we go on to while the code stays simple. */
export interface Goal {
  readonly name: string;
  readonly value: (figures: Figures) => number | undefined;
  readonly unit: string;
  readonly must?: number;
  readonly further?: number;
}

const BURST = 'burst of 10,000 from 10,000';

export const GOALS: readonly Goal[] = [
  {
    name: 'one at a time, press → frame, p50 against the floor',
    value: (figures) => figures.ratio('one at a time', 'frame p50', ['gateway', 'floor']),
    unit: '×',
    must: 1.3,
    further: 1.2,
  },
  {
    name: 'one at a time, press → PUBACK, p50 against the floor',
    value: (figures) => figures.ratio('one at a time', 'PUBACK p50', ['gateway', 'floor']),
    unit: '×',
    must: 1.3,
    further: 1.2,
  },
  {
    name: 'one at a time, press → frame, p50 against the floor with a thread for the disk',
    value: (figures) => figures.ratio('one at a time', 'frame p50', ['gateway', 'thread-floor']),
    unit: '×',
    further: 1.3,
  },
  {
    name: 'burst from 10,000 devices, time against the floor',
    value: (figures) => figures.ratio(BURST, 'all done', ['gateway', 'floor']),
    unit: '×',
    must: 0.5,
  },
  {
    name: 'burst from 10,000 devices, time against the group floor',
    value: (figures) => figures.ratio(BURST, 'all done', ['gateway', 'group-floor']),
    unit: '×',
    further: 2,
  },
  { name: 'presses lost', value: (figures) => figures.of('all presses', 'lost', 'gateway'), unit: '', must: 0 },
  {
    name: 'heartbeats of 19,000 devices every 60 s, press → frame, p99 against idle',
    value: (figures) => overIdle(figures, 'heartbeats every 60 s'),
    unit: '×',
    must: 3,
    further: 2,
  },
  {
    name: 'heartbeats of 19,000 devices every 10 s, press → frame, p99 against idle',
    value: (figures) => overIdle(figures, 'heartbeats every 10 s'),
    unit: '×',
    must: 3,
    further: 2,
  },
  {
    name: 'memory per idle connected device',
    value: (figures) => figures.of('idle device', 'memory', 'gateway'),
    unit: ' KiB',
    must: 35,
    further: 30,
  },
  {
    name: 'start with 1,000,000 facts',
    value: (figures) => figures.of('1,000,000 facts', 'start', 'gateway'),
    unit: ' ms',
    must: 3_000,
  },
];

function overIdle(figures: Figures, caseName: string): number | undefined {
  const [loaded, idle] = [figures.of(caseName, 'frame p99', 'gateway'), figures.of('no heartbeats', 'frame p99', 'gateway')];
  return loaded === undefined || idle === undefined ? undefined : loaded / idle;
}
