import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SystemClock } from '../../base/clock.ts';
import { FaultError, messageOf } from '../../base/errors.ts';
import { inputIdFrom, RandomIds, type PersonId } from '../../base/ids.ts';
import { JsonLines } from '../../base/log.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { DEFAULT_POLICY } from '../../domain/policy.ts';
import { Engine } from '../../engine/engine.ts';
import { exportFiles } from '../../ops/person-export/files.ts';
import { replaceFile } from '../../store/replace-file.ts';
import { SqliteStore } from '../../store/sqlite/store.ts';
import type { Call, Command } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';
import { Refusal } from '../refusal.ts';

const FILES = { json: 'person.json', html: 'person.html' } as const;

export const exportPersonCommand: Command = {
  name: 'export-person',
  takes: 'PERSON FOLDER',
  positionals: { least: 2, most: 2 },
  summary: 'Write down all that is held of a person and may be told to them.',
  help: `PERSON is an id or a login. FOLDER gets person.json and person.html; nothing there is written over. For a stopped gateway: with
one that runs, people take it from their own page. What is not in it stands in it, with the reason. That it was made is recorded.
The files hold personal text in the clear: give them to that person and delete them.`,
  example: 'ana ./for-ana',
  options: {},
  async run(call) {
    const [asked = '', folder = ''] = call.positionals;
    mustHoldLog(call.place.folder);
    for (const name of Object.values(FILES))
      if (existsSync(join(folder, name)))
        throw new Refusal('already-there', `${join(folder, name)} is there already; an export writes a new file`);
    const { person, json, html } = await exported(call.place, asked);
    try {
      makeFolder(folder);
      replaceFile(join(folder, FILES.json), json, 0o600);
      replaceFile(join(folder, FILES.html), html, 0o600);
    } catch (cause) {
      throw new FaultError('usage', `${folder} can not be written (${messageOf(cause)})`, { retryable: false, cause });
    }
    const text = `${folder} holds ${FILES.json} and ${FILES.html} of ${person}. They are not sealed: delete them when they were given.`;
    return { exit: 0, text, json: { ok: true, person, folder } };
  },
};

async function exported(place: Call['place'], asked: string): Promise<{ person: PersonId; json: string; html: string }> {
  const clock = new SystemClock();
  const events = new JsonLines(clock, () => undefined);
  const store = new SqliteStore({ ...place, clock, events });
  let broken: unknown;
  const onBroken = (error: unknown): void => {
    broken = error;
  };
  const core = new Engine({ log: store.log, clock, ids: new RandomIds(() => clock.wall()), policy: DEFAULT_POLICY, events, onBroken });
  try {
    await store.log.open();
    await core.start();
    const people = [...core.committed.people.values()].filter(({ erased }) => erased !== true);
    const one = people.find(({ person, login }) => person === asked || login?.toLowerCase() === asked.toLowerCase());
    if (one === undefined) throw new Refusal('unknown-person', `there is nobody with the id or login ${asked}`);
    await core.submit({ id: inputIdFrom(core.ids), type: 'person-export', person: one.person });
    const files = await exportFiles({ core, queries: store.queries }, one.person);
    if (broken !== undefined) throw new FaultError('log-broken', messageOf(broken), { retryable: false });
    return { person: one.person, ...files };
  } finally {
    await core.stop();
    await store.close();
  }
}
