import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { at, root } from './tree.mjs';

/** The environment in which `node` and every tool are the ones of the lockfile. */
export function ourEnv(extra = {}) {
  const inherited = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, ...extra, [inherited]: at('node_modules', '.bin') + delimiter + (process.env[inherited] ?? '') };
}

/** Runs to the end without a standard input; gives the exit code and, when `quiet`, all that was printed. */
export function runToEnd(file, args, { cwd = root, env = ourEnv(), quiet = false, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, shell, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: codeOf(code, signal), output }));
  });
}

/** Runs in our place: same terminal, same signals, same exit code. */
export function handOver(file, args, env = ourEnv()) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: 'inherit' });
    const pass = (signal) => {
      // Ctrl-C in a terminal already reached the child; a second one would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    const watch = watchParent(() => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(codeOf(code, signal));
    });
  });
}

/**
 * npm passes a signal to the shell between us, and that shell dies of it without telling us: `kill` on an `npm start` would
 * leave the gateway running with nobody to stop it. Under npm a parent that is gone therefore means *stop*.
 */
function watchParent(gone) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  return setInterval(() => {
    if (process.ppid !== parent) gone();
  }, 250).unref();
}

function codeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/** Seconds with one decimal, for people. */
export function secondsSince(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}
