import type { DeviceView } from '../../contract/organisation.ts';
import type { Device } from '../../domain/devices.ts';
import type { StateView } from '../../domain/state.ts';
import type { Heard } from '../../engine/presence.ts';

/** A device as set-up shows it: how it is and when it was last heard, never who heard it, for that is where its worker is. */
export function deviceView(state: StateView, row: Device, presence: Heard | undefined): DeviceView {
  const { device, family, label, worker, place, silent, heartbeatSeconds, holdMs, revoked } = row;
  const workerName = worker === undefined ? undefined : state.people.get(worker)?.name;
  const lastTest = state.tests.get(device)?.passedAt;
  return {
    device,
    family,
    label,
    ...(worker === undefined ? {} : { worker }),
    ...(workerName === undefined ? {} : { workerName }),
    ...(place === undefined ? {} : { place }),
    silent,
    heartbeatSeconds,
    holdMs,
    revoked,
    connected: presence?.connected ?? false,
    ...(presence === undefined ? {} : { lastHeard: presence.at }),
    ...(presence?.battery === undefined ? {} : { battery: presence.battery }),
    ...(presence?.firmware === undefined ? {} : { firmware: presence.firmware }),
    ...(lastTest === undefined ? {} : { lastTest }),
  };
}
