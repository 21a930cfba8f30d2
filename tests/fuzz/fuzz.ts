import fc from 'fast-check';

/** `npm run test:long` tries so many times as many inputs as `npm test`. */
const LONG_TIMES = 25;
/** One input may keep a processor busy for so long; more is a hang. Not by the clock: on a machine that others use as well, it stands still now and then. */
const ONE_INPUT_MS = 2_000;

/** For each test here: what was found once is found, whether or not the next seed finds it. */
export const ONCE = { retry: 0 };

const isLong = process.env['DURESS_LONG'] === '1';

/**
 * Holds what must hold for inputs that nobody has tried before, with a new seed each time. A failing one says its seed and its
 * smallest form; a text or bytes of any kind are printed as they can be pasted.
 */
export function fuzz<T>(
  what: string,
  inputs: fc.Arbitrary<T>,
  options: { readonly runs: number; readonly holds: (input: T) => void },
): void {
  const numRuns = isLong ? options.runs * LONG_TIMES : options.runs;
  fc.assert(
    fc.property(inputs, (input) => {
      const from = process.cpuUsage();
      options.holds(input);
      inTime(process.cpuUsage(from));
    }),
    { numRuns },
  );
  tell(what, numRuns);
}

/** The same for what takes its time. */
export async function fuzzLater<T>(
  what: string,
  inputs: fc.Arbitrary<T>,
  options: { readonly runs: number; readonly holds: (input: T) => Promise<void> },
): Promise<void> {
  const numRuns = isLong ? options.runs * LONG_TIMES : options.runs;
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const from = process.cpuUsage();
      await options.holds(input);
      inTime(process.cpuUsage(from));
    }),
    { numRuns },
  );
  tell(what, numRuns);
}

/** An `expect` of the runner costs more than most readers here. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

function inTime({ user, system }: NodeJS.CpuUsage): void {
  const ms = (user + system) / 1_000;
  if (ms > ONE_INPUT_MS) throw new RangeError(`one input took ${String(Math.round(ms))} ms of a processor`);
}

function tell(what: string, count: number): void {
  if (isLong) process.stdout.write(`fuzz: ${count.toLocaleString('en')} ${what}\n`);
}
