import { proveDestroyed, type DestroyedRecord } from '../../store/tools/prove.ts';
import type { Command } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';

export const retentionProveCommand: Command = {
  name: 'retention prove',
  takes: '[BACKUP]',
  positionals: { least: 0, most: 1 },
  summary: 'Show that no key of a record is left whose time is over.',
  help: `For each debrief whose time is over by the log it looks for its data keys and for texts that could still be opened. Needs no
master key, and the gateway may run. With BACKUP the same is looked for there: a backup that was made before the end of a record
still holds its keys.`,
  example: '/backup/duress-2027-03-01',
  options: {},
  run({ place, positionals }) {
    mustHoldLog(place.folder);
    const lookedIn = positionals[0] ?? place.folder;
    const { ok, records } = proveDestroyed(place.folder, lookedIn);
    if (records.length === 0) return Promise.resolve({ exit: 0, text: 'No record has come to its end yet.', json: { ok, records } });
    const text = [...records.map(line), ok ? 'No key is left of any of them.' : `${lookedIn} STILL HOLDS KEYS of some of them.`].join('\n');
    return Promise.resolve(ok ? { exit: 0, text, json: { ok, records } } : { exit: 1, text, json: { code: 'keys-left', ok, records } });
  },
};

function line({ debrief, at, class: name, keysLeft, sealed, readable }: DestroyedRecord): string {
  const day = new Date(at).toISOString().slice(0, 10);
  return `${debrief}: ended ${day} (${name}); keys left: ${String(keysLeft)}; of ${String(sealed)} sealed texts ${String(readable)} can be opened`;
}
