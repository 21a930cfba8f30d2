import type { AlarmId, DeviceId } from '../base/ids.ts';
import type { Json } from '../base/canonical.ts';
import { HELD_PRESSES, type FeedbackBody } from '../contract/hand.ts';
import { bareSubjectOf, type Alarm } from '../domain/alarm.ts';
import { ALARM_FACTS } from '../domain/facts/alarm-facts.ts';
import { feedbackFor } from '../domain/hand-state.ts';
import type { Commit, Core } from '../engine/ports/core.ts';
import type { DeviceLink } from '../engine/ports/devices.ts';

/** A restore starts a new epoch with lower sequence numbers; a device must still see its revision grow. 2^40 facts an epoch. */
const EPOCH_STEP = 2 ** 40;
/** What was said under the last revisions of a device, so that an acknowledgement can be understood. */
const REMEMBERED_REVISIONS = 8;

/** Facts of a device that its hand must hear of; those of its alarm are the others. */
const OF_DEVICES: ReadonlySet<string> = new Set(['SignalReceived', 'TestPassed']);

type Said = Pick<FeedbackBody, 'rev' | 'state' | 'alarm'>;

/**
 * Tells the worker's hand what is proven, after the commit that proved it. Absolute: what a device is told follows from the
 * committed state alone, so that it is right again after a restart, a reconnect or a lost message.
 */
export class HandFeedback {
  readonly #core: Core;
  readonly #links: DeviceLink[] = [];
  readonly #said = new Map<DeviceId, Said[]>();
  /** What each device was told last, without its revision: the same again is not worth a message. */
  readonly #told = new Map<DeviceId, string>();
  /** Whose the open alarms are, and which device raised them; a closed one has left the state when its last word is due. */
  readonly #open = new Map<AlarmId, Pick<Alarm, 'subject' | 'device'>>();
  readonly #listeners = new Set<(device: DeviceId, body: FeedbackBody) => void>();
  /** Presses in the order in which they were last heard; in memory, for a device repeats what it needs. At most as many as are told. */
  readonly #heard = new Map<DeviceId, readonly (readonly [number, number])[]>();
  #stops: (() => void)[] = [];
  /** Devices whose unrecorded press a watching console has shown. */
  readonly #shownUnrecorded = new Set<DeviceId>();

  constructor(core: Core) {
    this.#core = core;
  }

  addLink(link: DeviceLink): void {
    this.#links.push(link);
  }

  start(): void {
    for (const { alarm, subject, device } of this.#core.committed.alarms.values()) this.#open.set(alarm, { subject, device });
    if (this.#stops.length > 0) return;
    this.#stops = [
      this.#core.follow((commit) => {
        // Also those of which the commit says nothing: what waited of them was but a copy.
        for (const device of new Set([...this.#forgetRecorded(), ...this.#touched(commit)])) this.#tell(device);
      }),
      this.#core.onPending(() => {
        for (const device of this.#forgetRecorded()) this.#tell(device);
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** Hears every feedback that is told, for pages that show a hand. */
  onTold(listener: (device: DeviceId, body: FeedbackBody) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the device should show now. */
  current(device: DeviceId): FeedbackBody {
    const { head, committed } = this.#core;
    const rev = head.epoch * EPOCH_STEP + head.seq;
    const body = feedbackFor(committed, { device, rev, at: this.#core.now().at, heard: this.#heard.get(device) });
    return this.#remember(device, this.#shownUnrecorded.has(device) ? { ...body, state: 'shown', recorded: false } : body);
  }

  /** What a revision said; undefined when it is too old or never was. */
  said(device: DeviceId, rev: number): Said | undefined {
    return this.#said.get(device)?.find((one) => one.rev === rev);
  }

  /**
   * A copy of a press that is on disk has come: the device does not know yet that it is held. No fact, and yet news to its hand, also
   * when the same was told before: that message has not arrived.
   */
  readonly repeated = (device: DeviceId, press: readonly [boot: number, seq: number]): void => {
    this.#hear(device, press);
    this.#told.delete(device);
    this.#tell(device);
  };

  /** The log is away, and a watching console has put this device's press before a person: that much is proven. */
  shownUnrecorded(device: DeviceId): void {
    if (this.#shownUnrecorded.has(device)) return;
    this.#shownUnrecorded.add(device);
    this.#tell(device);
  }

  /**
   * Devices of which nothing waits any more. A press that was only a copy of a recorded one brings no fact, so no commit would take
   * *not recorded* out of that hand again.
   */
  #forgetRecorded(): DeviceId[] {
    if (this.#shownUnrecorded.size === 0) return [];
    const waiting = new Set(this.#core.pending().flatMap(({ signals }) => signals.map(({ device }) => device)));
    const recorded = [...this.#shownUnrecorded].filter((device) => !waiting.has(device));
    for (const device of recorded) this.#shownUnrecorded.delete(device);
    return recorded;
  }

  #hear(device: DeviceId, [boot, seq]: readonly [number, number]): void {
    const others = (this.#heard.get(device) ?? []).filter((one) => one[0] !== boot || one[1] !== seq);
    this.#heard.set(device, [...others, [boot, seq] as const].slice(-HELD_PRESSES));
  }

  #tell(device: DeviceId): void {
    const body = this.current(device);
    const told = JSON.stringify([body.alarm, body.state, body.held, body.recorded, body.by, body.drill]);
    if (this.#told.get(device) === told) return;
    this.#told.set(device, told);
    for (const link of this.#links) if (link.reaches(device)) link.tell(device, body);
    for (const listener of this.#listeners) listener(device, body);
  }

  #remember(device: DeviceId, body: FeedbackBody): FeedbackBody {
    const said = this.#said.get(device) ?? [];
    const { rev, state, alarm } = body;
    const entry: Said = { rev, ...(state === undefined ? {} : { state }), ...(alarm === undefined ? {} : { alarm }) };
    this.#said.set(device, [...said.filter((one) => one.rev !== rev), entry].slice(-REMEMBERED_REVISIONS));
    return body;
  }

  /** The devices about which a commit says something new: those of each changed alarm's subject, and those that sent. */
  #touched(commit: Commit): Set<DeviceId> {
    const devices = new Set<DeviceId>();
    // as: a table's keys are its branded ids. Alarms of a log that was read late come without their facts.
    if (commit.facts.length === 0) for (const alarm of commit.changed.get('alarm') ?? []) this.#ofAlarm(alarm as AlarmId, devices);
    for (const { kind, data } of commit.facts) {
      if (typeof data !== 'object' || data === null) continue;
      // as: facts name devices and alarms by their branded ids.
      if (OF_DEVICES.has(kind) && 'device' in data) devices.add(data['device'] as DeviceId);
      if (kind === 'SignalReceived' && 'seq' in data) this.#committed(data);
      if (kind in ALARM_FACTS && 'alarm' in data) this.#ofAlarm(data['alarm'] as AlarmId, devices);
    }
    return devices;
  }

  #committed(data: { readonly [name: string]: Json | undefined }): void {
    const { device, boot, seq } = data;
    // as: facts name devices by their branded ids.
    if (typeof boot === 'number' && typeof seq === 'number') this.#hear(device as DeviceId, [boot, seq]);
  }

  #ofAlarm(id: AlarmId, devices: Set<DeviceId>): void {
    const alarm = this.#core.committed.alarms.get(id);
    const known = alarm ?? this.#open.get(id);
    if (known === undefined) return;
    const { device } = known;
    if (alarm !== undefined) this.#open.set(id, { subject: alarm.subject, device });
    else this.#open.delete(id);
    devices.add(device);
    // What the duress PIN alone has raised is told to no other hand of that worker.
    const subject = known.subject.startsWith('drill:') ? bareSubjectOf(known.subject) : known.subject;
    const [kind, name] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)];
    // as: a subject is made of a branded id.
    if (kind === 'device') devices.add(name as DeviceId);
    else for (const device of this.#core.committed.devices.by('worker', name)) if (!device.revoked) devices.add(device.device);
  }
}
