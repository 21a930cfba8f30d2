import type { Cancel, Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import type { OutputId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { OutputTestResult } from '../contract/outputs.ts';
import type { Alarm } from '../domain/alarm.ts';
import type { Output } from '../domain/output.ts';
import { isOn, reasonsAfter, signsOf, waitingSigns, type Moment, type Reasons } from '../domain/outward.ts';
import type { Commit, Core } from '../engine/ports/core.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';
import type { BoardReaders, OpenPort, OutputsDesk, OutputStanding, OutsideBoardBroker } from '../engine/ports/outputs.ts';
import { OutputsBoard } from './board.ts';
import { OutputsDoor } from './door.ts';
import { OutputLane } from './lane.ts';
import { MqttRelay } from './mqtt-relay.ts';
import { OutsidePublisher } from './outside-publisher.ts';
import type { Relay } from './relay.ts';
import { SerialRelays } from './serial-relays.ts';
import { StateTopics } from './state-topics.ts';

const LOOK_MS = SECOND_MS;
/** So far apart are two looks while presses pour in: each looks through every open alarm and every place. The first is at once. */
const APART_MS = 100;
/** An output that was taken out of the set-up has so long to go off. */
const RETIRE_MS = 2 * SECOND_MS;
/** What makes another state of a place, another output, or another count of faults. */
const TABLES = ['alarm', 'place', 'output', 'fault', 'device', 'person'];

export interface OutputsDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults: FaultSink;
  /** Serial ports that outputs may use. */
  readonly ports: readonly string[];
  readonly openPort: OpenPort;
  /** The site's own broker, where it is to get what is published. */
  readonly broker: OutsideBoardBroker | undefined;
  /** Whoever reads at our own MQTT door; undefined where there is none. */
  readonly readers: () => BoardReaders | undefined;
  /** Home Assistant's discovery prefix; absent: nothing is announced. */
  readonly discoveryPrefix: string | undefined;
}

/**
 * What is switched when an alarm opens, and what is said of it by MQTT. By levels, never by edges: what each output and topic should be
 * follows from the committed state and from presses that wait for the disk, and is worked out anew after each commit and each second. So
 * it is right again after a restart, a lost message or a cable that was pulled. Each output has a lane of its own.
 */
export class Outputs implements OutputsDesk {
  readonly door: OutputsDoor;
  readonly ports: readonly string[];
  readonly broker: string | undefined;
  readonly #deps: OutputsDeps;
  readonly #board = new OutputsBoard();
  readonly #topics: StateTopics;
  readonly #outside: OutsidePublisher | undefined;
  readonly #serial: SerialRelays;
  readonly #lanes = new Map<OutputId, OutputLane>();
  #reasons: Reasons = new Map();
  /** Places may have changed since they were last looked at. */
  #isNew = true;
  #lookedAt = -Infinity;
  #soon: Cancel | undefined;
  #stops: Cancel[] = [];

  constructor(deps: OutputsDeps) {
    const { core, clock, faults, counters, ports, openPort, broker, discoveryPrefix: prefix } = deps;
    this.#deps = deps;
    this.ports = ports;
    this.broker = broker?.name;
    this.door = new OutputsDoor(core, this.#board);
    this.#topics = new StateTopics(this.#board, prefix);
    this.#serial = new SerialRelays({ clock, open: openPort, ports });
    if (broker !== undefined)
      this.#outside = new OutsidePublisher({
        board: this.#board,
        broker,
        clock,
        faults,
        counters,
        prefix,
        isSure: () => core.head.seq > 0,
      });
  }

  start(): void {
    if (this.#stops.length > 0) return;
    const { core, clock } = this.#deps;
    this.#stops = [
      core.follow((commit) => this.#changed(commit)),
      core.onPending(() => this.#lookSoon()),
      () => this.#soon?.(),
      clock.every(LOOK_MS, () => {
        this.#look();
        for (const lane of this.#lanes.values()) lane.tick();
      }),
    ];
    this.#look();
    this.#outside?.start();
  }

  /** Leaves each output as it is: a restart must not silence a siren. */
  async stop(): Promise<void> {
    if (this.#stops.length === 0) return;
    for (const stop of this.#stops.splice(0)) stop();
    for (const lane of this.#lanes.values()) lane.stop();
    await this.#outside?.stop();
    await this.#serial.stop();
  }

  standing(output: OutputId): OutputStanding {
    return this.#lanes.get(output)?.standing ?? { isOn: false, standing: 'unknown' };
  }

  async test(output: OutputId): Promise<OutputTestResult> {
    return (await this.#lanes.get(output)?.test()) ?? 'failed';
  }

  #changed({ changed, facts }: Commit): void {
    // Without facts a log was read late: everything in it is news.
    if (changed.has('place') || facts.length === 0) this.#isNew = true;
    if (facts.length === 0 || TABLES.some((table) => changed.has(table))) this.#lookSoon();
  }

  #lookSoon(): void {
    const waitMs = this.#lookedAt + APART_MS - this.#deps.clock.mono();
    if (waitMs <= 0) this.#look();
    else this.#soon ??= this.#deps.clock.after(waitMs, () => this.#look());
  }

  #look(): void {
    this.#soon?.();
    this.#soon = undefined;
    this.#lookedAt = this.#deps.clock.mono();
    const { core } = this.#deps;
    const moment = this.#moment();
    // Before the log was read in this run there are no alarms to know of, and all may be open.
    const isSure = core.head.seq > 0;
    this.#guard(() => this.#topics.write(core.committed, moment, { all: this.#isNew, isSure }));
    this.#isNew = false;
    this.#settleLanes();
    for (const lane of this.#lanes.values()) this.#guard(() => lane.want(isOn(lane.output, moment), isSure));
  }

  /** What goes wrong with one of them keeps no other from what it should be. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#deps.events.error('outputs-failed', { why: messageOf(error) });
    }
  }

  #moment(): Moment {
    const { core } = this.#deps;
    const { t } = core.now();
    const { committed } = core;
    const foreseen = new Map(core.foreseen().map((alarm): [string, Alarm] => [alarm.alarm, alarm]));
    const alarms = [...committed.alarms.values()].map((alarm) => foreseen.get(alarm.alarm) ?? alarm);
    const signs = [...signsOf(alarms, t), ...waitingSigns(committed, core.pending(), t)];
    this.#reasons = reasonsAfter(this.#reasons, signs, t);
    return { signs, reasons: this.#reasons, places: committed.places, t };
  }

  #settleLanes(): void {
    const { outputs } = this.#deps.core.committed;
    for (const [id, lane] of this.#lanes) {
      const row = outputs.get(id);
      if (row !== undefined && isSameRelay(row, lane.output)) {
        lane.replace(row);
      } else {
        this.#lanes.delete(id);
        this.#retire(lane);
      }
    }
    for (const row of outputs.values())
      if (!this.#lanes.has(row.output)) this.#guard(() => void this.#lanes.set(row.output, this.#laneOf(row)));
  }

  #retire(lane: OutputLane): void {
    const { events } = this.#deps;
    lane
      .retire(RETIRE_MS)
      .then(() => this.#serial.sweep())
      .catch((error: unknown) => {
        events.warn('output-not-closed', { output: lane.output.output, why: messageOf(error) });
      });
  }

  #laneOf(row: Output): OutputLane {
    const { clock, faults } = this.#deps;
    return new OutputLane(row, this.#relayOf(row), { clock, faults });
  }

  #relayOf(row: Output): Relay {
    if (row.switch.by === 'serial') return this.#serial.relay(row.switch);
    const { readers, clock } = this.#deps;
    return new MqttRelay({ board: this.#board, outside: this.#outside, readers, mono: () => clock.mono() }, row.switch, row.place);
  }
}

/** Which relay it is: for MQTT also whose alarms it is for, since that is who may read its topic. */
function isSameRelay(one: Output, other: Output): boolean {
  return JSON.stringify(one.switch) === JSON.stringify(other.switch) && (one.switch.by === 'serial' || one.place === other.place);
}
