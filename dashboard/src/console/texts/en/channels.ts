import type { MessageResult } from '@duress/gateway/contract/messages.ts';
import { ways } from '../../../shared/texts/en/ways.ts';

const result: Readonly<Record<MessageResult, string>> = {
  accepted: 'taken by the service',
  delivered: 'delivered',
  shown: 'shown on the phone',
  answered: 'answered',
  failed: 'failed',
  refused: 'refused for this person',
};

/** Messages to people beyond the screens, on the alarm's story and card. */
export const channels = {
  way: ways,
  result,
  somebody: 'somebody',
  /** `Text message to Gus` */
  sent: (sentBy: string, to: string) => `${sentBy} to ${to}`,
  noWay: (to: string) => `No way to reach ${to}`,
  tries: (count: number) => `try ${count}`,
  why: {
    'no-address': 'no address in their entry',
    'no-channel': 'nothing is set up',
    'address-refused': 'the address is refused',
    'receiver-refused': 'the receiver refuses it',
    'number-refused': 'the number is refused',
    'not-picked-up': 'nobody picked up',
    busy: 'engaged',
    undelivered: 'could not be delivered',
    'device-gone': 'the device takes none any more',
  } as Readonly<Record<string, string>>, // as: a code that has no words of its own is shown as it is.
  reached: (reached: number, told: number) => `Reached ${reached} of ${told} told`,
  reachedWhy: 'How many of the people whom the last step told a message has got out to. The story says by which way.',
} as const;
