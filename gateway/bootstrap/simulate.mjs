import { launch } from './launch.mjs';

export function run(args) {
  return launch('tests/simulation/main.ts', args, { dev: true });
}
