import { FaultError } from '../../base/errors.ts';
import type { DeviceId } from '../../base/ids.ts';
import { DEVICE_ID_PATTERN } from '../../base/ids.ts';
import { DEVICE_FAMILIES } from '../../contract/organisation.ts';
import { newDeviceProblem, USUAL_DEVICE, withNewSecret } from '../../access/new-device.ts';
import type { Device } from '../../domain/devices.ts';
import type { Call, Command } from '../command.ts';
import { withSetUp, type SetUpDoor } from '../set-up-door.ts';
import { personByLogin, placeByPath } from '../set-up-names.ts';

export const deviceAddCommand: Command = {
  name: 'device add',
  takes: 'DEVICE',
  positionals: { least: 1, most: 1 },
  summary: 'Add a device and print its secret, once.',
  help: 'DEVICE is its id: 1 to 64 of A-Z a-z 0-9 _ . - (radio: at most 8). Works on a running and on a stopped gateway.',
  options: {
    family: { type: 'string', help: `${DEVICE_FAMILIES.join(', ')} (default: duress)` },
    label: { type: 'string', help: 'what people call it (default: its id)' },
    worker: { type: 'string', help: 'login of the worker who carries it' },
    place: { type: 'string', help: 'where it belongs: Site/Building/Room' },
  },
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const { device, secret } = await newDevice(door, call);
      await door.save([{ put: 'device', value: device }]);
      const text = secret === '' ? `${device.device} was added.` : `${device.device} was added. Its secret, shown this once:\n${secret}`;
      return { exit: 0, text, json: { ok: true, device: device.device, secret } };
    }),
};

async function newDevice(door: SetUpDoor, call: Call): Promise<{ device: Device; secret: string }> {
  const id = call.positionals[0] ?? '';
  const family = DEVICE_FAMILIES.find((one) => one === (call.option('family') ?? 'duress'));
  if (family === undefined) throw new FaultError('usage', `--family is one of ${DEVICE_FAMILIES.join(', ')}`, { retryable: false });
  if (!new RegExp(DEVICE_ID_PATTERN).test(id)) throw new FaultError('usage', `"${id}" can't be a device's id`, { retryable: false });
  const device = id as DeviceId; // as: checked against the pattern above.
  const unfit = newDeviceProblem({ device, family });
  if (unfit !== undefined) throw new FaultError('usage', unfit.problem, { retryable: false });
  if ((await rowsOf(door)).some((row) => row.device === id))
    throw new FaultError('usage', `there is a device ${id} already`, { retryable: false });
  const worker = call.option('worker');
  const place = call.option('place');
  return withNewSecret({
    ...USUAL_DEVICE,
    device,
    family,
    label: call.option('label') ?? device,
    worker: worker === undefined ? undefined : await personByLogin(door, worker),
    place: place === undefined ? undefined : await placeByPath(door, place),
    revoked: false,
  });
}

export const deviceListCommand: Command = {
  name: 'device list',
  takes: '',
  positionals: { least: 0, most: 0 },
  summary: 'List all devices.',
  help: 'One line each: id, family, label, worker, place, revoked.',
  options: {},
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const rows = await rowsOf(door);
      const lines = rows.map(({ device, family, label, worker, place, revoked }) =>
        [device, family, label, worker ?? '-', place ?? '-', revoked ? 'revoked' : ''].join('\t').trimEnd(),
      );
      const shown = rows.map(({ device, family, label, worker, place, revoked }) => ({ device, family, label, worker, place, revoked }));
      return { exit: 0, text: lines.length === 0 ? 'There are no devices.' : lines.join('\n'), json: { ok: true, devices: shown } };
    }),
};

export const deviceRevokeCommand: Command = {
  name: 'device revoke',
  takes: 'DEVICE',
  positionals: { least: 1, most: 1 },
  summary: 'Revoke a device: it can not connect any more.',
  help: 'What it sent stays in the log. To use it again give it a new secret on its page.',
  options: {},
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const id = call.positionals[0] ?? '';
      const device = (await rowsOf(door)).find((row) => row.device === id);
      if (device === undefined)
        return { exit: 1, text: `There is no device ${id}.`, json: { ok: false, code: 'unknown-device', device: id } };
      await door.save([{ put: 'device', value: { ...device, revoked: true, secretHash: undefined, radioKey: undefined } }]);
      return { exit: 0, text: `${id} is revoked.`, json: { ok: true, device: id } };
    }),
};

async function rowsOf(door: SetUpDoor): Promise<Device[]> {
  // as: these are the rows of that table.
  return (await door.rows('devices')) as unknown as Device[];
}
