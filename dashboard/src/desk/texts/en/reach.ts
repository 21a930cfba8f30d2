import type { TestResult } from '@duress/gateway/contract/test-send.ts';
import type { WayName } from '@duress/gateway/contract/ways.ts';

/** How somebody can be reached, and the message that tries it. */
export const reachWords = {
  title: 'How they are reached',
  ownTitle: 'How you are reached',
  lead: 'A test sends one harmless message by each way. It says that it is a test, and that there is nothing to do.',
  send: 'Send a test',
  sending: 'Sending…',
  nothing: 'Nothing is set up by which anybody could be told beyond the screens.',
  way: {
    sms: 'Text message',
    voice: 'Phone call',
    mail: 'E-mail',
    webhook: 'Webhook',
    push: 'Notice on a device',
  } satisfies Record<WayName, string>,
  knows: 'set up',
  knowsNot: {
    sms: 'no mobile number with its country',
    voice: 'no number with its country',
    mail: 'no e-mail address',
    webhook: 'not known',
    push: 'no device',
  } satisfies Record<WayName, string>,
  result: {
    delivered: 'Delivered',
    accepted: 'Accepted only',
    unreachable: 'Unreachable',
    'no-device': 'No device',
  } satisfies Record<TestResult, string>,
  means: {
    delivered: 'It has arrived.',
    accepted: 'Whoever carries it has it. No more is known.',
    unreachable: 'It did not get out.',
    'no-device': 'There is nothing to send it to.',
  } satisfies Record<TestResult, string>,
  onItsWay: 'on its way…',
  columns: { way: 'By', now: 'Now', test: 'Last test' },
  asked: (name: string, when: string) => `Last test: ${when}, asked by ${name}.`,
  untested: 'Never tested.',
  tooSoon: 'A test was sent a moment ago. Wait a minute, then send another.',
  devices: (names: readonly string[]) => `Notices go to: ${names.join(', ')}.`,
  why: {
    'no-address': 'no address in their entry',
    'no-channel': 'not set up any more',
    'address-refused': 'the address is refused',
    'receiver-refused': 'the receiver refuses it',
    'number-refused': 'the number is refused',
    'not-picked-up': 'nobody picked up',
    busy: 'engaged',
    undelivered: 'could not be delivered',
    'device-gone': 'the device does not take notices any more',
    'cut-off': 'the gateway was stopped while it was sending',
  } as Readonly<Record<string, string>>, // as: a code that has no words of its own is left out.
};
