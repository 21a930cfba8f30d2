/*
 * The first file that every npm script runs: `node gateway/bootstrap/run.cjs <command> [arguments]`.
 * Written for the oldest Node there is, so that it can be parsed by one and say what is wrong.
 */
'use strict';
var least = 20;
var command = process.argv[2];

if (parseInt(process.versions.node, 10) < least) {
  process.stderr.write(
    'Duress Gateway needs Node.js ' +
      least +
      ' or newer to start; this is ' +
      process.version +
      '. Install a current one from https://nodejs.org and run the command again.\n'
  );
  process.exit(1);
}
if (!/^[a-z]+$/.test(command || '')) {
  process.stderr.write('usage: node gateway/bootstrap/run.cjs demo|start|sim|bench|test|duress [arguments]\n');
  process.exit(2);
}
// In a file of its own, because an old Node can't even read the word `import()`.
require('./load.cjs')(command);
