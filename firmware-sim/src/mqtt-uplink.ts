import type { LinkBody } from '@duress/gateway/contract/hand.ts';
import type { Uplink } from './button-state.ts';
import { readConfig, readFeedback } from './decode.ts';
import { topicOf, type UpTopic } from './topics.ts';
import type { TransportEvents } from './transport.ts';

export interface Publication {
  readonly topic: UpTopic;
  readonly body: string;
  readonly qos: 0 | 1;
}

/** An uplink as MQTT carries it. */
export function publicationOf(uplink: Uplink): Publication {
  switch (uplink.type) {
    case 'signal':
      return { topic: 'alarm', body: JSON.stringify(uplink.body), qos: 1 };
    case 'status':
      return { topic: 'status', body: JSON.stringify(uplink.body), qos: 0 };
    case 'position':
      return { topic: 'position', body: JSON.stringify({ v: 1, ...uplink.place }), qos: 0 };
    case 'link':
      return { topic: 'link', body: JSON.stringify(uplink.body), qos: 1 };
    case 'shown':
      return { topic: 'feedback/ack', body: JSON.stringify({ v: 1, rev: uplink.rev }), qos: 1 };
  }
}

/** Left with the broker at CONNECT: said in the button's place when its connection breaks. */
export function willOf(session: number): { readonly topic: UpTopic; readonly body: string } {
  return { topic: 'link', body: JSON.stringify({ v: 1, state: 'lost', session } satisfies LinkBody) };
}

/** A message from the broker, as the button understands it. */
export function takeMessage(
  device: string,
  message: { readonly topic: string; readonly bytes: Uint8Array },
  events: TransportEvents,
): void {
  if (message.topic === topicOf(device, 'feedback')) {
    const body = readFeedback(message.bytes);
    if (body === undefined) events.trouble('unreadable-feedback');
    else events.input({ type: 'feedback', body });
  } else if (message.topic === topicOf(device, 'config')) {
    const body = readConfig(message.bytes);
    if (body === undefined) events.trouble('unreadable-config');
    else events.input({ type: 'config', body });
  } else {
    events.trouble('unexpected-topic');
  }
}
