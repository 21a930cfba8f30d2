import { launch } from './launch.mjs';

export function run(args) {
  // The bench reads its memory after a collection, not at a chance moment between two.
  return launch('tests/bench/main.ts', args, { dev: true, flags: ['--expose-gc'] });
}
