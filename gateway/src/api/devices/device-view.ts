import type { DeviceView } from '../../contract/organisation.ts';
import { BATTERY } from '../../contract/limits.ts';
import type { DeviceShow, DeviceState, OwnDeviceView } from '../../contract/supervision.ts';
import { daysLeft } from '../../domain/battery.ts';
import type { Device } from '../../domain/devices.ts';
import { faultKey, type Fault } from '../../domain/fault.ts';
import type { StateView } from '../../domain/state.ts';
import { unprovenWhy } from '../../domain/rules/proof.ts';
import type { Heard } from '../../engine/presence.ts';

/** How a device stands: its last sign of life, and what supervision makes of it. */
export interface Standing {
  readonly heard: Heard | undefined;
  readonly state: DeviceState;
  /** Epoch ms. */
  readonly now: number;
}

/** A device as set-up shows it: how it is and when it was last heard, never who heard it, for that is where its worker is. */
export function deviceView(state: StateView, row: Device, standing: Standing): DeviceView {
  const { device, family, label, worker, place, silent, heartbeatSeconds, holdMs, revoked } = row;
  const { heard } = standing;
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
    connected: heard?.connected ?? false,
    ...heardView(standing),
    ...(lastTest === undefined ? {} : { lastTest }),
    state: standing.state,
    heardAgain: silenceOf(state, row)?.easedAt !== undefined,
    unproven: [...unprovenWhy(state, row)],
  };
}

function heardView({ heard, now }: Standing): Partial<DeviceView> {
  if (heard === undefined) return {};
  const { at, battery, firmware, levels } = heard;
  const batteryDays = daysLeft(levels, now);
  return {
    lastHeard: at,
    ...(battery === undefined ? {} : { battery }),
    ...(batteryDays === undefined ? {} : { batteryDays }),
    ...(firmware === undefined ? {} : { firmware }),
  };
}

/** One of the worker's own devices, for their own pages. */
export function ownDeviceView(state: StateView, row: Device, { heard, state: stands }: Standing): OwnDeviceView {
  const silence = silenceOf(state, row);
  const isSilent = stands === 'silent' || (silence !== undefined && silence.easedAt === undefined);
  const since = heard?.at ?? silence?.since;
  return {
    device: row.device,
    label: row.label,
    state: isSilent && stands !== 'unknown' ? 'silent' : stands,
    ...(isSilent && since !== undefined ? { silentSince: since } : {}),
    heardAgain: silence?.easedAt !== undefined,
    ...(heard?.battery === undefined ? {} : { battery: heard.battery }),
  };
}

/** Does a list that shows only such devices show this one? */
export function isShown(state: StateView, row: Device, { show, standing }: { show: DeviceShow; standing: Standing }): boolean {
  if (row.revoked) return false;
  switch (show) {
    case 'silent':
      return standing.state === 'silent' || silenceOf(state, row) !== undefined;
    case 'unproven':
      return unprovenWhy(state, row).length > 0;
    case 'battery':
      return (standing.heard?.battery ?? BATTERY.fresh) <= BATTERY.low;
  }
}

function silenceOf(state: StateView, { device }: Device): Fault | undefined {
  return state.faults.get(faultKey('device-silent', `device:${device}`));
}
