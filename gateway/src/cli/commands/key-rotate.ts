import { FaultError } from '../../base/errors.ts';
import { oldKeyFile, rotateMasterKey } from '../../store/sealing/rotation.ts';
import { FolderLock } from '../../store/sqlite/folder-lock.ts';
import type { Command } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';

export const keyRotateCommand: Command = {
  name: 'key rotate',
  takes: '',
  positionals: { least: 0, most: 0 },
  summary: 'Give the data keys a new master key.',
  help: `For a stopped gateway. All data keys are wrapped anew in one transaction; texts stay as they are. The old master key is kept
beside the new one (….old) until you have seen the gateway start and have copied the new one to its safe place; backups that
were made before still need it. Interrupted at any moment, the next start goes on with whichever of the two opens the data keys.
Links to alarms that were sent out before end.`,
  example: '--yes',
  options: { yes: { type: 'boolean', help: 'really do it' } },
  run(call) {
    const { place } = call;
    if (!call.flag('yes'))
      throw new FaultError('usage', 'the copy of the master key in its safe place will be out of date; add --yes to go on', {
        retryable: false,
      });
    mustHoldLog(place.folder);
    const lock = new FolderLock(place.folder);
    lock.take();
    try {
      const { keys } = rotateMasterKey(place);
      const text = `${String(keys)} data keys have a new master key, in ${place.masterKeyFile}. Copy it to its safe place now. The old one is in ${oldKeyFile(place.masterKeyFile)}: delete it when the gateway has started and no backup needs it.`;
      return Promise.resolve({ exit: 0, text, json: { ok: true, keys, masterKeyFile: place.masterKeyFile } });
    } finally {
      lock.release();
    }
  },
};
