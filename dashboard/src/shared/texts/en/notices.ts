/** Being told on a device: what it is, before the browser asks, and how it stands. */
export const noticeWords = {
  title: 'Tell me on this device',
  lead: 'This device can show you a notice when you are needed, when a task comes to you, or when your own button needs attention, also while this page is closed.',
  lockScreen: 'The notice names nobody and no place, and does not say what it is about. A tap opens the page that does.',
  asks: 'Your browser will ask whether this site may show notifications. Choose “Allow”.',
  label: 'What you call this device',
  labelHint: 'For example “My phone”. Only you and administrators see it.',
  untilSignOut: 'Only until I sign out here',
  turnOn: 'Tell me here',
  turningOn: 'Asking the browser…',
  on: 'You are told on this device.',
  turnOff: 'Stop telling me here',
  standing: {
    absent: 'This is not set up at your workplace.',
    'no-browser':
      'This browser can’t show notices from here. It takes an up-to-date browser and an address that begins with https. On an iPhone or iPad it may not work at all.',
    blocked:
      'This browser does not let this site show notices. You can change that in the browser’s settings for this site. Until then you are told in other ways only.',
    off: '',
    on: '',
  },
  noService:
    'This browser did not get an address for notices from its maker. It may be offline, or the network here may block it. Nothing was changed.',
  devices: 'All devices that you are told on',
  noDevices: 'You are told on no device yet.',
  unnamed: 'A device without a name',
  thisOne: 'this device',
  since: (when: string) => `since ${when}`,
  endsAtSignOut: 'until you sign out there',
  forget: 'Stop there',
  forgetOne: (name: string) => `Stop there: ${name}`,
};
