import { FaultError } from '../../base/errors.ts';
import { withStoppedLog } from '../../store/tools/offline.ts';
import type { Command } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';
import { Refusal } from '../refusal.ts';

/** Subjects as the log seals by them. */
const SUBJECT = /^(person|alarm|debrief|device):[A-Za-z0-9_.-]{1,64}$/;

export const eraseCommand: Command = {
  name: 'erase',
  takes: 'SUBJECT',
  positionals: { least: 1, most: 1 },
  summary: 'Destroy the data key of a person, an alarm, a debrief or a device.',
  help: `SUBJECT is person:ID, alarm:ID, debrief:ID or device:ID. What its key sealed can never be read again; the log still verifies.
For a stopped gateway alone. Backups that were made before still hold the key: delete them.`,
  example: 'person:01m84evdbvc8eg2ryca0s3dfcm --yes',
  options: { yes: { type: 'boolean', help: 'really do it' } },
  async run(call) {
    const subject = call.positionals[0] ?? '';
    if (!SUBJECT.test(subject))
      throw new FaultError('usage', `"${subject}" is not person:ID, alarm:ID, debrief:ID or device:ID`, { retryable: false });
    if (!call.flag('yes'))
      throw new FaultError('usage', `this can't be undone; add --yes to destroy the key of ${subject}`, { retryable: false });
    mustHoldLog(call.place.folder);
    const destroyed = withStoppedLog(call.place, (writer) => writer.destroy(subject).length);
    if (destroyed === 0) throw new Refusal('nothing-sealed', `nothing is sealed for ${subject}`);
    const text = `What was sealed for ${subject} can't be read any more (${String(destroyed)} data key${destroyed === 1 ? '' : 's'} destroyed). Delete backups that were made before today.`;
    return { exit: 0, text, json: { ok: true, subject, destroyed } };
  },
};
