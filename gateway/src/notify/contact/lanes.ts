import type { Clock } from '../../base/clock.ts';
import { Lane, type LaneDeps } from './lane.ts';
import { MAIL_AT_ONCE, MailWay, type MailOptions } from './mail.ts';
import { SMS_AT_ONCE, SmsWay } from './phone/sms.ts';
import { Twilio } from './phone/twilio/twilio.ts';
import { PUSH_AT_ONCE, PushWay, type PushOptions, type PushSound } from './push/push-way.ts';
import { VOICE_AT_ONCE, VoiceWay } from './phone/voice.ts';
import { WEBHOOK_AT_ONCE, WebhookWay } from './webhook.ts';

/** How people are reached, as configured. */
export interface ContactOptions extends MailOptions {
  readonly webhookUrl?: string | undefined;
  readonly webhookSecretFile?: string | undefined;
  readonly twilioAccount?: string | undefined;
  readonly twilioKey?: string | undefined;
  readonly twilioSecretFile?: string | undefined;
  readonly twilioAuthTokenFile?: string | undefined;
  readonly twilioFrom?: string | undefined;
  readonly twilioVoiceFrom?: string | undefined;
  readonly twilioUrl?: string | undefined;
  /** Whom push services write to; absent: no push. */
  readonly pushContact?: string | undefined;
  readonly pushSound?: PushSound | undefined;
  readonly pushLoopback?: boolean | undefined;
  /** The address of the gateway's pages as people reach them. */
  readonly pagesUrl?: string | undefined;
}

/** What of push comes from the master key. */
export type PushKeys = Pick<PushOptions, 'identity' | 'receipts'>;

const TWILIO_URL = 'https://api.twilio.com';

/** A lane for each way that is set up. */
export function lanesFor(options: ContactOptions, around: Omit<LaneDeps, 'way' | 'atOnce'>, keys: PushKeys | undefined): Lane[] {
  const { smtpUrl, smtpUrlFile, webhookUrl, webhookSecretFile } = options;
  const { clock } = around;
  const lanes: Lane[] = [];
  if (smtpUrl !== undefined || smtpUrlFile !== undefined)
    lanes.push(new Lane({ ...around, way: new MailWay(options), atOnce: MAIL_AT_ONCE }));
  if (webhookUrl !== undefined) {
    const way = new WebhookWay({ url: webhookUrl, secretFile: webhookSecretFile, wall: () => clock.wall() });
    lanes.push(new Lane({ ...around, way, atOnce: WEBHOOK_AT_ONCE }));
  }
  const twilio = twilioFor(options, clock);
  if (twilio !== undefined) {
    lanes.push(new Lane({ ...around, way: new SmsWay(twilio.service), atOnce: SMS_AT_ONCE }));
    if (twilio.calls) lanes.push(new Lane({ ...around, way: new VoiceWay(twilio.service), atOnce: VOICE_AT_ONCE }));
  }
  const { pushContact: contact, pushSound: sound = 'needed', pushLoopback: loopback = false } = options;
  if (contact !== undefined && keys !== undefined)
    lanes.push(new Lane({ ...around, way: new PushWay({ contact, sound, loopback, ...keys }, around), atOnce: PUSH_AT_ONCE }));
  return lanes;
}

function twilioFor(options: ContactOptions, clock: Clock): { readonly service: Twilio; readonly calls: boolean } | undefined {
  const { twilioAccount: account, twilioKey: key, twilioSecretFile: secretFile, twilioFrom: from } = options;
  const { twilioVoiceFrom: voiceFrom, twilioUrl: url = TWILIO_URL, pagesUrl } = options;
  if (account === undefined || secretFile === undefined || from === undefined) return undefined;
  // Without the auth token nothing that Twilio posts could be believed: it is not asked to post.
  const base = options.twilioAuthTokenFile === undefined ? undefined : pagesUrl;
  const service = new Twilio({ account, key, secretFile, from, voiceFrom, url, base }, clock);
  // A messaging service of Twilio's can't call.
  return { service, calls: voiceFrom !== undefined || from.startsWith('+') };
}
