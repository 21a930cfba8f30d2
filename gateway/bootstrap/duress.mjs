import { launch } from './launch.mjs';

export function run(args) {
  return launch('gateway/src/cli/main.ts', args);
}
