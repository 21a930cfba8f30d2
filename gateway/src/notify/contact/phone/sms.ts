import type { Person } from '../../../domain/people.ts';
import type { Handed, Letter, Way } from '../way.ts';
import { dialable } from './number.ts';
import type { PhoneService } from './phone-service.ts';

/** Texts at once; more letters wait in the lane. Services take about one a second from one number and queue the rest themselves. */
export const SMS_AT_ONCE = 8;

/** Texts by a service. One sentence and a link: what is longer is paid for and read in pieces. */
export class SmsWay implements Way {
  readonly name = 'sms';
  readonly label = 'Texts';
  readonly #service: PhoneService;

  constructor(service: PhoneService) {
    this.#service = service;
  }

  knows(person: Person): boolean {
    return dialable(person.phone) !== undefined;
  }

  async send(letter: Letter, signal: AbortSignal): Promise<Handed> {
    const to = dialable(letter.person.phone);
    if (to === undefined) return { result: 'refused', why: 'no-address' };
    const { text, link } = letter.notice;
    return this.#service.text({ to, body: link === undefined ? text : `${text} ${link}`, letter }, signal);
  }

  close(): void {
    // Nothing is held open beyond a request.
  }
}
