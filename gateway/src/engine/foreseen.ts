import { messageOf } from '../base/errors.ts';
import type { AlarmId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { Alarm } from '../domain/alarm.ts';
import { foresee } from '../domain/foresee.ts';
import type { Have, Input, Reply, Signal } from '../domain/input.ts';
import type { Policy } from '../domain/policy.ts';
import type { Ruling } from '../domain/ruling.ts';
import { cancelledAlarmOf, openAlarmOf } from '../domain/rules/press.ts';
import type { StateView } from '../domain/state.ts';
import { isPress, type Job } from './input-queue.ts';

interface ForeseenDeps {
  readonly state: StateView;
  readonly policy: Policy;
  readonly events: EventLog;
  /** *I have it*, said of the press with this input's id. */
  readonly haveOf: (input: string) => Have | undefined;
}

/**
 * Recorded alarms as they will be once what people did to them while the log was away is recorded (design.md, promise 2): decided
 * by the same rules, in the order in which it came in, in memory alone. A press that came before or in between counts: it may undo an all clear.
 */
export class Foreseen {
  readonly #deps: ForeseenDeps;
  readonly #alarms = new Map<AlarmId, Alarm>();
  /** Presses that join an alarm to which nobody had done anything by then: they count as soon as somebody does. */
  readonly #joining = new Map<AlarmId, Job[]>();
  readonly #signals = new Set<string>();

  constructor(deps: ForeseenDeps, waiting: Iterable<Job>) {
    this.#deps = deps;
    const jobs = [...waiting].filter(({ input }) => this.#isDeed(input) || isPress(input));
    for (const job of jobs.toSorted((a, b) => (a.no ?? 0) - (b.no ?? 0))) this.take(job);
  }

  get alarms(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  /** Why a person can't do this any more: what others did before is shown already, and whoever is second is told who was first. */
  refusal(job: Job): Reply | undefined {
    const reply = this.#outcome(job)?.reply;
    return reply?.outcome === 'refused' ? reply : undefined;
  }

  take(job: Job): void {
    if (this.#isCopy(job)) return;
    const made = this.#outcome(job);
    const isSaid = this.#withHave(job.input).have !== undefined;
    if (made?.reply.outcome === 'accepted' || (made?.reply.outcome === 'duplicate' && isSaid))
      this.#alarms.set(made.alarm.alarm, made.alarm);
    else if (made === undefined && isPress(job.input)) this.#keepJoining(job, this.#openOf(job.input.signal));
  }

  #keepJoining(job: Job, open: Alarm | undefined): void {
    if (open === undefined || this.#alarms.has(open.alarm)) return;
    const others = this.#joining.get(open.alarm);
    if (others === undefined) this.#joining.set(open.alarm, [job]);
    else others.push(job);
  }

  /** Another receiver brought it too, or its button said it again: it will change nothing, unless somebody said *I have it* with it. */
  #isCopy({ input }: Job): boolean {
    if (input.type !== 'signal') return false;
    const name = `${input.signal.device} ${String(input.signal.boot)} ${String(input.signal.seq)}`;
    const isCopy = this.#signals.has(name) && this.#withHave(input).have === undefined;
    this.#signals.add(name);
    return isCopy;
  }

  #outcome(job: Job, alarm = this.#concerned(job)): ReturnType<typeof foresee> | undefined {
    const { came } = job;
    const input = this.#withHave(job.input);
    if (alarm === undefined || came === undefined || (input.type !== 'act' && input.type !== 'signal')) return undefined;
    const ruling: Ruling = { state: this.#deps.state, ...came, id: input.id, policy: this.#deps.policy };
    try {
      return foresee(ruling, alarm, input);
    } catch (error) {
      // The loop will contain it and say so; until then it is shown to nobody.
      this.#deps.events.warn('act-not-foreseen', { input: input.id, error: messageOf(error) });
      return undefined;
    }
  }

  /** The alarm of a deed; a press' only if people have done something to it. */
  #concerned({ input }: Job): Alarm | undefined {
    if (input.type === 'act') return this.#asItWillBe(input.alarm);
    if (input.type !== 'signal' || (!this.#isDeed(input) && (this.#alarms.size === 0 || !isPress(input)))) return undefined;
    const open = this.#openOf(input.signal);
    if (open === undefined) return undefined;
    return this.#isDeed(input) ? this.#asItWillBe(open.alarm) : this.#alarms.get(open.alarm);
  }

  /** The recorded alarm that it joins, or of which it asks. */
  #openOf({ device: id, kind }: Signal): Alarm | undefined {
    const { state } = this.#deps;
    const device = state.devices.get(id);
    const alarmOf = kind === 'cancel' ? cancelledAlarmOf : openAlarmOf;
    return device === undefined ? undefined : alarmOf({ state }, device);
  }

  /** With the presses that came before anybody did anything to it: what is done to it now is done after them. */
  #asItWillBe(id: AlarmId): Alarm | undefined {
    const recorded = this.#deps.state.alarms.get(id);
    const joining = recorded === undefined ? [] : (this.#joining.get(id) ?? []);
    return this.#alarms.get(id) ?? joining.reduce((alarm, job) => this.#outcome(job, alarm)?.alarm ?? alarm, recorded);
  }

  /** What people do to an alarm: those who watch, also by *I have it*, and the worker with a cancel, which asks, confirms, or says that they are forced. */
  #isDeed(input: Input): boolean {
    return (
      input.type === 'act' || (input.type === 'signal' && (input.signal.kind === 'cancel' || this.#withHave(input).have !== undefined))
    );
  }

  #withHave<T extends Input>(input: T): T & { readonly have?: Have | undefined } {
    const have = input.type === 'signal' ? (input.have ?? this.#deps.haveOf(input.id)) : undefined;
    return have === undefined ? input : { ...input, have };
  }
}
