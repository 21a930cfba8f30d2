import type { AlarmId, DeviceId, PersonId } from '../../base/ids.ts';
import { SHOWN_MAX } from '../alarm.ts';
import { isPersonal } from './personal.ts';
import type { Draft } from '../facts/catalogue.ts';
import type { Input } from '../input.ts';
import { byDevice, byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import { openAlarmOf, openAlarmsOf } from './press.ts';
import { fixIn, placeOfBeacon } from './whereabouts.ts';

type Of<T extends Input['type']> = Extract<Input, { readonly type: T }>;

/** Test mode is started by the device's own worker, or by whoever sets up a device that has none. */
export function decideTestStart(ruling: Ruling, asked: { readonly actor: PersonId; readonly device: DeviceId }): Decision {
  const device = ruling.state.devices.get(asked.device);
  if (device === undefined || device.revoked) return refused('unknown-device');
  if (!isPersonal(ruling.state, device, asked.actor)) return refused('not-yours');
  // A silent alarm stands apart: refusing it for that would tell whoever forces the worker that there is one.
  if (openAlarmOf(ruling, device) !== undefined) return refused('not-now', { detail: 'alarm-open' });
  const untilT = ruling.t + ruling.policy.testModeMs;
  return decided([draft('TestStarted', { device: asked.device, by: asked.actor, untilT }, { actor: byPerson(asked.actor) })]);
}

/** Test mode ends by itself. */
export function testDue(ruling: Ruling, key: DeviceId): Decision {
  const until = ruling.state.tests.get(key)?.until;
  return until === undefined || ruling.t < until ? decided([]) : decided([draft('TestEnded', { device: key }, { actor: GATEWAY })]);
}

/** Where a device is counts only while its alarm is open. */
export function decidePosition(ruling: Ruling, input: Of<'position'>): Decision {
  const device = ruling.state.devices.get(input.device);
  const open = device === undefined ? [] : openAlarmsOf(ruling, device);
  if (open.length === 0) return refused('not-now');
  const place = placeOfBeacon(ruling.state, input.place.beacon);
  const fix = fixIn(input.place);
  if (place === undefined && fix === undefined) return refused('unknown-place');
  return decided(
    open.map(({ alarm }) => {
      const secret = fix === undefined ? undefined : { subject: `alarm:${alarm}`, value: fix };
      const data = { alarm, device: input.device, noted: input.at, place };
      return draft('PositionNoted', data, { actor: byDevice(input.device), about: alarm, secret });
    }),
  );
}

/** A console has really put these alarms before a person. The first time a console shows an alarm is a fact, later ones are not; what it has shown of one that was open again by then says nothing. */
export function decideShown(ruling: Ruling, input: Of<'shown'>): Decision {
  const facts: Draft[] = [];
  for (const id of new Set<AlarmId>(input.alarms)) {
    const alarm = ruling.state.alarms.get(id);
    if (alarm === undefined || alarm.state === 'closed' || alarm.shown.length >= SHOWN_MAX) continue;
    if (alarm.shown.some((shown) => shown.console === input.console)) continue;
    if ((input.reopened?.get(id) ?? 0) !== (alarm.reopened?.times ?? 0)) continue;
    const { console, person, at } = input;
    facts.push(draft('AlarmShown', { alarm: id, console, person, shownAt: at }, { actor: `console:${console}`, about: id }));
  }
  return decided(facts);
}

/** The device has shown what it was told. An older revision, or the same thing shown again, is no news. */
export function decideHandAck(ruling: Ruling, input: Of<'hand-ack'>): Decision {
  const { device, rev, state, alarm } = input;
  const known = ruling.state.hands.get(device);
  const passedAt = ruling.state.tests.get(device)?.passedAt ?? 0;
  const isOld = known !== undefined && known.rev >= rev;
  const isSame = known !== undefined && known.state === state && known.alarm === alarm && (state !== 'tested' || known.at >= passedAt);
  if (isOld || isSame || state === undefined) return decided([]);
  return decided([draft('HandConfirmed', { device, alarm, rev, state }, { actor: byDevice(device), about: alarm })]);
}
