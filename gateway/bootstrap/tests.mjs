import { ourEnv, runToEnd } from './process.mjs';
import { at, textOf } from './tree.mjs';

/** What a test starts, and the threads of the log in each test, compile once and not each time. */
const COMPILED = at('node_modules', '.cache', 'compiled');

/** Minutes of a whole house at its usual pace, on one core and mostly at rest: it has its own run, beside the checks. */
const SOAK = 'soak';
const PROJECTS = { fast: ['unit'], whole: ['unit', 'whole', 'browser', 'alone'], soak: [SOAK] };

/**
 * Runs the tests of a kind, or of all where files are named, shows them as they come (`quiet`: at the end), and counts them from Vitest's
 * own report.
 */
export async function runTests(node, { kind, long = false, files = [], quiet = false, report }) {
  const args = [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  for (const project of PROJECTS[kind] ?? []) args.push('--project', project);
  const env = ourEnv({ CI: 'true', NO_COLOR: '1', NODE_COMPILE_CACHE: COMPILED, ...(long ? { DURESS_LONG: '1' } : {}) });
  const { code, output } = await runToEnd(node, [...args, ...files], { env, quiet });
  if (quiet) console.log(output.trim());
  return count(code, textOf(report), console.log);
}

export function count(code, text, say) {
  if (text === undefined) {
    say(`The test runner ended with ${code} before it could report.`);
    return { passed: 0, failed: 1 };
  }
  const report = JSON.parse(text);
  // A file that could not be loaded has no tests of its own; it still is a failure.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  for (const file of broken) say(`FAILED to load or to end cleanly: ${file.name}`);
  const failed = report.numFailedTests + broken.length;
  if (report.numPassedTests + failed === 0) {
    say('No test was run: that proves nothing, and counts as a failure.');
    return { passed: 0, failed: 1 };
  }
  // An error outside every test, or a process left behind.
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
