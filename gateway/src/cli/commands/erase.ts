import { FaultError } from '../../base/errors.ts';
import { withStoppedLog } from '../../store/tools/offline.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { peopleOf, subjectsOf } from '../../domain/keeping.ts';
import type { Hold, Retention } from '../../domain/kept.ts';
import type { Person } from '../../domain/people.ts';
import type { Call, Command } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';
import { Refusal } from '../refusal.ts';
import { withStoppedSetUp } from '../set-up-door.ts';

/** Subjects as the log seals by them. */
const SUBJECT = /^(person|alarm|debrief|device|attachment):[A-Za-z0-9_.-]{1,64}$/;

export const eraseCommand: Command = {
  name: 'erase',
  takes: 'SUBJECT',
  positionals: { least: 1, most: 1 },
  summary: 'Destroy the data key of a person, an alarm, a debrief or a device.',
  help: `SUBJECT is person:ID, alarm:ID, debrief:ID or device:ID. What its key sealed can never be read again; the log still verifies.
A person is erased as on the desk: not the last administrator, nor who owns an open debrief. For a stopped gateway alone.
Backups that were made before still hold the key: delete them.`,
  example: 'person:01m84evdbvc8eg2ryca0s3dfcm --yes',
  options: { yes: { type: 'boolean', help: 'really do it' } },
  async run(call) {
    const subject = call.positionals[0] ?? '';
    if (!SUBJECT.test(subject))
      throw new FaultError('usage', `"${subject}" is not person:ID, alarm:ID, debrief:ID or device:ID`, { retryable: false });
    if (!call.flag('yes'))
      throw new FaultError('usage', `this can't be undone; add --yes to destroy the key of ${subject}`, { retryable: false });
    mustHoldLog(call.place.folder);
    const [kind, id = ''] = subject.split(':');
    if (kind === 'person') await erasedByTheRules(call.place, id);
    else await mustNotBeHeld(call.place, subject);
    const destroyed = withStoppedLog(call.place, (writer) => {
      const left = writer.keysLeft(subject);
      // Also when none is left: an earlier call may have come to grief after deleting, before the write-ahead log was empty.
      writer.destroy(subject);
      return left;
    });
    if (destroyed === 0) throw new Refusal('nothing-sealed', `nothing is sealed for ${subject}`);
    const text = `What was sealed for ${subject} can't be read any more (${String(destroyed)} data key${destroyed === 1 ? '' : 's'} destroyed). Delete backups that were made before today.`;
    return { exit: 0, text, json: { ok: true, subject, destroyed } };
  },
};

/** What a hold stands on is not destroyed, by whatever way. @throws Refusal `in-use` */
async function mustNotBeHeld(place: Call['place'], subject: string): Promise<void> {
  await withStoppedSetUp(place, async (door) => {
    // as (all): these are the rows of those tables.
    const holds = (await door.rows('holds')) as unknown as readonly Hold[];
    const kept = (await door.rows('retentions')) as unknown as readonly Retention[];
    const open = (await door.rows('debriefs')) as unknown as readonly Debrief[];
    const ends = [
      ...kept.map(({ debrief, people, subjects }) => ({ debrief, people, subjects })),
      ...open.map((one) => ({ debrief: one.debrief, people: peopleOf(one), subjects: subjectsOf(one) })),
    ];
    const on = ends.filter(({ subjects }) => subjects.includes(subject)).flatMap(({ debrief, people }) => [debrief, ...people].map(String));
    const hold = holds.find((one) => one.on === 'house' || one.on === subject || on.includes(one.on.replace(/^[a-z]+:/, '')));
    if (hold !== undefined) throw new Refusal('in-use', `a legal hold on ${hold.on} stands; it is lifted on the desk`);
  });
}

/**
 * The rules are asked as they are for an erasure on the desk, and record it: a house in which nobody can set anything up any more, or a
 * debrief that nobody can read, helps no one. A key of somebody whom the log does not know, or who was erased before, is destroyed all the same.
 *
 * @throws Refusal `last-administrator`, `in-use`
 */
async function erasedByTheRules(place: Call['place'], id: string): Promise<void> {
  await withStoppedSetUp(place, async (door) => {
    // as: these are the rows of that table.
    const people = (await door.rows('people')) as unknown as readonly Person[];
    const person = people.find((one) => one.person === id);
    if (person !== undefined && person.erased !== true) await door.save([{ erase: 'person', key: person.person }]);
  });
}
