#!/usr/bin/env node
'use strict';
// The command `duress`: the same as `npm run duress --`, from any folder.
process.argv.splice(2, 0, 'duress');
require('../bootstrap/run.cjs');
