import { existsSync } from 'node:fs';
import type { Head, SignedHead } from '../../engine/ports/log.ts';
import { readMasterKey } from '../../store/sealing/master-key.ts';
import { openSigner, signingKeyFile } from '../../store/sign.ts';
import { exportLog } from '../../store/tools/export-file.ts';
import type { Command, Place } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';
import { Refusal } from '../refusal.ts';

export const exportCommand: Command = {
  name: 'log export',
  takes: 'FILE',
  positionals: { least: 1, most: 1 },
  summary: 'Write the log to one file that anybody can check.',
  help: `FILE is a new file. One JSON value a line: each fact with its hash, then the head, signed when the signing key is at hand.
Personal text stays sealed in it. The gateway may be running. Check it with: duress log verify FILE --public-key log.pub`,
  example: 'log-2027-03-01.jsonl',
  options: {},
  async run({ place, positionals }) {
    const file = positionals[0] ?? '';
    mustHoldLog(place.folder);
    // Whatever stands there may be the log itself.
    if (existsSync(file)) throw new Refusal('already-there', `${file} is there already; an export writes a new file`);
    const { head, signed } = await exportLog(place.folder, file, signing(place));
    const end = signed ? `The head is signed: ${head.hash}.` : `The head is ${head.hash}; it is NOT signed, the signing key was not there.`;
    return { exit: 0, text: `${file} holds ${String(head.seq)} facts. ${end}`, json: { ok: true, file, facts: head.seq, head, signed } };
  },
};

function signing(place: Place): ((head: Head) => SignedHead) | undefined {
  if (!existsSync(place.masterKeyFile) || !existsSync(signingKeyFile(place.masterKeyFile))) return undefined;
  const signer = openSigner(place.masterKeyFile, readMasterKey(place.masterKeyFile));
  return (head) => signer.signHead(head);
}
