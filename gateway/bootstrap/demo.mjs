import { launch } from './launch.mjs';

export function run(args) {
  return launch('gateway/src/demo.ts', args, { screens: true });
}
