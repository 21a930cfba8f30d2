import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENT, withTable } from './document.ts';
import { explore } from './explore.ts';
import { RulesAlone } from './rules-alone.ts';
import { TransitionTable } from './table.ts';

// Writes the tables of docs/alarm-states.md anew; the test beside this holds that they are what the rules do.
const before = readFileSync(DOCUMENT, 'utf8');
const rules = new RulesAlone();
const table = new TransitionTable(rules, 'real');
const drills = new TransitionTable(rules, 'drills');
const nodes = explore(rules, (seen) => {
  table.see(seen);
  drills.see(seen);
});
const now = withTable(before, { table, drills, states: nodes.length });
if (now !== before) writeFileSync(DOCUMENT, now);
process.stdout.write(now === before ? 'docs/alarm-states.md is as it was\n' : 'docs/alarm-states.md was written\n');
