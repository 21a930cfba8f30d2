import { FaultError, messageOf } from '../base/errors.ts';
import { inputIdFrom, type AlarmId, type PersonId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { MessageResult } from '../contract/messages.ts';
import type { WayName } from '../contract/ways.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters } from '../engine/ports/devices.ts';

export interface ReportsDeps {
  readonly core: Core;
  readonly events: EventLog;
  readonly counters: Counters;
}

/** A message about an alarm, as its results are reported. */
export interface Reported {
  readonly message: string;
  readonly alarm: AlarmId;
  readonly person: PersonId;
  /** The step of the escalation that sent it, and all ways by which it goes out to this person. */
  readonly sent: { readonly step: number; readonly of: readonly WayName[] };
  /** Which try this is, from 1. */
  readonly tries: number;
}

export interface Came {
  readonly way?: WayName | undefined;
  readonly result: MessageResult;
  readonly provider?: string | undefined;
  readonly why?: string | undefined;
}

/** Longer names of a service's are no names. */
const PROVIDER = /^[A-Za-z0-9._:@-]{1,64}$/;
/** Our own words for what failed; cut, because a fact is kept for ever. */
const WHY_CHARACTERS = 80;

/**
 * Brings results of messages into the loop, where they become facts on the alarm's timeline. Nobody waits for it: a message that is out is
 * out. One that can not get in (the gateway stops) is missing on the timeline, and is counted.
 */
export class Reports {
  readonly #deps: ReportsDeps;

  constructor(deps: ReportsDeps) {
    this.#deps = deps;
  }

  /** `recorded` is called when the result, or that it was no news, is on disk. */
  say(
    { message, alarm, person, sent, tries }: Reported,
    { way, result, provider, why }: Came,
    recorded: () => void = () => undefined,
  ): void {
    const { core, events, counters } = this.#deps;
    const name = provider !== undefined && PROVIDER.test(provider) ? provider : undefined;
    const id = inputIdFrom(core.ids);
    const { at } = core.now();
    const said = { way, result, provider: name, why: why?.slice(0, WHY_CHARACTERS), at };
    core.submit({ id, type: 'message', alarm, message, person, sent, tries, ...said }).then(recorded, (error: unknown) => {
      if (error instanceof FaultError && error.code === 'stopping') return;
      counters.count('notify-report-lost');
      events.warn('report-lost', { message, way, result, why: messageOf(error) });
    });
  }
}
