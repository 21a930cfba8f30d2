import type { Person } from '../../../domain/people.ts';
import type { NoticeKind } from '../../texts.ts';
import type { Handed, Letter, Way } from '../way.ts';
import { dialable } from './number.ts';
import type { PhoneService } from './phone-service.ts';

/** Calls at once: each rings for up to half a minute at the service, not here. */
export const VOICE_AT_ONCE = 8;

/** Calls by a service: they wake people whom a text does not. Only where somebody waits, for that is what a call says, or to try whether it comes through. */
export class VoiceWay implements Way {
  readonly name = 'voice';
  readonly label = 'Calls';
  readonly #service: PhoneService;

  constructor(service: PhoneService) {
    this.#service = service;
  }

  knows(person: Person): boolean {
    return dialable(person.phone) !== undefined;
  }

  carries(kind: NoticeKind): boolean {
    return kind === 'needed-now' || kind === 'not-recorded' || kind === 'test-message';
  }

  async send(letter: Letter, signal: AbortSignal): Promise<Handed> {
    const to = dialable(letter.person.phone);
    if (to === undefined) return { result: 'refused', why: 'no-address' };
    return this.#service.call({ to, spoken: letter.notice.spoken, letter }, signal);
  }

  close(): void {
    // Nothing is held open beyond a request.
  }
}
