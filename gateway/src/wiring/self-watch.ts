import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';
import type { OutboxStanding } from '../engine/ports/outbox.ts';
import { Canary } from '../ops/canary/canary.ts';
import type { Configuration } from '../ops/configuration.ts';
import { Metrics, type MetricsDeps } from '../ops/metrics/metrics.ts';
import { OwnSupervision } from '../ops/self/own-supervision.ts';
import { Tracing } from '../ops/tracing/tracing.ts';
import type { ProbeFeed } from '../engine/ports/canary.ts';
import type { CanaryParts } from './canary.ts';
import { hasTls } from './has-tls.ts';

interface SelfWatchDeps {
  readonly configuration: Configuration;
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly counters: Counters;
  readonly outbox: OutboxStanding;
  readonly feed: ProbeFeed;
  /** Absent: it is switched off. */
  readonly canary: CanaryParts | undefined;
  readonly build: string;
  readonly figures: Pick<MetricsDeps, 'queued' | 'connected' | 'consoles'>;
}

/** Everything by which the gateway looks after itself and lets itself be looked at. `start` and `stop` are idempotent. */
export class SelfWatch {
  readonly canary: Canary | undefined;
  readonly metrics: Metrics;
  readonly supervision: OwnSupervision;
  readonly #tracing: Tracing | undefined;

  constructor(deps: SelfWatchDeps) {
    const { configuration, core, events, clock, counters, build, canary } = deps;
    const { http, mqtt, tracing } = configuration;
    const certificates = [
      ...(hasTls(http) ? [{ subject: 'http' as const, file: http.certFile }] : []),
      ...(mqtt.enabled && hasTls(mqtt) ? [{ subject: 'mqtt' as const, file: mqtt.certFile }] : []),
    ];
    this.supervision = new OwnSupervision({ ...deps, folder: configuration.data, certificates });
    this.metrics = new Metrics({ core, counters, build, supervision: this.supervision, canary: () => this.canary?.view, ...deps.figures });
    this.#tracing = tracing.otlpUrl === undefined ? undefined : new Tracing({ core, clock, events, build, url: tracing.otlpUrl });
    const onRun: ConstructorParameters<typeof Canary>[0]['onRun'] = (marks, outcome) => {
      this.metrics.canaryRan(outcome);
      this.#tracing?.canaryRan(marks, outcome);
    };
    this.canary = canary === undefined ? undefined : new Canary({ ...deps, ...canary, onRun });
  }

  /** After everything listens: what it looks at must be there. */
  async start(): Promise<void> {
    await this.#tracing?.start();
    this.metrics.start();
    this.supervision.start();
    this.canary?.start();
  }

  async stop(): Promise<void> {
    await this.canary?.stop();
    this.supervision.stop();
    this.metrics.stop();
    await this.#tracing?.stop();
  }
}
