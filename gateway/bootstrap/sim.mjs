import { launch } from './launch.mjs';

export function run(args) {
  return launch('firmware-sim/src/main.ts', args);
}
