import { FaultError } from '../../base/errors.ts';
import type { DeviceId } from '../../base/ids.ts';
import { DEVICE_FAMILIES, NewDeviceBody } from '../../contract/organisation.ts';
import { newDeviceProblem, USUAL_DEVICE, withNewSecret } from '../../access/new-device.ts';
import type { Device } from '../../domain/devices.ts';
import type { Call, Command } from '../command.ts';
import { Refusal } from '../refusal.ts';
import { withSetUp, type SetUpDoor } from '../set-up-door.ts';
import { fitting, oneOf } from '../option-values.ts';
import { personByLogin, placeByPath } from '../set-up-names.ts';

/** A phone page is added by signing in. */
const ADDED = DEVICE_FAMILIES.filter((family) => family !== 'phone');

export const deviceAddCommand: Command = {
  name: 'device add',
  takes: 'DEVICE',
  positionals: { least: 1, most: 1 },
  summary: 'Add a device and print its secret, once.',
  help: 'DEVICE is its id: 1 to 64 of A-Z a-z 0-9 _ . - (radio: at most 8). Works on a running and on a stopped gateway.',
  example: `button-1 --worker ana --label "Ana's button" --place Clinic/Ward`,
  options: {
    family: { type: 'string', value: 'FAMILY', help: `${ADDED.join(', ')} (default: duress)` },
    label: { type: 'string', help: 'what people call it (default: its id)' },
    worker: { type: 'string', value: 'LOGIN', help: 'login of the worker who carries it' },
    place: { type: 'string', value: 'PATH', help: 'where it belongs: Site/Building/Room' },
  },
  async run(call) {
    const asked = askedOf(call);
    return withSetUp(call.place, async (door) => {
      const { device, secret } = await newDevice(door, asked, call);
      await door.save([{ put: 'device', value: device }]);
      const text = secret === '' ? `${device.device} was added.` : `${device.device} was added. Its secret, shown this once:\n${secret}`;
      return { exit: 0, text, json: { ok: true, device: device.device, secret } };
    });
  },
};

/** @throws FaultError `usage`, before anything is opened */
function askedOf({ positionals, option }: Call): Pick<Device, 'device' | 'family' | 'label'> {
  const id = fitting("a device's id", NewDeviceBody.properties.device, positionals[0] ?? '');
  const family = oneOf('family', ADDED, option('family') ?? 'duress');
  const label = fitting('--label', NewDeviceBody.properties.label, option('label') ?? id);
  const device = id as DeviceId; // as: checked against the contract's pattern above.
  const unfit = newDeviceProblem({ device, family });
  if (unfit !== undefined) throw new FaultError('usage', unfit.problem, { retryable: false });
  return { device, family, label };
}

async function newDevice(
  door: SetUpDoor,
  asked: ReturnType<typeof askedOf>,
  { option }: Call,
): Promise<{ device: Device; secret: string }> {
  const there = (await rowsOf(door)).find((row) => row.device === asked.device);
  if (there !== undefined)
    throw new Refusal('already-there', `there is a device ${asked.device} already${there.revoked ? ', revoked' : ''}`);
  const worker = option('worker');
  const place = option('place');
  return withNewSecret({
    ...USUAL_DEVICE,
    ...asked,
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
  help: 'One line each, with tabs between: id, family, label, id of the worker, id of the place, and whether it is revoked.',
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
  help: 'A connection that it has is closed. What it sent stays in the log. To use it again give it a new secret on the desk.',
  example: 'button-1',
  options: {},
  run: (call) =>
    withSetUp(call.place, async (door) => {
      const id = call.positionals[0] ?? '';
      const device = (await rowsOf(door)).find((row) => row.device === id);
      if (device === undefined) throw new Refusal('unknown-device', `there is no device ${id}`);
      if (device.revoked) return { exit: 0, text: `${id} was revoked already.`, json: { ok: true, device: id } };
      await door.save([{ put: 'device', value: { ...device, revoked: true, secretHash: undefined, radioKey: undefined } }]);
      return { exit: 0, text: `${id} is revoked.`, json: { ok: true, device: id } };
    }),
};

async function rowsOf(door: SetUpDoor): Promise<Device[]> {
  // as: these are the rows of that table.
  return (await door.rows('devices')) as unknown as Device[];
}
