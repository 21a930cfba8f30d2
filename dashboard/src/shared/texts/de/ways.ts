import type { WayName } from '@duress/gateway/contract/ways.ts';

/** By which people are reached beyond the screens: on the alarm's story, and where a step is set up. */
export const ways: Readonly<Record<WayName, string>> = {
  sms: 'SMS',
  voice: 'Anruf',
  mail: 'E-Mail',
  webhook: 'Webhook',
  push: 'Hinweis auf einem Gerät',
};
