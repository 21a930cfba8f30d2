'use strict';

/** Runs one of the `.mjs` files beside this one; whatever it throws becomes one sentence and exit code 1. */
module.exports = function load(command) {
  import('./' + command + '.mjs')
    .then((module) => module.run(process.argv.slice(3)))
    .then(
      (code) => {
        process.exitCode = code;
      },
      (error) => {
        process.stderr.write((error.plain === true ? error.message : error.stack) + '\n');
        process.exitCode = 1;
      },
    );
};
