/** Topics of the button protocol, version 1 (docs/device-protocol.md). */
export const UP_TOPICS = ['alarm', 'position', 'status', 'link', 'feedback/ack'] as const;
export type UpTopic = (typeof UP_TOPICS)[number];
export type DownTopic = 'feedback' | 'config';

export function topicOf(device: string, topic: UpTopic | DownTopic): string {
  return `duress/v1/${device}/${topic}`;
}
