import { batchAfter, committed, factAfter, row } from './sample.ts';
import { sqliteStore } from './store-kind.ts';

/**
 * A process that has the folder open. `hold`: prints `open` and waits. `write`: prints the number of each fact once its
 * commit is confirmed, until somebody kills it.
 */
const [folder, task] = process.argv.slice(2);
const store = sqliteStore(folder ?? '');
let head = await store.log.open();
process.stdout.write('open\n');
process.stdin.resume();
while (task === 'write') {
  const secret = { subject: `person:p${String(head.seq)}`, value: 'Ann' };
  const facts = [factAfter(head, 1, { secret }), factAfter(head, 2)];
  head = await committed(
    store.log,
    batchAfter(head, { facts, rows: [row(`alarm/a${String(head.seq)}`, { n: head.seq }, { subject: secret.subject })] }),
  );
  process.stdout.write(`${String(head.seq)}\n`);
}
