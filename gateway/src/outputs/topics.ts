import type { PlaceId } from '../base/ids.ts';
import type { Audience } from '../contract/outputs.ts';

/** Everything that the gateway says of itself and its places by MQTT is under this (docs/mqtt-out.md). */
export const STATE_ROOT = 'duress-state/v1';
/** `online` or `offline`: by the will of our connection also when the process is gone. */
export const GATEWAY_TOPIC = `${STATE_ROOT}/gateway`;
export const ONLINE = 'online';
export const OFFLINE = 'offline';
export const FAULTS_TOPIC = `${STATE_ROOT}/house/faults`;

/** Of a place, or without one of the whole house. */
export function stateTopic(place: PlaceId | undefined, audience: Audience): string {
  const whose = place === undefined ? 'house' : `places/${topicLevel(place)}`;
  return `${STATE_ROOT}/${whose}/${audience === 'anyone' ? 'alarm' : 'staff'}`;
}

/** Ids of places are the gateway's own, or come from an import: whatever a topic can't hold is written as in an address. */
function topicLevel(id: string): string {
  return encodeURIComponent(id);
}
