import type { AlarmId } from '../base/ids.ts';
import type { QueuedMessage } from '../engine/ports/outbox.ts';

interface Line {
  newest: string;
  /** The newest one is out of the outbox already. */
  settled: boolean;
  /** Older ones that are still in the outbox. */
  readonly outdone: Set<string>;
}

/**
 * Knows the newest message to each person about each alarm. While a channel is down, one comes with every step of the
 * escalation; when it is back the person is told once, not ten times. Newest is what was seen last, not what bears the latest
 * time: a clock that was set back must not silence an escalation. Bounded by open alarms, their contacts and what is unsettled.
 */
export class Newest {
  readonly #byAlarm = new Map<string, Map<string, Line>>();

  /** A message about an open alarm, as the outbox gave it. */
  see(alarm: string, message: QueuedMessage): void {
    const people = this.#byAlarm.get(alarm) ?? new Map<string, Line>();
    this.#byAlarm.set(alarm, people);
    const line = people.get(message.to);
    if (line === undefined) {
      people.set(message.to, { newest: message.id, settled: false, outdone: new Set() });
      return;
    }
    if (line.newest === message.id || line.outdone.has(message.id)) return;
    if (!line.settled) line.outdone.add(line.newest);
    line.newest = message.id;
    line.settled = false;
  }

  isOutdone(message: QueuedMessage): boolean {
    return this.#line(message)?.outdone.has(message.id) === true;
  }

  settled(message: QueuedMessage): void {
    const line = this.#line(message);
    if (line === undefined) return;
    line.outdone.delete(message.id);
    if (line.newest === message.id) line.settled = true;
  }

  /** Drops what is known of alarms that are not open any more. */
  forget(alarms: readonly string[], isOpen: (alarm: AlarmId) => boolean): void {
    // as: the keys of the alarms' table are their ids.
    for (const alarm of alarms) if (!isOpen(alarm as AlarmId)) this.#byAlarm.delete(alarm);
  }

  #line(message: QueuedMessage): Line | undefined {
    return message.about === undefined ? undefined : this.#byAlarm.get(message.about)?.get(message.to);
  }
}
