import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureTestPrograms } from './programs.mjs';
import { ensureScreens } from './screens.mjs';
import { runTests } from './tests.mjs';
import { at, exists } from './tree.mjs';

/**
 * `npm test`: types, lint, format, then the tests; goes on after a failure, so that one run shows all of them.
 * `--fast` (npm run check): without what needs a browser, a real disk fault or a whole gateway. `--long`: with the hours of simulation.
 */
export async function run(args) {
  const fast = args.includes('--fast');
  const long = args.includes('--long');
  const files = args.filter((arg) => arg !== '--fast' && arg !== '--long');
  const start = performance.now();
  const node = await ensureInstalled();
  const tally = { passed: 0, failed: 0 };

  if (!fast) {
    await ensureTestPrograms();
    if (exists(at('dashboard', 'vite.config.ts'))) {
      await ensureScreens(node).catch((error) => {
        console.log(`FAILED screens\n${error.message}`);
        tally.failed += 1;
      });
    }
  }

  const scratch = mkdtempSync(join(tmpdir(), 'duress-test-'));
  const tests = (kind, more) => runTests(node, { kind, report: join(scratch, `${kind}.json`), ...more });
  const isWhole = !fast && !long && files.length === 0;
  try {
    // One that could not even run must not leave the other running behind it.
    const checks = await Promise.allSettled([runChecks(node, { fast }), ...(isWhole ? [tests('soak', { quiet: true })] : [])]);
    for (const done of checks) {
      if (done.status === 'rejected') throw done.reason;
      add(tally, done.value);
    }
    add(tally, await tests(fast ? 'fast' : isWhole ? 'whole' : 'all', { long, files }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log(`\n${fast ? 'Check' : 'Test'} took ${Math.round((performance.now() - start) / 1000)} s.`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}

function add(tally, { passed, failed }) {
  tally.passed += passed;
  tally.failed += failed;
}
