import { restore } from '../../store/tools/backup.ts';
import type { Command } from '../command.ts';

const UNNOTED =
  ' Neither the backup nor the folder of the master key could be written: do not restore this backup again, for both would begin the same epoch.';

export const restoreCommand: Command = {
  name: 'restore',
  takes: 'SOURCE',
  positionals: { least: 1, most: 1 },
  summary: 'Make a new data folder from a backup.',
  help: `The data folder must be empty; move an old one away. The backup is verified first. The next fact starts a new epoch, so
that consoles and auditors can tell the restored log from the one that went on without it.`,
  example: '/backup/duress-2027-03-01',
  options: {},
  async run({ place, positionals }) {
    const source = positionals[0] ?? '';
    const { head, key, noted } = await restore({ source, folder: place.folder, masterKeyFile: place.masterKeyFile });
    const keys = {
      there: `The master key ${place.masterKeyFile} was there and fits.`,
      restored: `The master key was put to ${place.masterKeyFile}.`,
      missing: `Put the master key of that gateway to ${place.masterKeyFile} before you start.`,
    };
    const text = `${place.folder} holds the log up to fact ${String(head.seq)}; the next fact starts epoch ${String(head.epoch)}. ${keys[key]}${noted ? '' : UNNOTED}`;
    return { exit: 0, text, json: { ok: true, folder: place.folder, head, key, noted } };
  },
};
