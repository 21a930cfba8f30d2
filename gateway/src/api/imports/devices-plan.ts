import { Compile } from 'typebox/compile';
import { newDeviceProblem, withNewSecret } from '../../access/new-device.ts';
import type { DeviceId } from '../../base/ids.ts';
import { NewDeviceBody } from '../../contract/organisation.ts';
import type { Change } from '../../domain/input.ts';
import type { Device } from '../../domain/devices.ts';
import type { StateView } from '../../domain/state.ts';
import { deviceOf } from '../devices/device-change.ts';
import { flagIn, isSame, placeIn } from './cells.ts';
import type { CsvFile, CsvLine } from './csv.ts';
import type { Plan } from './people-plan.ts';
import { PlacePaths } from './place-paths.ts';
import { ProblemsFound } from './problems-found.ts';
import { inTurns } from './turns.ts';

export const DEVICE_COLUMNS = ['device', 'family', 'label', 'worker', 'place', 'silent', 'heartbeat', 'hold'] as const;

export interface DevicePlan extends Plan {
  readonly secrets: readonly { readonly device: string; readonly secret: string }[];
}

/** What a file of devices asks for. A device is known by its id; new ones get their secrets, shown once in the report. */
export function planDevices(state: StateView, file: CsvFile): Promise<DevicePlan> {
  return new DevicesPlan(state, file).make();
}

class DevicesPlan {
  readonly #state: StateView;
  readonly #file: CsvFile;
  readonly #problems: ProblemsFound;
  readonly #paths: PlacePaths;
  readonly #validator = Compile(NewDeviceBody);

  constructor(state: StateView, file: CsvFile) {
    this.#state = state;
    this.#file = file;
    this.#problems = new ProblemsFound(file.problems);
    this.#paths = new PlacePaths(state);
  }

  async make(): Promise<DevicePlan> {
    if (this.#file.columns.size > 0 && !this.#file.columns.has('device'))
      this.#problems.add({ line: 1, column: 'device', problem: 'this column is needed: devices are known by it' });
    const seen = new Map<string, number>();
    const changes: Change[] = [];
    const secrets: { device: string; secret: string }[] = [];
    let [added, changed, unchanged] = [0, 0, 0];
    for await (const line of inTurns(this.#file.lines)) {
      // as: the id is checked against its pattern below.
      const id = (line.cells.get('device') ?? '') as DeviceId;
      const twice = seen.get(id);
      if (twice !== undefined) this.#problems.add({ line: line.line, column: 'device', problem: `stands in line ${twice} already` });
      seen.set(id, line.line);
      const before = this.#state.devices.get(id);
      const device = this.#device(line, { id, before });
      if (device === undefined) continue;
      if (before === undefined) {
        const fresh = withNewSecret(device);
        added += 1;
        changes.push({ put: 'device', value: fresh.device });
        if (fresh.secret !== '') secrets.push({ device: id, secret: fresh.secret });
      } else if (isSame(before, device)) unchanged += 1;
      else {
        changed += 1;
        changes.push({ put: 'device', value: device });
      }
    }
    return { changes, added, changed, unchanged, problems: this.#problems, lines: seen, secrets };
  }

  #device(line: CsvLine, { id, before }: { id: DeviceId; before: Device | undefined }): Device | undefined {
    const has = (column: string): boolean => this.#file.columns.has(column);
    const cell = (column: string): string => line.cells.get(column) ?? '';
    const label = has('label') ? cell('label') : (before?.label ?? '');
    const body = {
      device: id,
      // as: the validator below refuses what is no family.
      family: (has('family') && cell('family') !== '' ? cell('family') : (before?.family ?? 'duress')) as Device['family'],
      label: label === '' ? id : label,
      worker: has('worker') ? this.#worker(line) : before?.worker,
      place: has('place') ? placeIn(line, this.#paths, this.#problems) : before?.place,
      silent: has('silent') ? flagIn(line, { column: 'silent', empty: false }, this.#problems) : (before?.silent ?? false),
      heartbeatSeconds: has('heartbeat') ? this.#number(line, 'heartbeat') : before?.heartbeatSeconds,
      holdMs: has('hold') ? this.#number(line, 'hold') : before?.holdMs,
    };
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    this.#checkFamily(line, body, before);
    if (this.#validator.Check(given)) return deviceOf(body, id, before);
    for (const error of this.#validator.Errors(given)) {
      const member = error.instancePath.slice(1);
      this.#problems.add({ line: line.line, column: COLUMN_OF[member] ?? member, problem: error.message });
    }
    return undefined;
  }

  #checkFamily(line: CsvLine, body: Pick<Device, 'device' | 'family'>, before: Device | undefined): void {
    const changed = before !== undefined && before.family !== body.family;
    const unfit = changed
      ? { of: 'family', problem: `can not be changed; the device is ${before.family}` }
      : before === undefined
        ? newDeviceProblem(body)
        : undefined;
    if (unfit !== undefined) this.#problems.add({ line: line.line, column: unfit.of, problem: unfit.problem });
  }

  #worker(line: CsvLine): string | undefined {
    const login = (line.cells.get('worker') ?? '').toLowerCase();
    if (login === '') return undefined;
    const person = this.#state.people.by('login', login).find((one) => one.erased !== true);
    if (person === undefined) this.#problems.add({ line: line.line, column: 'worker', problem: 'nobody has this login' });
    return person?.person;
  }

  #number(line: CsvLine, column: string): number | undefined {
    const cell = line.cells.get(column) ?? '';
    if (cell === '') return undefined;
    if (/^[0-9]{1,6}$/.test(cell)) return Number(cell);
    this.#problems.add({ line: line.line, column, problem: 'is not a whole number' });
    return undefined;
  }
}

const COLUMN_OF: Readonly<Record<string, string>> = { heartbeatSeconds: 'heartbeat', holdMs: 'hold' };
