import { BoundedMap } from '../../../access/bounded-map.ts';
import { pushEndpoint } from '../../../access/public-addresses.ts';
import type { ShownReceipts } from '../../../access/shown-receipts.ts';
import type { Clock } from '../../../base/clock.ts';
import { sha256Hex } from '../../../base/digest.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../base/durations.ts';
import { FaultError } from '../../../base/errors.ts';
import { inputIdFrom, type PersonId } from '../../../base/ids.ts';
import type { EventLog } from '../../../base/log.ts';
import type { PushedNotice } from '../../../contract/push.ts';
import type { Person } from '../../../domain/people.ts';
import type { PushSubscription } from '../../../domain/push-subscription.ts';
import { GATEWAY } from '../../../domain/ruling.ts';
import type { Core } from '../../../engine/ports/core.ts';
import { networkCauseOf } from '../network-cause.ts';
import { ACCEPTED, type Handed, type Letter, type Way } from '../way.ts';
import { encrypted, type Sealing } from './push-message.ts';
import type { PushIdentity } from './push-identity.ts';
import { NOT_PUBLIC, post, type PushAnswer } from './push-post.ts';

/** Letters at once; each goes to every browser of its person. */
export const PUSH_AT_ONCE = 8;
/** A notice that has waited longer at the service comes too late: the escalation has sent others. */
const URGENT_TTL_MS = 10 * MINUTE_MS;
const LATER_TTL_MS = DAY_MS;
/** Whatever a service asks for, somebody waits: it is asked again after this at the latest. */
const PAUSE_MAX_MS = MINUTE_MS;
/** Services that asked to be left alone. Browsers know four; when full, the one asked longest ago is asked again. */
const SERVICES_MAX = 64;
/** A topic has at most 32 characters (RFC 8030, 5.4); a tag need not be longer. */
const NAME_CHARACTERS = 32;

/** When a notice may make a sound: never, where somebody waits for an answer, or always. */
export const PUSH_SOUNDS = ['never', 'needed', 'always'] as const;
export type PushSound = (typeof PUSH_SOUNDS)[number];

export interface PushOptions {
  /** `mailto:…` or `https://…`: whom a push service writes to when something is wrong with what we send. */
  readonly contact: string;
  readonly sound: PushSound;
  /** Services on this machine may be posted to. */
  readonly loopback: boolean;
  /** May fail as long as the master key was not read. */
  readonly identity: () => PushIdentity;
  readonly receipts: ShownReceipts;
}

export interface PushAround {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
}

/** Web Push to every browser in which a person wants to be told. Encrypted to that browser: its service reads nothing. */
export class PushWay implements Way {
  readonly name = 'push';
  readonly label = 'Notices on devices';
  readonly #options: PushOptions;
  readonly #around: PushAround;
  /** `mono` until which a service, by its origin, wants to be left alone. */
  readonly #pausedUntil = new BoundedMap<string, number>(SERVICES_MAX);

  constructor(options: PushOptions, around: PushAround) {
    this.#options = options;
    this.#around = around;
  }

  knows({ person }: Person): boolean {
    return this.#browsersOf(person).length > 0;
  }

  /** Those that were meant for one sign-in end with it, also where nobody has signed out. */
  #browsersOf(person: PersonId): readonly PushSubscription[] {
    const { core } = this.#around;
    const { subscriptions, sessions } = core.committed;
    const { at } = core.now();
    const isAlive = (session: PushSubscription['session']): boolean =>
      session === undefined || (sessions.get(session)?.expiresAt ?? 0) > at;
    return subscriptions.by('person', person).filter(({ session }) => isAlive(session));
  }

  /** One browser that took it is enough; one that is gone is forgotten, whatever the others do. */
  async send(letter: Letter, signal: AbortSignal): Promise<Handed> {
    const browsers = this.#browsersOf(letter.person.person);
    if (browsers.length === 0) return { result: 'refused', why: 'no-address' };
    const text = JSON.stringify(this.#noticeOf(letter));
    const sending = browsers.map((browser) => this.#sendTo(browser, { text, letter, signal }));
    // Another browser's service that hangs delays no word of this one; the rest go on by themselves.
    const taken = await Promise.any(sending.map(accepted)).catch(() => undefined);
    if (taken !== undefined) return taken;
    const tries = await Promise.allSettled(sending);
    const handed = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const broken = tries.find((one) => one.status === 'rejected');
    if (broken !== undefined) throw broken.reason instanceof FaultError ? broken.reason : failed('failed', broken.reason);
    return handed[0] ?? { result: 'refused', why: 'no-address' };
  }

  close(): void {
    // Nothing is held open beyond a post.
  }

  #noticeOf(letter: Letter): PushedNotice {
    const { notice, about, test, person, key } = letter;
    const { core } = this.#around;
    const to = { person: person.person };
    const { t } = core.now();
    const { receipts } = this.#options;
    const shown =
      about !== undefined
        ? receipts.issue({ ...to, of: 'alarm', alarm: about.alarm, message: key, step: about.step }, t)
        : test !== undefined
          ? receipts.issue({ ...to, of: 'test', send: test.send }, t)
          : undefined;
    const link = pathOf(notice.link);
    return { v: 1, title: notice.subject, body: notice.text, link, tag: named(about?.alarm ?? key), silent: this.#isSilent(letter), shown };
  }

  /** Whoever stands in front of somebody dangerous must not be given away by a phone that rings for another. */
  #isSilent({ notice, person }: Letter): boolean {
    const { sound } = this.#options;
    const own = this.#around.core.committed.alarms.by('worker', person.person);
    if (own.some(({ state }) => state !== 'closed')) return true;
    return sound === 'never' || (sound === 'needed' && notice.urgency !== 'now');
  }

  async #sendTo(browser: PushSubscription, { text, letter, signal }: Sending): Promise<Handed> {
    const endpoint = pushEndpoint(browser.endpoint, this.#options.loopback);
    if (endpoint === undefined) return { result: 'refused', why: 'address-refused' };
    if (this.#around.clock.mono() < (this.#pausedUntil.get(endpoint.origin) ?? -Infinity)) throw failed('asked to wait');
    const isUrgent = letter.notice.urgency === 'now';
    const { contact, identity, loopback } = this.#options;
    const sealing: Sealing = {
      identity: identity(),
      contact,
      // A retry takes the place of what the service still holds.
      topic: named(letter.key),
      ttlSeconds: (isUrgent ? URGENT_TTL_MS : LATER_TTL_MS) / SECOND_MS,
      urgency: isUrgent ? 'high' : 'normal',
    };
    const message = await encrypted(browser, text, sealing);
    if (message === undefined) return { result: 'refused', why: 'address-refused' };
    try {
      return this.#handed(browser, endpoint, await post(endpoint, { ...message, signal, loopback }));
    } catch (cause) {
      if (cause instanceof FaultError) throw cause;
      const why = networkCauseOf(cause);
      if (why === NOT_PUBLIC) return { result: 'refused', why: 'address-refused' };
      throw failed(why, cause);
    }
  }

  #handed(browser: PushSubscription, { origin }: URL, { status, retryAfter }: PushAnswer): Handed {
    if (status >= 200 && status < 300) return ACCEPTED;
    if (status === 404 || status === 410) {
      this.#end(browser);
      return { result: 'refused', why: 'device-gone' };
    }
    if (status === 400 || status === 413) return { result: 'refused', why: 'receiver-refused' };
    if (status === 429 || status === 503) this.#pause(origin, retryAfter);
    throw failed(`HTTP ${String(status)}`);
  }

  #pause(origin: string, retryAfter: string | undefined): void {
    // The other form of the header, a date, would hang on two clocks.
    const seconds = /^[0-9]{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
    this.#pausedUntil.set(origin, this.#around.clock.mono() + Math.min(seconds * SECOND_MS, PAUSE_MAX_MS));
  }

  /** Its service will never know it again. */
  #end({ subscription, person }: PushSubscription): void {
    const { core, events } = this.#around;
    const changes = [{ remove: 'subscription', key: subscription, person, why: 'gone' } as const];
    core.submit({ id: inputIdFrom(core.ids), type: 'save', actor: GATEWAY, changes }).catch((error: unknown) => {
      // It will be found gone again.
      if (!(error instanceof FaultError && error.code === 'stopping')) events.warn('push-end-lost', { subscription });
    });
  }
}

interface Sending {
  readonly text: string;
  readonly letter: Letter;
  readonly signal: AbortSignal;
}

/** A name that gives nothing away, the same for the same thing. */
function named(text: string): string {
  return sha256Hex(text).slice(0, NAME_CHARACTERS);
}

/** The service worker opens its own pages alone, at whatever address it was installed from. */
function pathOf(link: string | undefined): string {
  const url = link === undefined ? null : URL.parse(link, 'https://pages.invalid');
  return url === null ? '/' : url.pathname + url.search + url.hash;
}

function failed(why: string, cause?: unknown): FaultError {
  return new FaultError('channel-failed', `push ${why}`, { retryable: true, cause });
}

/** @throws FaultError whatever it was handed over as, unless it was taken */
async function accepted(sending: Promise<Handed>): Promise<Handed> {
  const handed = await sending;
  if (handed.result === 'accepted') return handed;
  throw failed(handed.result);
}
