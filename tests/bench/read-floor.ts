/**
 * What reading a log can cost at best: every fact's bytes from SQLite, and one SHA-256 over each with the hash before it. No JSON, no
 * check of what it says. `node read-floor.ts <data folder>` prints the number of facts.
 */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(join(process.argv[2] ?? '.', 'log.db'), { readOnly: true });
let count = 0;
let chained = '';
for (const { body } of database.prepare('SELECT body FROM fact ORDER BY seq').iterate()) {
  chained = hash('sha256', chained + String(body));
  count += 1;
}
console.log(count);
