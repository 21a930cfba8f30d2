import { memoryUsage, cpuUsage } from 'node:process';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DAY_MS, SECOND_MS } from '../../base/durations.ts';
import { CONSOLE_FAULTS } from '../../contract/faults.ts';
import type { CanaryStanding } from '../../engine/ports/canary.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { Counters } from '../../engine/ports/devices.ts';
import type { CanaryOutcome } from '../canary/canary-run.ts';
import type { OwnSupervision } from '../self/own-supervision.ts';
import { PressTimes } from './press-times.ts';

export interface MetricsDeps {
  readonly core: Core;
  readonly counters: Counters;
  readonly build: string;
  readonly supervision: OwnSupervision;
  readonly canary: CanaryStanding;
  /** Inputs that wait for the loop. */
  readonly queued: () => number;
  /** Devices that hold a connection now. */
  readonly connected: () => number;
  /** Pages that hold one, and those among them that count as watching. */
  readonly consoles: () => { readonly open: number; readonly watching: number };
}

const CANARY_BUCKETS = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

/**
 * Everything that can be counted, as Prometheus reads it (docs/operations.md names them). No label ever names a person, a place or a
 * device. What is a state of now is looked up when it is asked for; the rest is counted as it happens.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #times: PressTimes;
  readonly #canaryRuns: Counter<'state'>;
  readonly #canarySeconds: Histogram<'to'>;

  constructor(deps: MetricsDeps) {
    const registers = [this.#registry];
    this.#times = new PressTimes(deps.core, this.#registry);
    this.#canaryRuns = new Counter({
      name: 'duress_canary_runs_total',
      help: 'Test presses of the gateway’s own, by how they went.',
      labelNames: ['state'],
      registers,
    });
    this.#canarySeconds = new Histogram({
      name: 'duress_canary_seconds',
      help: 'From the gateway’s own test press to the disk, and to the last watching console.',
      labelNames: ['to'],
      buckets: CANARY_BUCKETS,
      registers,
    });
    for (const state of ['well', 'late', 'failed']) this.#canaryRuns.inc({ state }, 0);
    this.#stateOfNow(deps);
    this.#matters(deps);
    this.#events(deps);
  }

  start(): void {
    this.#times.start();
  }

  stop(): void {
    this.#times.stop();
  }

  canaryRan({ state, committedMs, shownMs }: CanaryOutcome): void {
    this.#canaryRuns.inc({ state });
    if (committedMs !== undefined) this.#canarySeconds.observe({ to: 'disk' }, committedMs / SECOND_MS);
    if (shownMs !== undefined) this.#canarySeconds.observe({ to: 'screen' }, shownMs / SECOND_MS);
  }

  async read(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  /** A gauge whose value is looked up; without one it is left out of the answer. */
  #gauge(name: string, help: string, value: () => number | undefined): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        const now = value();
        if (now === undefined) this.remove();
        else this.set(now);
      },
    });
  }

  #stateOfNow({ core, build, supervision, canary, queued, connected, consoles }: MetricsDeps): void {
    const { disk, outbox, process } = supervision;
    const age = (at: number | undefined): number | undefined =>
      at === undefined ? undefined : Math.max(0, core.now().at - at) / SECOND_MS;
    this.#gauge('duress_log_up', 'The log takes presses (1), or the gateway is a lifeboat (0).', () => Number(core.health.state === 'ok'));
    this.#gauge('duress_log_facts', 'Facts in the log.', () => core.head.seq);
    this.#gauge('duress_queue_inputs', 'Inputs that wait for the loop.', queued);
    this.#gauge('duress_presses_unrecorded', 'Presses that people are shown and the disk does not have yet.', () => core.pending().length);
    this.#gauge('duress_alarms_open', 'Alarms that are not closed.', () => core.committed.alarms.size);
    this.#gauge('duress_debriefs_open', 'Debriefs that are not completed.', () => core.committed.debriefs.size);
    this.#gauge('duress_devices_connected', 'Devices that hold a connection.', connected);
    this.#gauge('duress_consoles_open', 'Pages that hold a connection.', () => consoles().open);
    this.#gauge('duress_consoles_watching', 'Consoles that count as watching.', () => consoles().watching);
    this.#gauge('duress_outbox_messages', 'Messages to people that are not out.', () => outbox.unsent?.messages);
    this.#gauge('duress_outbox_oldest_seconds', 'How long the oldest of them has been due.', () => age(outbox.unsent?.oldestDueAt));
    this.#gauge('duress_canary_well_age_seconds', 'Since a test press last went all the way.', () => age(canary()?.wellAt));
    this.#gauge('duress_disk_free_bytes', 'Room on the disk of the log.', () => disk.figures?.freeBytes);
    this.#gauge('duress_data_bytes', 'Size of the data folder.', () => disk.figures?.dataBytes);
    this.#gauge('duress_disk_left_seconds', 'Until the data folder has filled that disk, at its own rate.', () => {
      const days = disk.figures?.daysLeft;
      return days === undefined ? undefined : (days * DAY_MS) / SECOND_MS;
    });
    this.#gauge(
      'duress_loop_stall_seconds',
      'The longest that the loop was held up since this was last read.',
      () => process.takeWorstStallMs() / SECOND_MS,
    );
    this.#gauge('process_resident_memory_bytes', 'Resident memory.', () => memoryUsage().rss);
    this.#gauge('process_heap_bytes', 'Memory that the heap uses.', () => memoryUsage().heapUsed);
    new Gauge({ name: 'duress_build_info', help: 'The build that runs.', labelNames: ['build'], registers: [this.#registry] }).set(
      { build },
      1,
    );
  }

  #matters({ core }: MetricsDeps): void {
    const faults = new Gauge({
      name: 'duress_faults_open',
      help: 'Faults on the list of the consoles, by their code.',
      labelNames: ['code'],
      registers: [this.#registry],
      collect() {
        const open = [...core.committed.faults.values()];
        for (const code of Object.keys(CONSOLE_FAULTS)) this.set({ code }, open.filter((fault) => fault.code === code).length);
      },
    });
    faults.reset();
  }

  #events({ counters }: MetricsDeps): void {
    new Counter({
      name: 'duress_events_total',
      help: 'What was refused, dropped, damaged or merely met, by its name. Presses of the canary are among mqtt-press.',
      labelNames: ['event'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [event, count] of Object.entries(counters.read())) this.inc({ event }, count);
      },
    });
    new Counter({
      name: 'process_cpu_seconds_total',
      help: 'Processor time, of user and system.',
      registers: [this.#registry],
      collect() {
        const { user, system } = cpuUsage();
        this.reset();
        this.inc((user + system) / 1_000_000);
      },
    });
  }
}
