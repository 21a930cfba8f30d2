import { launch } from './launch.mjs';

export function run(args) {
  return launch('gateway/src/main.ts', args, { screens: true });
}
