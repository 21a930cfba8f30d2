import { readdirSync } from 'node:fs';
import { runToEnd, secondsSince } from './process.mjs';
import { at, exists } from './tree.mjs';

/** Each check counts as one test. Two lanes, because the machines this runs on have two cores. */
export async function runChecks(node, { fast }) {
  const lanes = [[types('types', '.'), ...browserTests(), ...screens(), format()], [lint({ fast })]];
  const tally = { passed: 0, failed: 0 };
  await Promise.all(
    lanes.map(async (lane) => {
      for (const check of lane) {
        const ok = await runOne(node, check);
        tally[ok ? 'passed' : 'failed'] += 1;
      }
    }),
  );
  return tally;
}

async function runOne(node, { name, args, fix }) {
  const start = Date.now();
  const { code, output } = await runToEnd(node, args, { quiet: true });
  if (code === 0) {
    console.log(`ok ${name} (${secondsSince(start)})`);
    return true;
  }
  console.log(`\nFAILED ${name} (${secondsSince(start)})${fix === undefined ? '' : `, ${fix}`}\n${output.trim()}\n`);
  return false;
}

function types(name, project) {
  return { name, args: [at('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--pretty', 'false', '-p', at(project)] };
}

/** A program of their own, because they know the page's names; the compiler refuses one without files. */
function browserTests() {
  const hasFiles = readdirSync(at('tests', 'browser'), { recursive: true }).some((name) => name.endsWith('.ts'));
  return hasFiles ? [types('types of the browser tests', 'tests/browser')] : [];
}

function screens() {
  if (!exists(at('dashboard', 'tsconfig.json'))) return [];
  const program = at('node_modules', 'svelte-check', 'bin', 'svelte-check');
  const args = ['--workspace', at('dashboard'), '--tsconfig', at('dashboard', 'tsconfig.json'), '--fail-on-warnings', '--output', 'human'];
  return [{ name: 'types of the screens', args: [program, ...args] }];
}

function format() {
  const args = [at('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'];
  return { name: 'format', args: fastCache(args, 'prettier'), fix: 'put right by `npm run format`' };
}

/**
 * The quick check reads each unchanged file's old result. A rule that knows types may then miss what a change elsewhere broke,
 * so the whole test looks at every file anew.
 */
function lint({ fast }) {
  const args = [at('node_modules', 'eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'];
  return { name: 'lint', args: fast ? [...fastCache(args, 'eslint')] : args };
}

function fastCache(args, name) {
  return [...args, '--cache', '--cache-strategy', 'content', '--cache-location', at('node_modules', '.cache', `${name}.json`)];
}
