import { ourEnv, runToEnd } from './process.mjs';
import { at, textOf } from './tree.mjs';

/** Runs the tests, shows them as they come, and counts them from Vitest's own report. */
export async function runTests(node, { fast, long, files, report }) {
  const args = [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  if (fast) args.push('--project', 'unit');
  const env = ourEnv({ CI: 'true', NO_COLOR: '1', ...(long ? { DURESS_LONG: '1' } : {}) });
  const { code } = await runToEnd(node, [...args, ...files], { env });
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
