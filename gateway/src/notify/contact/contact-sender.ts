import { membersOf } from '../../base/canonical.ts';
import { FaultError } from '../../base/errors.ts';
import type { AlarmId, DebriefId, PersonId, PlaceId } from '../../base/ids.ts';
import { WAYS, type WayName } from '../../contract/ways.ts';
import { nearest } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import type { QueuedMessage } from '../../engine/ports/outbox.ts';
import type { Sender } from '../../engine/ports/sender.ts';
import { isTask, kindOf, type NoticeParameters } from '../templates.ts';
import type { ContactChannel, Word } from './contact-channel.ts';

/** The outbox's channel `contact`: a message for `person:<id>` goes out by every way that reaches this person. */
export class ContactSender implements Sender {
  readonly channel = 'contact';
  readonly #contact: ContactChannel;
  readonly #state: StateView;

  constructor(contact: ContactChannel, state: StateView) {
    this.#contact = contact;
    this.#state = state;
  }

  async send(message: QueuedMessage): Promise<void> {
    const to = recipientOf(message);
    if (to === undefined) throw new FaultError('channel-failed', 'the message is for no person', { retryable: false });
    await this.#contact.tell({ key: message.id, to, say: this.#say(message), ways: waysIn(message), report: this.#report(message) });
  }

  /** Results of tasks stand in the outbox alone: the task itself says what nobody accepted. */
  #report(message: QueuedMessage): Word['report'] {
    // as: `about` holds the id that the rules gave it.
    const alarm = this.#state.alarms.get(message.about as AlarmId);
    if (alarm === undefined || isTask(kindOf(message.body))) return undefined;
    const step = membersOf(message.body)?.['step'];
    return { alarm: alarm.alarm, step: typeof step === 'number' ? step : alarm.climb.step, tries: message.attempts + 1 };
  }

  #say(message: QueuedMessage): Omit<NoticeParameters, 'pagesUrl'> {
    const kind = kindOf(message.body);
    // as: `about` holds the id that the rules gave it.
    const about = isTask(kind) ? this.#state.debriefs.get(message.about as DebriefId) : this.#state.alarms.get(message.about as AlarmId);
    const month = monthIn(message);
    const place = about === undefined ? month?.place : 'where' in about ? about.where.place : about.place;
    const language = nearest(this.#state.places, place, (step) => step.language);
    return { kind, language, drill: about?.drill, debrief: isTask(kind) ? message.about : undefined, month };
  }
}

/** By which ways the step wants it told; absent: by all. A name that this build does not know is left out. */
function waysIn({ body }: Pick<QueuedMessage, 'body'>): readonly WayName[] | undefined {
  // A month can wait to be read: it goes by mail, and whom that does not reach is called for nothing.
  if (kindOf(body) === 'month-ready') return ['mail'];
  const named = membersOf(body)?.['ways'];
  return Array.isArray(named) ? WAYS.filter((way) => named.includes(way)) : undefined;
}

/** Of which month of which site it says that it can be read. */
function monthIn({ body }: Pick<QueuedMessage, 'body'>): { readonly place: PlaceId; readonly month: string } | undefined {
  const { place, month } = membersOf(body) ?? {};
  // as: the rules name places by their branded ids.
  return typeof place === 'string' && typeof month === 'string' ? { place: place as PlaceId, month } : undefined;
}

/** Whom a message is for: `person:<id>`. */
export function recipientOf({ to }: Pick<QueuedMessage, 'to'>): PersonId | undefined {
  // as: the rules name people by their branded ids.
  return to.startsWith('person:') ? (to.slice('person:'.length) as PersonId) : undefined;
}
