import { parseArgs } from 'node:util';
import { deedText } from './plan.ts';
import { planOfSeed, runPlan, type Outcome } from './run.ts';
import { shrunk } from './shrink.ts';
import { timeText } from './story.ts';

/** Lines of a story that are printed; `--whole` prints all. */
const TOLD_LINES = 60;
const LINE_CHARACTERS = 240;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
    whole: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
  },
});
const [seeds, first, minutes] = [Number(values.seeds), Number(values.seed), Number(values.minutes)];
if (![seeds, first, minutes].every((value) => Number.isInteger(value) && value > 0))
  throw new RangeError('--seeds, --seed and --minutes take whole numbers from 1 on');

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(outcome: Outcome): void {
  const { broken, lines, plan } = outcome;
  if (broken === undefined) return;
  say(`\nseed ${String(plan.seed)}, ${String(plan.minutes)} minutes: ${broken.promise} at ${timeText(broken.at)}\n  ${broken.what}`);
  say(`\nwhat it takes (${String(plan.deeds.length)}), weather ${JSON.stringify(plan.weather)}:`);
  for (const planned of plan.deeds) say(`  ${deedText(planned)}`);
  say('\nwhat happened:');
  const told = values.whole ? lines : lines.slice(0, lines.findIndex((line) => line.includes('BROKEN')) + 1).slice(-TOLD_LINES);
  for (const line of told) say(values.whole ? line : line.slice(0, LINE_CHARACTERS));
}

const began = performance.now();
let facts = 0;
let failures = 0;
let ran = 0;
for (let seed = first; seed < first + seeds; seed += 1) {
  const outcome = await runPlan(planOfSeed(seed, minutes));
  ran += 1;
  facts += outcome.facts;
  if (outcome.broken === undefined) continue;
  failures += 1;
  say(`seed ${String(seed)}: ${outcome.broken.promise}; leaving out what it does not take …`);
  tell(await shrunk(outcome));
  say(`\nagain: npm run simulate -- --seed ${String(seed)} --seeds 1 --minutes ${String(minutes)}`);
  if (!values['keep-going']) break;
}
const realMinutes = (performance.now() - began) / 60_000;
const hours = (ran * minutes) / 60;
say(
  `${String(ran)} seeds of ${String(minutes)} simulated minutes, ${String(facts)} facts, ${String(failures)} broken: ` +
    `${hours.toFixed(1)} simulated hours in ${(realMinutes * 60).toFixed(1)} s, ${(hours / realMinutes).toFixed(0)} simulated hours each real minute`,
);
process.exitCode = failures === 0 ? 0 : 1;
