import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ShownReceipts } from '../../../gateway/src/access/shown-receipts.ts';
import type { AlarmId, PersonId, SubscriptionId } from '../../../gateway/src/base/ids.ts';
import type { Person } from '../../../gateway/src/domain/people.ts';
import { State } from '../../../gateway/src/domain/state.ts';
import type { Core } from '../../../gateway/src/engine/ports/core.ts';
import { MailWay } from '../../../gateway/src/notify/contact/mail.ts';
import { SmsWay } from '../../../gateway/src/notify/contact/phone/sms.ts';
import { Twilio } from '../../../gateway/src/notify/contact/phone/twilio/twilio.ts';
import { VoiceWay } from '../../../gateway/src/notify/contact/phone/voice.ts';
import { pushIdentity } from '../../../gateway/src/notify/contact/push/push-identity.ts';
import { PushWay } from '../../../gateway/src/notify/contact/push/push-way.ts';
import type { Letter, Way } from '../../../gateway/src/notify/contact/way.ts';
import { WebhookWay } from '../../../gateway/src/notify/contact/webhook.ts';
import { notice } from '../../../gateway/src/notify/templates.ts';
import { ManualClock } from '../../harness/clock.ts';
import { MailServer } from '../../scenario/notify/mail-server.ts';
import { WebhookReceiver } from '../../scenario/notify/webhook-receiver.ts';
import { PushService } from '../../scenario/push/push-service.ts';
import { ACCOUNT, KEY, SECRET, TwilioServer } from '../../scenario/channels/twilio-server.ts';

/** One way with the real service behind it. */
interface UnderTest {
  readonly way: Way;
  /** The service takes everything else, and not this person. */
  readonly refuse: () => void;
  /** It takes the letter and never answers. */
  readonly hang: () => Promise<void> | void;
  readonly away: () => Promise<void>;
  /** Everything that it was given, as text. */
  readonly given: () => string;
  readonly close: () => Promise<void>;
}

const PERSON: Person = {
  person: 'gus' as PersonId, // as (both): ids by hand
  name: 'Gustav Berg',
  email: 'gus@clinic.example',
  phone: '+61 400 000 000',
  leave: [],
  unavailable: false,
  active: true,
};
const LETTER: Letter = {
  key: 'k-1',
  person: PERSON,
  about: { alarm: 'a-1' as AlarmId, step: 1 },
  notice: notice({ kind: 'needed-now', pagesUrl: 'https://pages.example' }),
};
/** No port of this machine that anything listens on. */
const NOWHERE = '127.0.0.1:1';

let folder: string;

async function mail(): Promise<UnderTest> {
  const server = await MailServer.open();
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const file = join(folder, 'smtp');
  writeFileSync(file, server.url);
  const way = new MailWay({ smtpUrlFile: file, mailFrom: 'gateway@clinic.example' });
  const leadTo = (url: string): void => {
    writeFileSync(file, url);
    way.close();
  };
  return {
    way,
    refuse: () => server.refused.add(PERSON.email ?? ''),
    hang: () => {
      leadTo(`smtp://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`);
    },
    away: async () => {
      leadTo(`smtp://${NOWHERE}`);
      await server.down();
    },
    given: () => JSON.stringify(server.mails),
    close: async () => {
      way.close();
      await server.down();
      await new Promise((resolve) => silent.close(resolve));
    },
  };
}

async function webhook(): Promise<UnderTest> {
  const receiver = await WebhookReceiver.open();
  const way = new WebhookWay({ url: receiver.url, wall: () => 0 });
  return {
    way,
    refuse: () => (receiver.answer = 422),
    hang: () => {
      receiver.answer = 'hang';
    },
    away: () => receiver.close(),
    given: () => JSON.stringify(receiver.posts.map(({ body }) => body)),
    close: () => receiver.close(),
  };
}

async function phone(name: 'sms' | 'voice'): Promise<UnderTest> {
  const server = await TwilioServer.open();
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, SECRET);
  const options = { account: ACCOUNT, key: KEY, secretFile, from: '+15005550006', url: server.url, base: 'https://pages.example' };
  const service = new Twilio(options, new ManualClock());
  return {
    way: name === 'sms' ? new SmsWay(service) : new VoiceWay(service),
    refuse: () => server.refusals.set('all', { status: 400, code: 21_211 }),
    hang: () => {
      server.refusals.set('all', 'hang');
    },
    away: () => server.close(),
    given: () => JSON.stringify(server.asked.map(({ fields }) => [...fields])),
    close: () => server.close(),
  };
}

/** A browser of the person's, at a service on loopback; the rest of the core is not asked. */
async function push(): Promise<UnderTest> {
  const service = await PushService.open();
  const identity = pushIdentity(Buffer.alloc(32, 7));
  const { endpoint, keys } = service.subscribe('phone', identity.publicKey);
  const state = new State();
  const subscription = 's-1' as SubscriptionId; // as: an id by hand.
  const times = { savedAt: 0, saved: 0 };
  state.subscriptions.set(subscription, { subscription, person: PERSON.person, endpoint, p256dh: keys.p256dh, auth: keys.auth, ...times });
  state.settle();
  // as: what a way looks at and nothing more.
  const core = { committed: state.committed, now: () => ({ at: 0, t: 0 }) } as unknown as Core;
  const receipts = new ShownReceipts(() => Buffer.alloc(32, 8));
  const options = { contact: 'mailto:ops@clinic.example', sound: 'needed', loopback: true, identity: () => identity, receipts } as const;
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return {
    way: new PushWay(options, { core, clock: new ManualClock(), events: quiet }),
    refuse: () => service.answers.set('all', { status: 413 }),
    hang: () => {
      service.answers.set('all', 'hang');
    },
    away: () => service.close(),
    given: () => JSON.stringify(service.pushed),
    close: () => service.close(),
  };
}

describe.each([
  ['mail', mail],
  ['webhook', webhook],
  ['sms', () => phone('sms')],
  ['voice', () => phone('voice')],
  ['push', push],
] as const)('the way %s', (name, open) => {
  let under: UnderTest;
  const never = new AbortController().signal;
  const failed = { code: 'channel-failed', retryable: true };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'duress-way-'));
    under = await open();
  });
  afterEach(async () => {
    await under.close();
    rmSync(folder, { recursive: true });
  });

  test('hands over a letter, once for each time that it is asked, and goes by its name', async () => {
    expect(under.way.name).toBe(name);
    expect(under.way.knows(PERSON)).toBe(true);
    expect(await under.way.send(LETTER, never)).toMatchObject({ result: 'accepted' });
    expect(under.given()).toContain('waiting for an answer');
    expect(under.given()).not.toContain('Gustav');
  });

  test('is refused for one person: no failure of the way, and says why in a word of ours', async () => {
    under.refuse();
    const handed = await under.way.send(LETTER, never);
    expect(handed.result).toBe('refused');
    expect(handed.why).toMatch(/^[a-z-]+$/);
  });

  test('rejects when nobody is there, with codes alone', async () => {
    await under.away();
    const error: unknown = await under.way.send(LETTER, never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(failed);
    expect((error as Error).message).not.toMatch(/gus|400 ?000|clinic/i); // as: just matched
  });

  test('ends soon after it is told to, and works again after that', async () => {
    await under.hang();
    const control = new AbortController();
    const sending = under.way.send(LETTER, control.signal);
    const outcome = expect(sending).rejects.toMatchObject(failed);
    await new Promise(setImmediate);
    control.abort();
    await outcome;
    // Closing lets go of what was held open, and may be done twice.
    under.way.close();
    under.way.close();
  });

  // A webhook is asked about everybody: what stands behind it is not known here.
  test.runIf(name !== 'webhook')('does not know somebody without an address for it', () => {
    const { email: _email, phone: _phone, ...known } = PERSON;
    const rest = { ...known, person: 'ria' as PersonId }; // as: an id by hand.
    expect(under.way.knows(rest)).toBe(false);
    expect(under.way.knows({ ...rest, email: 'x@y.example' })).toBe(name === 'mail');
  });
});

test('a number without its country is none', () => {
  const way = new SmsWay(
    new Twilio({ account: ACCOUNT, secretFile: '/nowhere', from: '+15005550006', url: 'http://127.0.0.1:1' }, new ManualClock()),
  );
  const dials = (number: string): boolean => way.knows({ ...PERSON, phone: number });
  expect(['+61 (400) 000-000', '+1.500.555.0006', '+4915112345678'].map(dials)).toEqual([true, true, true]);
  expect(['0400 000 000', '+0400000000', '+61', '+6140000000012345', '+61 400 x', ''].map(dials)).toEqual(Array(6).fill(false));
});

test('a call is made only where somebody waits for an answer, for it says so, and to try whether calls come through', () => {
  const twilio = new Twilio(
    { account: ACCOUNT, secretFile: '/nowhere', from: '+15005550006', url: 'http://127.0.0.1:1' },
    new ManualClock(),
  );
  const way = new VoiceWay(twilio);
  const kinds = ['needed-now', 'not-recorded', 'nobody-watches', 'task-waiting', 'task-passed-on', 'test-message'] as const;
  expect(kinds.filter((kind) => way.carries(kind))).toEqual(['needed-now', 'not-recorded', 'test-message']);
});
