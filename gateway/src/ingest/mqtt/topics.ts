import { DEVICE_ID_PATTERN, type DeviceId } from '../../base/ids.ts';

const ROOT = 'duress/v1/';

/** What a device may publish, and what it may subscribe to. */
export const UP_LANES = ['alarm', 'position', 'status', 'link', 'feedback/ack'] as const;
export type UpLane = (typeof UP_LANES)[number];
export const DOWN_LANES = ['feedback', 'config'] as const;
export type DownLane = (typeof DOWN_LANES)[number];

export function ownTopic(device: DeviceId, lane: UpLane | DownLane): string {
  return `${ROOT}${device}/${lane}`;
}

/** The lane of a topic that this device may publish to. */
export function upLane(device: DeviceId, topic: string): UpLane | undefined {
  return UP_LANES.find((lane) => topic === ownTopic(device, lane));
}

export function downLane(device: DeviceId, topic: string): DownLane | undefined {
  return DOWN_LANES.find((lane) => topic === ownTopic(device, lane));
}

const DEVICE_ID = new RegExp(DEVICE_ID_PATTERN);

/** Whose topic this is, and which of its own it is. */
export function fromTopic(topic: string): { readonly device: DeviceId; readonly lane: UpLane } | undefined {
  const name = topic.startsWith(ROOT) ? (topic.slice(ROOT.length).split('/')[0] ?? '') : '';
  if (!DEVICE_ID.test(name)) return undefined;
  const device = name as DeviceId; // as: the pattern is what makes a string a device id.
  const lane = upLane(device, topic);
  return lane === undefined ? undefined : { device, lane };
}

/** This topic of all devices. */
export function everyTopic(lane: UpLane): string {
  return `${ROOT}+/${lane}`;
}
