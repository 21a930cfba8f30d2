import { readMasterKey } from '../../store/sealing/master-key.ts';
import { backup } from '../../store/tools/backup.ts';
import type { Command } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';

export const backupCommand: Command = {
  name: 'backup',
  takes: 'TARGET',
  positionals: { least: 1, most: 1 },
  summary: 'Copy the data folder, also of a running gateway.',
  help: `TARGET is a new folder. The master key is not copied unless --with-key is given: keep it apart, a backup can't be read
without it. Who was erased after the backup was made can still be read in it: delete old backups.`,
  example: '/backup/duress-2027-03-01',
  options: { 'with-key': { type: 'boolean', help: 'put the master key beside the data' } },
  async run({ place, positionals, flag }) {
    const target = positionals[0] ?? '';
    const withKey = flag('with-key');
    // Asked before anything is copied: half a backup looks like a whole one.
    mustHoldLog(place.folder);
    if (withKey) readMasterKey(place.masterKeyFile);
    const { head } = backup({ folder: place.folder, target, masterKeyFile: place.masterKeyFile, withKey });
    const key = withKey
      ? 'It contains the MASTER KEY: whoever has it can read everything. Keep it locked away.'
      : `The master key is NOT in it. Keep a copy of ${place.masterKeyFile} somewhere else; without it the backup can't be read.`;
    return { exit: 0, text: `${target} holds the log up to fact ${String(head.seq)}. ${key}`, json: { ok: true, target, head, withKey } };
  },
};
