import type { WayName } from '@duress/gateway/contract/ways.ts';

/** By which people are reached beyond the screens: on the alarm's story, and where a step is set up. */
export const ways: Readonly<Record<WayName, string>> = {
  sms: 'Text message',
  voice: 'Phone call',
  mail: 'E-mail',
  webhook: 'Webhook',
  push: 'Notice on a device',
};
