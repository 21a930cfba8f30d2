import type { ConsoleFaultCode } from '@duress/gateway/contract/faults.ts';

/** What is said of a technical matter that gives no details of its own. */
export const faults: Readonly<Record<ConsoleFaultCode, string>> = {
  'no-watching-console': 'No console that covers it counts as watching: an alarm from there would be heard by nobody.',
  'sound-untested': 'Nobody has said for longer than is allowed that they hear a console here. A sound test closes this.',
  'nobody-at-this-step': 'Nobody could be told about an unanswered alarm.',
  'no-channel': 'Nobody can be reached beyond the screens.',
  'channel-failed': 'Messages to people do not get out.',
  'contact-unreachable': 'Somebody who must be told can not be reached.',
  'receiver-lost': 'Receiver is lost.',
  'receiver-deaf': 'Receiver hears buttons and can not answer them.',
  'broker-lost': 'The broker that buttons are behind does not answer.',
  'broker-refused': 'The broker that buttons are behind does not let the gateway in.',
  'broker-plain': 'The connection to the broker is not encrypted.',
  'port-lost': 'The receiver’s plug is gone.',
  'device-tamper': 'Was tampered with. A test press closes this.',
  'device-silent': 'Has not been heard. A test press closes this.',
  'device-battery-low': 'Battery is low.',
  'device-battery-flat': 'Battery is nearly flat: each press may be its last.',
  'device-unreadable': 'Sends what can not be read.',
  'radio-tamper': 'Somebody sends in its name.',
  'radio-replay': 'Old signals are sent again.',
  'radio-key-spent': 'Can be told nothing more. A new key closes this.',
  'plain-listener': 'Is not encrypted.',
  'clock-behind': 'The gateway’s clock is behind.',
  'auditor-silent': 'The check that every alarm has a next step has stopped. Watch open alarms yourselves.',
  'deadline-failed': 'Something that was due could not be decided. It is tried again.',
};
