import { BATTERY } from '../../contract/limits.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { Device } from '../devices.ts';
import type { Draft } from '../facts/catalogue.ts';
import { faultKey } from '../fault.ts';
import { homeOf } from '../home.ts';
import type { Input } from '../input.ts';
import { absence } from '../people.ts';
import { byDevice, decided, draft, GATEWAY, refused, type Decision, type Message, type Ruling } from '../ruling.ts';
import { OF_FIRMWARE } from '../supervision.ts';
import { faultClosed, faultOpened } from './faults.ts';

type Of<T extends Input['type']> = Extract<Input, { readonly type: T }>;

/**
 * A device fell silent, or is heard again. That it is heard again ends the silence and not the fault: a dead button that comes and goes
 * is told to be well by a test press that has passed through, and by nothing else.
 */
export function decidePresence(ruling: Ruling, input: Of<'presence'>): Decision {
  const device = ruling.state.devices.get(input.device);
  if (device === undefined || device.revoked) return refused('unknown-device');
  const fault = ruling.state.faults.get(faultKey('device-silent', byDevice(device.device)));
  const about = { actor: GATEWAY };
  if (input.now === 'heard') {
    const isNews = fault !== undefined && fault.easedAt === undefined;
    return decided(isNews ? [draft('DeviceHeardAgain', { device: device.device }, about)] : []);
  }
  if (fault !== undefined && fault.easedAt === undefined) return decided([]);
  const opened = faultOpened(ruling, { code: 'device-silent', subject: byDevice(device.device), ...aboutDevice(ruling, device) });
  const fell = draft('DeviceFellSilent', { device: device.device, heardAt: input.heardAt }, about);
  return decided([...opened, fell], { outcome: 'accepted' }, messages(ruling, device, opened));
}

/** What a device says of its battery. Between *low* and *fresh* nothing changes, so that a cold night opens nothing anew. */
export function decideBattery(ruling: Ruling, { device: id, percent }: Of<'battery'>): Decision {
  const device = ruling.state.devices.get(id);
  if (device === undefined || device.revoked) return refused('unknown-device');
  const subject = byDevice(id);
  const lowOver = faultClosed(ruling, { code: 'device-battery-low', subject });
  const flatOver = faultClosed(ruling, { code: 'device-battery-flat', subject });
  if (percent >= BATTERY.fresh) return decided([...lowOver, ...flatOver]);
  const about = { ...aboutDevice(ruling, device), detail: `${String(percent)} %` };
  if (percent <= BATTERY.flat) {
    const opened = faultOpened(ruling, { ...about, code: 'device-battery-flat', subject });
    return decided([...lowOver, ...opened], { outcome: 'accepted' }, messages(ruling, device, opened));
  }
  // Flat it stays, until it is fresh: a little warmer it is no better.
  if (percent > BATTERY.low || flatOver.length > 0) return decided([]);
  const opened = faultOpened(ruling, { ...about, code: 'device-battery-low', subject });
  return decided(opened, { outcome: 'accepted' }, messages(ruling, device, opened));
}

/** Something on the way of a press is another one now; the same again is no news. */
export function decidePathChanged(ruling: Ruling, { path, now }: Of<'path-changed'>): Decision {
  const known = path.startsWith(OF_FIRMWARE) ? firmwareOf(ruling, path) : ruling.state.paths.get(path)?.now;
  if (known === now) return decided([]);
  return decided([draft('PathChanged', { path, now }, { actor: GATEWAY })]);
}

function firmwareOf({ state }: Ruling, path: string): string | undefined {
  return state.proofs.get(path.slice(OF_FIRMWARE.length) as DeviceId)?.firmware; // as: looked up; an id that is none has no proof.
}

/** By its id: its own label may be a person's name. */
function aboutDevice({ state }: Ruling, device: Device): { readonly label: string; readonly place: Device['place'] } {
  return { label: device.device, place: homeOf(state, device) };
}

/** Whoever relies on a button that is not well is told by another way, once, when it begins; not while they are away. */
function messages(ruling: Ruling, { worker }: Device, opened: readonly Draft[]): Message[] {
  const person = worker === undefined ? undefined : ruling.state.people.get(worker);
  if (person === undefined || absence(person, ruling.at) !== undefined) return [];
  return opened.flatMap(({ kind, data }) =>
    kind !== 'FaultOpened' || !('fault' in data)
      ? []
      : [
          {
            id: `${data.fault}:${ruling.id}:${person.person}`,
            channel: 'contact' as const,
            to: `person:${person.person}`,
            body: { template: 'device-needs-care' as const, fault: data.fault },
            dueAt: ruling.at,
          },
        ],
  );
}
