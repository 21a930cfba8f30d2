import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { SystemClock } from '../../gateway/src/base/clock.ts';
import type { Json } from '../../gateway/src/base/canonical.ts';
import { FaultError } from '../../gateway/src/base/errors.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { State } from '../../gateway/src/domain/state.ts';
import { DEFAULT_CONFIGURATION, readConfiguration } from '../../gateway/src/ops/configuration.ts';
import { DEFAULT_POLICY } from '../../gateway/src/domain/policy.ts';
import { ControlSocket, controlPath } from '../../gateway/src/ops/control-socket.ts';
import { loadLastKnown } from '../../gateway/src/ops/last-known.ts';
import { LifeboatFile } from '../../gateway/src/store/lifeboat-file.ts';
import { createMasterKey } from '../../gateway/src/store/sealing/master-key.ts';
import { sealBytes } from '../../gateway/src/store/sealing/aead.ts';
import { demoSite } from '../../gateway/src/wiring/demo-site.ts';
import { EngineHouse } from '../harness/engine-house.ts';
import { foreign } from './corpus.ts';
import { fuzz, fuzzLater, must, ONCE } from './fuzz.ts';
import { hostile, mutated, mutatedJson, noise } from './hostile.ts';

const folder = mkdtempSync(join(tmpdir(), 'duress-fuzz-'));
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let house: EngineHouse;
let socket: ControlSocket;

beforeAll(async () => {
  house = await EngineHouse.open();
  socket = new ControlSocket({
    core: house.engine,
    looks: { policy: DEFAULT_POLICY, reaches: () => true, clock: new SystemClock() },
    events: silent,
    folder,
  });
  await socket.start();
});

afterAll(async () => {
  await socket.stop();
  await house.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Only the declared error may come out of it. */
function faultOf(thrown: unknown, ...codes: readonly string[]): void {
  must(
    thrown instanceof FaultError && codes.includes(thrown.code),
    `threw ${thrown instanceof Error ? (thrown.stack ?? '') : String(thrown)}`,
  );
}

test('every configuration file is taken or refused with what is wrong, and never names more than there may be', ONCE, () => {
  const path = join(folder, 'duress.json');
  const some = {
    ...DEFAULT_CONFIGURATION,
    serial: { ports: ['/dev/ttyUSB0'], baudRate: 9_600 },
    broker: { url: 'mqtts://b:8883', user: 'u', password: 'p' },
  };
  const texts = fc.oneof(
    { weight: 6, arbitrary: mutatedJson([some]) },
    { weight: 1, arbitrary: fc.oneof(noise(100), fc.constantFrom(...foreign())).map(String) },
  );
  const names = fc.constantFrom('DURESS_HTTP_PORT', 'DURESS_SERIAL_PORTS', 'DURESS___PROTO__', 'DURESS_', `DURESS_${'X'.repeat(2_000)}`);
  fuzz('configurations', fc.tuple(texts, names, hostile), {
    runs: 250,
    holds: ([text, name, value]) => {
      writeFileSync(path, text);
      try {
        const read = readConfiguration(path, { [name]: JSON.stringify(value) });
        must(
          Number.isInteger(read.http.port) && Object.isFrozen(read.http) && Object.getPrototypeOf(read) === Object.prototype,
          'not a configuration',
        );
      } catch (error) {
        faultOf(error, 'config-invalid');
      }
      must(Object.keys(Object.prototype).length === 0, 'every object has got a member');
    },
  });
});

test('the last known set-up is opened as it was saved, or refused; a changed byte is never read', ONCE, async () => {
  const [path, key] = [join(folder, 'lifeboat'), join(folder, 'key')];
  createMasterKey(key);
  const file = new LifeboatFile(path, key);
  await file.save({ person: [{ person: 'p-1', name: 'Ana' }], device: [] });
  const good = readFileSync(path);
  await fuzzLater('lifeboat files', fc.oneof(mutated([good], 3), noise(100)), {
    runs: 400,
    holds: async (bytes) => {
      writeFileSync(path, bytes);
      try {
        await file.load();
        must(bytes.equals(good), 'a changed file was read');
      } catch (error) {
        faultOf(error, 'key-unusable');
      }
    },
  });
});

test('what another build has saved there is left out where it does not fit, and keeps no gateway from starting', ONCE, async () => {
  const rows = {
    person: [{ person: 'p-1', name: 'Ana', login: 'ana' }],
    device: [{ device: 'b-1', worker: 'p-1' }],
    place: [],
    token: [],
    grant: [{ grant: 'g', person: 'p-1' }],
    session: [],
  };
  await fuzzLater('saved set-ups', mutatedJson([rows]), {
    runs: 3_000,
    holds: async (text) => {
      let tables: unknown;
      try {
        tables = JSON.parse(text);
      } catch {
        return; // The file's seal holds; what it holds is JSON.
      }
      const state = new State();
      // as: this is the question.
      const load = (): Promise<Readonly<Record<string, readonly Json[]>> | undefined> =>
        Promise.resolve(tables as Readonly<Record<string, readonly Json[]>>);
      await loadLastKnown({ load, save: () => Promise.resolve() }, state, silent);
      state.settle();
      for (const name of ['ana', 'x']) state.people.by('login', name);
    },
  });
});

/** One request to the door of the command line, and its answer; `undefined` when it was closed without one. */
function asked(text: string | Buffer): Promise<string> {
  return new Promise((done) => {
    const client = connect({ path: controlPath(folder), allowHalfOpen: true });
    let answer = '';
    client.setEncoding('utf8');
    client.on('data', (chunk: string) => (answer += chunk));
    client.on('error', () => done(answer));
    client.on('close', () => done(answer));
    client.on('end', () => client.end());
    client.end(text);
  });
}

test('the command line’s door answers every request, and the rules fail at none that it lets through', ONCE, async () => {
  const changes = demoSite().changes.slice(0, 12);
  const good = [{ do: 'rows', table: 'devices' }, ...changes.map((change) => ({ do: 'save', changes: [change] }))];
  const texts = fc.oneof({ weight: 8, arbitrary: mutatedJson(good) }, { weight: 1, arbitrary: noise(80).map(String) });
  await fuzzLater('requests of the command line', texts, {
    runs: 400,
    holds: async (text) => {
      const answer = JSON.parse(await asked(text)) as object; // as: whatever it is, it is looked into.
      must('rows' in answer || 'reply' in answer || 'problem' in answer, 'an answer that is none');
    },
  });
  must(house.broken === undefined && house.engine.health.state === 'ok', `the gateway has stopped: ${String(house.broken)}`);
  must((await asked('{"do":"rows","table":"people"}')).startsWith('{"rows"'), 'the next good request is not answered');
});

test('changes of set-up of any form are refused or taken, and what was taken can be read again', ONCE, async () => {
  const good = demoSite().changes;
  await fuzzLater('changes', mutatedJson(good), {
    runs: 600,
    holds: async (text) => {
      let change: unknown;
      try {
        change = JSON.parse(text);
      } catch {
        return; // The door has refused what is not JSON.
      }
      await house.give({ type: 'save', actor: 'command-line', changes: [change as Change] }); // as: this is the question.
      must(house.broken === undefined, `the gateway has stopped: ${String(house.broken)}`);
    },
  });
  const reply = await house.press('demo-ana', 1);
  must(reply.outcome !== 'refused' || reply.code === 'unknown-device', 'a press is not taken any more');
});

test('a lifeboat file of another key or version is refused as such', ONCE, async () => {
  const [path, key] = [join(folder, 'other'), join(folder, 'key')];
  writeFileSync(path, sealBytes(Buffer.alloc(32), 'lifeboat/1', '{}'));
  try {
    await new LifeboatFile(path, key).load();
    must(false, 'it was read');
  } catch (error) {
    faultOf(error, 'key-unusable');
  }
});
