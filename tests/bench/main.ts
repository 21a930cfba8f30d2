/**
 * `npm run bench`: the gateway against two floors, in turn on the same machine, medians of several rounds (docs/performance.md).
 *
 *   --quick          about a minute, less sure
 *   --only NAME      latency, burst, heartbeats or start-up; may be given several times
 *   --rounds N       instead of the plan's own number
 *   --compare FILE   what changed since that run
 *   --folder PATH    where the logs are written; by default the system's folder for temporary files
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { burst } from './cases/burst.ts';
import { consoles } from './cases/consoles.ts';
import { heartbeats } from './cases/heartbeats.ts';
import { history } from './cases/history.ts';
import { latency } from './cases/latency.ts';
import { slowDisk } from './cases/slow-disk.ts';
import { Figures } from './figures.ts';
import { printChanges, printGoals, printTable, write } from './report.ts';
import { buildSite } from './site.ts';
import type { Plan, Stage } from './stage.ts';

const FULL: Plan = {
  rounds: 5,
  single: 200,
  rateSeconds: 5,
  rates: [10, 100, 1_000],
  burst: 10_000,
  fleet: 19_000,
  fleetSeconds: 10,
  facts: [1_000_000, 10_000_000],
  crowds: [1, 100, 1_000],
  few: 30,
};
const QUICK: Plan = { ...FULL, rounds: 1, single: 100, rateSeconds: 2, fleetSeconds: 3, facts: [100_000], few: 10 };
/** A device for each of the longest case, and a site as large as the product promises. */
const SITE_DEVICES = 19_000;

const CASES: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  latency,
  burst,
  heartbeats,
  consoles,
  'slow-disk': slowDisk,
  history,
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: Object.keys(CASES) },
      rounds: { type: 'string' },
      compare: { type: 'string' },
      folder: { type: 'string', default: tmpdir() },
    },
  });
  const unknown = values.only.filter((name) => CASES[name] === undefined);
  if (unknown.length > 0) throw new Error(`no case ${unknown.join()}; there are ${Object.keys(CASES).join(', ')}`);
  if (values.compare !== undefined && !existsSync(values.compare)) throw new Error(`there is no ${values.compare}`);
  const plan = values.quick ? QUICK : FULL;
  const folder = mkdtempSync(join(values.folder, 'duress-bench-'));
  const site = join(folder, 'site');
  const figures = new Figures();
  const stage: Stage = { folder, site, figures, plan: { ...plan, rounds: Number(values.rounds ?? plan.rounds) } };
  try {
    await buildSite(site, SITE_DEVICES);
    for (const name of values.only) {
      console.log(`${name} …`);
      await CASES[name]?.(stage);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log();
  printTable(figures);
  const holds = printGoals(figures);
  const file = write(figures, fileURLToPath(new URL('./results/', import.meta.url)));
  if (values.compare !== undefined) printChanges(figures, values.compare);
  console.log(`\nWritten to ${file}`);
  return holds ? 0 : 1;
}

process.exitCode = await main();
