import { OUTWARD_STATES } from '../contract/outputs.ts';
import { FAULTS_TOPIC, GATEWAY_TOPIC, OFFLINE, ONLINE, stateTopic } from './topics.ts';
import type { PlaceId } from '../base/ids.ts';

/** Home Assistant takes letters, digits, `_` and `-` in this part of a topic, and no more. */
const OWN = 'duress_';
const ORIGIN = { name: 'Duress Gateway' };
/** Said of each component, for the one that says whether the gateway is there must be read when it is gone, too. */
const AVAILABLE = { availability_topic: GATEWAY_TOPIC, payload_available: ONLINE, payload_not_available: OFFLINE } as const;

/** Where a house announces itself and its places, in Home Assistant's device discovery. */
export function discoveryTopic(prefix: string, place: PlaceId | undefined): string {
  return `${prefix}/device/${OWN}${place === undefined ? 'house' : `place_${hexOf(place)}`}/config`;
}

/** All topics of that kind, ours and those of others. */
export function discoveryFilter(prefix: string): string {
  return `${prefix}/device/+/config`;
}

export function isOwnDiscovery(prefix: string, topic: string): boolean {
  return topic.startsWith(`${prefix}/device/${OWN}`) && topic.endsWith('/config');
}

/** One device of a place, with its alarm as a state and as on or off. The name of the place stands in it, as it is set up. */
export function placeDiscovery(place: PlaceId, path: readonly string[]): string {
  const id = `${OWN}place_${hexOf(place)}`;
  return JSON.stringify({
    dev: { ids: [id], name: path.join(' › '), mf: ORIGIN.name, via_device: `${OWN}house` },
    o: ORIGIN,
    cmps: alarmComponents(id, place),
    qos: 1,
  });
}

/** The house: its alarms, whether the gateway is there, and how much is wrong. */
export function houseDiscovery(): string {
  const id = `${OWN}house`;
  const count = (key: string, name: string): Record<string, unknown> => ({
    p: 'sensor',
    name,
    unique_id: `${id}_${key}`,
    entity_category: 'diagnostic',
    state_topic: FAULTS_TOPIC,
    state_class: 'measurement',
    value_template: `{{ value_json.${key} }}`,
    ...AVAILABLE,
  });
  const link = {
    p: 'binary_sensor',
    name: 'Gateway',
    unique_id: `${id}_gateway`,
    device_class: 'connectivity',
    entity_category: 'diagnostic',
    state_topic: GATEWAY_TOPIC,
    payload_on: ONLINE,
    payload_off: OFFLINE,
  };
  const counts = {
    faults: count('faults', 'Faults'),
    silent: count('silent', 'Silent buttons'),
    battery: count('battery', 'Batteries to change'),
  };
  return JSON.stringify({
    dev: { ids: [id], name: ORIGIN.name, mf: ORIGIN.name },
    o: ORIGIN,
    cmps: { ...alarmComponents(id, undefined), gateway: link, ...counts },
    qos: 1,
  });
}

function alarmComponents(id: string, place: PlaceId | undefined): Record<string, Record<string, unknown>> {
  const topic = stateTopic(place, 'anyone');
  return {
    alarm: {
      p: 'binary_sensor',
      name: 'Alarm',
      unique_id: `${id}_alarm`,
      device_class: 'safety',
      state_topic: topic,
      value_template: "{{ 'ON' if value_json.state in ['loud', 'taken'] else 'OFF' }}",
      ...AVAILABLE,
    },
    state: {
      p: 'sensor',
      name: 'State',
      unique_id: `${id}_state`,
      device_class: 'enum',
      options: [...OUTWARD_STATES],
      state_topic: topic,
      value_template: '{{ value_json.state }}',
      ...AVAILABLE,
    },
  };
}

function hexOf(place: PlaceId): string {
  return /^[A-Za-z0-9-]+$/.test(place) ? place : `x${Buffer.from(place).toString('hex')}`;
}
