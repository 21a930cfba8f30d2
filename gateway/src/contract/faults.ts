/** The parts of the gateway that open console faults, by their place under `gateway/src`. */
type Opener = 'app' | 'domain' | 'engine' | 'ingest/mqtt' | 'ingest/serial' | 'live' | 'notify' | 'ops' | 'outputs';

interface ConsoleFault {
  readonly means: string;
  /** What its subject is: a word as it stands, or, ending in a colon, what an id follows. */
  readonly about: readonly string[];
  readonly openedBy: readonly Opener[];
  /** Each must really happen: nothing stands for ever. */
  readonly closedBy: string;
}

/**
 * Every fault that can stand on reception's list. A test holds it together with the sources, which open and close each of them,
 * and with `docs/errors.md`. A fault about a device ends with the device, when it is revoked; what is about a part that the
 * configuration does not name any more ends at the next start.
 */
export const CONSOLE_FAULTS = {
  'no-watching-console': {
    means: 'for a minute alarms of this place would have sounded on no screen that somebody is proven to watch',
    about: ['place:', 'gateway'],
    openedBy: ['live'],
    closedBy: 'the first console that watches it, or the place is to be watched no more',
  },
  'console-hangs': {
    means: 'a console that counted as watching draws nothing any more, although it is connected',
    about: ['console:'],
    openedBy: ['live'],
    closedBy: 'it draws again, or its page is closed; each start judges anew',
  },
  'sound-untested': {
    means: 'consoles watch this place, and for longer than it allows nobody has said that they hear one of them',
    about: ['place:', 'gateway'],
    openedBy: ['live'],
    closedBy: 'somebody hears the test tones at a console that covers it, it allows longer, or it is to be watched no more',
  },
  'nobody-at-this-step': {
    means: 'an alarm has climbed to a step at which nobody is free, or nothing reaches anybody',
    about: ['alarm:'],
    openedBy: ['domain'],
    closedBy: 'each step that it has climbed to has somebody again, or somebody does something about the alarm',
  },
  'no-channel': {
    means: 'no way is set up by which people could be told beyond the screens',
    about: ['gateway'],
    openedBy: ['notify'],
    closedBy: 'a start with a way set up',
  },
  'channel-failed': {
    means: 'messages do not get out by this way',
    about: ['channel:'],
    openedBy: ['notify'],
    closedBy: 'the first message that it takes, or a start without that way',
  },
  'contact-unreachable': {
    means: 'no way reaches somebody who must be told',
    about: ['person:'],
    openedBy: ['notify'],
    closedBy: 'a message that reaches them, a change of their entry, or a device on which they are told from then on',
  },
  'port-lost': {
    means: 'a serial port is gone or can not be opened',
    about: ['receiver:'],
    openedBy: ['ingest/serial'],
    closedBy: 'the port opens, or a start without it',
  },
  'receiver-lost': {
    means: 'a radio receiver says nothing although its port is open',
    about: ['receiver:'],
    openedBy: ['ingest/serial'],
    closedBy: 'it, or another in its place, speaks; each start judges anew',
  },
  'receiver-deaf': {
    means: 'a radio receiver takes nothing that is sent',
    about: ['receiver:'],
    openedBy: ['ingest/serial'],
    closedBy: 'it takes something, or its port opens anew',
  },
  'radio-tamper': {
    means: 'frames under the name of a button that its key does not open',
    about: ['device:'],
    openedBy: ['ingest/serial'],
    closedBy: 'a genuine frame after a quiet minute',
  },
  'radio-replay': {
    means: 'signals with an old frame counter under the name of a button',
    about: ['device:'],
    openedBy: ['ingest/serial'],
    closedBy: 'a genuine frame after a quiet minute',
  },
  'radio-key-spent': {
    means: 'no frame counter towards a button is left: it is heard and told nothing',
    about: ['device:'],
    openedBy: ['ingest/serial'],
    closedBy: 'the commit that gives it another key',
  },
  'device-tamper': {
    means: 'a button says that its case was opened or its strap cut',
    about: ['device:'],
    openedBy: ['domain'],
    closedBy: 'a test press that has passed through',
  },
  'device-silent': {
    means: 'a button has missed three heartbeats although it could have been heard',
    about: ['device:'],
    openedBy: ['domain'],
    closedBy: 'a test press that has passed through; that it is heard again is said beside it and is no proof',
  },
  'device-battery-low': {
    means: 'the battery of a button is at 20 % or less',
    about: ['device:'],
    openedBy: ['domain'],
    closedBy: 'it says 30 % or more, or that it is flat',
  },
  'device-battery-flat': {
    means: 'the battery of a button is at 5 % or less: each press may be its last',
    about: ['device:'],
    openedBy: ['domain'],
    closedBy: 'it says 30 % or more',
  },
  'device-unreadable': {
    means: 'a device sends what can not be read',
    about: ['device:'],
    openedBy: ['domain'],
    closedBy: 'the next signal of it that can be read',
  },
  'tests-overdue': {
    means: 'buttons of this site were not tested as often as its policy says',
    about: ['place:'],
    openedBy: ['ops'],
    closedBy: 'the last of them has passed a test, or the policy or the buttons have changed',
  },
  'plain-listener': {
    means: 'pages or devices are reached beyond this machine without TLS, as the configuration wishes',
    about: ['http', 'mqtt'],
    openedBy: ['app', 'ingest/mqtt'],
    closedBy: 'a start with TLS, on loopback alone, or without that listener',
  },
  'broker-lost': {
    means: 'the broker that devices are behind has said nothing for 15 s',
    about: ['broker:'],
    openedBy: ['ingest/mqtt'],
    closedBy: 'both connections to it are back, or a start without that broker',
  },
  'broker-refused': {
    means: 'that broker does not let the gateway in, or grants less than was asked for',
    about: ['broker:'],
    openedBy: ['ingest/mqtt'],
    closedBy: 'it grants everything, or a start without that broker',
  },
  'broker-plain': {
    means: 'the connection to that broker goes beyond this machine without TLS, as the configuration wishes',
    about: ['broker:'],
    openedBy: ['ingest/mqtt'],
    closedBy: 'a start with TLS, on loopback alone, or without that broker',
  },
  'output-lost': {
    means: 'a siren, a lamp or a relay can not be switched: its port is gone, or nobody who listens for it is there',
    about: ['output:'],
    openedBy: ['outputs'],
    closedBy: 'it has been switched again, or it is set up no more',
  },
  'state-not-out': {
    means: 'what lamps, sirens and other systems read does not get to the site’s broker, or is not what it should be there',
    about: ['broker:'],
    openedBy: ['outputs'],
    closedBy: 'the broker holds all of it again, or a start without it',
  },
  'canary-late': {
    means: 'the gateway’s own test press did not get all the way, or not in time',
    about: ['gateway'],
    openedBy: ['ops'],
    closedBy: 'the next one that does, or a start without it',
  },
  'disk-low': {
    means: 'there is little room on the disk of the log, or there will be within two weeks',
    about: ['gateway'],
    openedBy: ['ops'],
    closedBy: 'there is a quarter more room than that, for three weeks',
  },
  'certificate-expires': {
    means: 'a certificate ends within three weeks, a week, a day, or has ended',
    about: ['http', 'mqtt'],
    openedBy: ['ops'],
    closedBy: 'a newer one in its place, or a start without it',
  },
  'outbox-stuck': {
    means: 'messages to people have been due for five minutes and are not out',
    about: ['gateway'],
    openedBy: ['ops'],
    closedBy: 'the oldest that waits is younger',
  },
  'loop-stalled': {
    means: 'the gateway stood still for two seconds or more: nothing was taken in, shown or answered',
    about: ['gateway'],
    openedBy: ['ops'],
    closedBy: 'a minute without another',
  },
  'memory-low': {
    means: 'the gateway uses nearly all of the memory that it may',
    about: ['gateway'],
    openedBy: ['ops'],
    closedBy: 'it uses less than seven tenths of it',
  },
  'clock-stepped': {
    means: 'the wall clock was set while the gateway ran, or the machine slept',
    about: ['gateway'],
    openedBy: ['ops'],
    closedBy: 'an hour without another step',
  },
  'clock-behind': {
    means: 'at the start the wall clock stood before the newest fact',
    about: ['gateway'],
    openedBy: ['engine'],
    closedBy: 'a start with a right clock',
  },
  'auditor-silent': {
    means: 'the auditor, which proves each few seconds that every open alarm has a next step, has not been through for 20 s',
    about: ['gateway'],
    openedBy: ['ops'],
    closedBy: 'it goes through again',
  },
  'deadline-failed': {
    means: 'the rules met a bug of ours with something that was due',
    about: ['alarms:', 'debriefs:', 'drills:', 'tests:', 'sessions:', 'faults:', 'handOvers:', 'retentions:', 'monthNotices:'],
    openedBy: ['engine'],
    closedBy: 'it goes well, or is due no more; each start tries anew',
  },
} as const satisfies Readonly<Record<string, ConsoleFault>>;

export type ConsoleFaultCode = keyof typeof CONSOLE_FAULTS;

type Completed<A extends string> = A extends `${string}:` ? `${A}${string}` : A;
/** What a fault of this code may be about. */
export type FaultSubject<C extends ConsoleFaultCode = ConsoleFaultCode> = Completed<(typeof CONSOLE_FAULTS)[C]['about'][number]>;
