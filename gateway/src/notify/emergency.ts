import type { Cancel, Clock } from '../base/clock.ts';
import { MINUTE_MS, SECOND_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import type { PersonId, PlaceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { AlarmLevel } from '../contract/alarm.ts';
import { isLoud } from '../domain/alarm.ts';
import { contactsFor } from '../domain/rules/climb-plan.ts';
import { whereabouts } from '../domain/rules/whereabouts.ts';
import type { Core, PendingSignal } from '../engine/ports/core.ts';
import type { Counters } from '../engine/ports/devices.ts';
import type { ContactChannel } from './contact/contact-channel.ts';
import { StandingNotices, type Standing, type Tell } from './standing-notices.ts';

/** A press that is on no disk after this is brought to people by every other channel (README, promise 2). */
const TOLD_AFTER_MS = 5 * SECOND_MS;
/** … and again so often, until somebody has it or the log is back and the escalation goes on by itself. */
const TOLD_EVERY_MS = MINUTE_MS;
/** A notice about a press that no way took is tried again after this. */
const RETRY_MS = 5 * SECOND_MS;
const LOOK_EVERY_MS = SECOND_MS;
/** After a start, consoles that were watching need a moment to come back before their absence means anything. */
const CONSOLES_RETURN_MS = 90 * SECOND_MS;
/** A console whose connection comes and goes makes one message in this time, not one each time. */
const WATCH_REST_MS = 10 * MINUTE_MS;
/**
 * Whoever was told that nobody watches is told once that somebody does: when that has held for so long, and never before the rest is
 * over, so that they are not left with good news while it goes dark again unsaid.
 */
const WATCH_HELD_MS = 2 * MINUTE_MS;

export interface EmergencyDeps {
  readonly core: Core;
  readonly contact: ContactChannel;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
}

/** Where it is, and whose. */
interface Matter {
  readonly place: PlaceId | undefined;
  readonly worker?: PersonId | undefined;
  /** Absent where it is no alarm. */
  readonly level?: AlarmLevel | undefined;
}

/**
 * Reaches the emergency contacts when the usual way can not: the log is away and a press waits, or nobody watches a console.
 * Works from memory and writes nothing; what goes wrong is logged and counted, and never thrown.
 */
export class Emergency {
  readonly #deps: EmergencyDeps;
  readonly #notices: StandingNotices;
  /** `mono` at which each waiting press is told of. */
  readonly #dueOf = new Map<string, number>();
  /** `mono` from which each fault of nobody watching counts. */
  readonly #unwatchedFrom = new Map<string, number>();
  /** What was dark, of which somebody was told, and is watched again; told from `mono` on. */
  readonly #watchedAgain = new Map<string, { readonly people: readonly PersonId[]; readonly fromMono: number }>();
  /** Matters for which nobody is to be found, said once. */
  readonly #nobodyFor = new Set<string>();
  #stops: Cancel[] = [];

  constructor(deps: EmergencyDeps) {
    this.#deps = deps;
    this.#notices = new StandingNotices(deps.clock, (notice) => this.#tell(notice));
  }

  start(): void {
    if (this.#stops.length > 0) return;
    const { core, clock } = this.#deps;
    for (const fault of this.#unwatched()) this.#unwatchedFrom.set(fault, clock.mono() + CONSOLES_RETURN_MS);
    const look = (): void => this.#look();
    this.#stops = [
      clock.every(LOOK_EVERY_MS, look),
      core.onPending(look),
      core.follow((commit) => {
        if (commit.changed.has('fault')) look();
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #look(): void {
    try {
      const standing = [...this.#presses(), ...this.#alarms(), ...this.#screens(), ...this.#screensAgain()];
      const keys = new Set(standing.map(({ key }) => key));
      for (const key of this.#nobodyFor) if (!keys.has(key)) this.#nobodyFor.delete(key);
      this.#notices.look(standing);
    } catch (error) {
      this.#deps.events.error('emergency-failed', { why: messageOf(error) });
    }
  }

  /** Presses that wait for the disk and that nobody has. */
  #presses(): Standing[] {
    const { core } = this.#deps;
    const pending = core.pending();
    const waiting = new Set(pending.map(({ press }) => press));
    for (const press of this.#dueOf.keys()) if (!waiting.has(press)) this.#dueOf.delete(press);
    return pending.filter(nobodyHasIt).flatMap((one) => {
      const [signal] = one.signals;
      if (signal === undefined) return [];
      const device = core.committed.devices.get(signal.device);
      const place = device === undefined ? undefined : whereabouts(core.committed, device, signal).place;
      const level = one.signals.every(({ kind }) => kind === 'assist') ? 'assist' : 'duress';
      return this.#standing(`press:${one.press}`, { place, worker: device?.worker, level }, this.#dueMono(one, signal.receivedAt));
    });
  }

  /** Alarms that were recorded before the log went away: their escalation waits for it, people must not. */
  #alarms(): Standing[] {
    const { core, clock } = this.#deps;
    if (core.health.state === 'ok') return [];
    const { t } = core.now();
    // Somebody who has it is there, also while that can't be recorded.
    const foreseen = new Map(core.foreseen().map((alarm) => [alarm.alarm, alarm]));
    return [...core.committed.alarms.values()].flatMap((recorded) => {
      const alarm = foreseen.get(recorded.alarm) ?? recorded;
      if (alarm.state === 'closed' || !isLoud(alarm, t)) return [];
      const due = alarm.climb.nextT ?? ('loudT' in alarm ? alarm.loudT : undefined);
      if (due === undefined || t < due + TOLD_AFTER_MS) return [];
      const { where, worker, level } = alarm;
      return this.#standing(`alarm:${alarm.alarm}`, { place: where.place, worker, level }, clock.mono());
    });
  }

  /** Nobody watches: that must not be said to the screens alone (README, promise 6). */
  #screens(): Standing[] {
    const { core, clock, contact } = this.#deps;
    if (!contact.hasWays) return [];
    const open = new Set(this.#unwatched());
    for (const fault of this.#unwatchedFrom.keys()) if (!open.has(fault)) this.#over(fault);
    for (const fault of open) this.#watchedAgain.delete(fault);
    return [...open].flatMap((fault) => {
      const from = this.#unwatchedFrom.get(fault) ?? clock.mono();
      this.#unwatchedFrom.set(fault, from);
      const people = this.#contacts(fault, { place: core.committed.faults.get(fault)?.place });
      return [{ key: fault, kind: 'nobody-watches', people, dueMono: from, retryMs: TOLD_EVERY_MS, restMs: WATCH_REST_MS }];
    });
  }

  #over(fault: string): void {
    this.#unwatchedFrom.delete(fault);
    const { people, restUntil } = this.#notices.heardBy(fault);
    const fromMono = Math.max(this.#deps.clock.mono() + WATCH_HELD_MS, restUntil);
    if (people.length > 0) this.#watchedAgain.set(fault, { people, fromMono });
  }

  /** Stands until all who were told have heard it, or for as long again as it waited: an old good word helps nobody. */
  #screensAgain(): Standing[] {
    const now = this.#deps.clock.mono();
    return [...this.#watchedAgain].flatMap(([fault, { people, fromMono }]) => {
      if (now > fromMono + WATCH_REST_MS) {
        this.#watchedAgain.delete(fault);
        return [];
      }
      return [{ key: `again:${fault}`, kind: 'watched-again', people, dueMono: fromMono, retryMs: TOLD_EVERY_MS, restMs: 0 }];
    });
  }

  #unwatched(): string[] {
    return [...this.#deps.core.committed.faults.values()].filter(({ code }) => code === 'no-watching-console').map(({ fault }) => fault);
  }

  /** Five seconds after its arrival; a wall clock that has jumped neither hurries nor delays it by more than that. */
  #dueMono({ press }: PendingSignal, receivedAt: number): number {
    const { clock } = this.#deps;
    const waited = Math.min(Math.max(clock.wall() - receivedAt, 0), TOLD_AFTER_MS);
    const due = this.#dueOf.get(press) ?? clock.mono() + TOLD_AFTER_MS - waited;
    this.#dueOf.set(press, due);
    return due;
  }

  #standing(key: string, matter: Matter, dueMono: number): Standing[] {
    return [
      { key, kind: 'not-recorded', people: this.#contacts(key, matter), dueMono, repeatMs: TOLD_EVERY_MS, retryMs: RETRY_MS, restMs: 0 },
    ];
  }

  /** As the rules would ask them. */
  #contacts(key: string, { place, worker, level }: Matter): PersonId[] {
    const { core, events, counters } = this.#deps;
    const people = contactsFor({ state: core.committed, at: core.now().at, worker }, { place, level });
    if (people.length === 0 && !this.#nobodyFor.has(key)) {
      this.#nobodyFor.add(key);
      counters.count('notify-nobody-to-tell');
      events.warn('nobody-to-tell', { about: key });
    }
    return people;
  }

  async #tell({ key, person, kind }: Parameters<Tell>[0]): Promise<void> {
    const { contact, counters, events } = this.#deps;
    try {
      await contact.tell({ key, to: person, say: { kind } });
    } catch (error) {
      counters.count('notify-emergency-failed');
      events.warn('emergency-not-told', { about: key, why: messageOf(error) });
      throw error;
    }
    counters.count('notify-emergency-told');
    events.warn('emergency-told', { about: key });
  }
}

/** Untaken, or pressed again since somebody took it. */
function nobodyHasIt({ taken, signals }: PendingSignal): boolean {
  return taken === undefined || signals.some(({ receivedAt }) => receivedAt > taken.at);
}
