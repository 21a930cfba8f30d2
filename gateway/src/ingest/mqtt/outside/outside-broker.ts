import type { Cancel, Clock } from '../../../base/clock.ts';
import { sleep } from '../../../base/clock.ts';
import { FaultError } from '../../../base/errors.ts';
import type { DeviceId } from '../../../base/ids.ts';
import type { EventLog } from '../../../base/log.ts';
import { listensOnLoopback } from '../../../access/addresses.ts';
import type { ConfigBody, FeedbackBody } from '../../../contract/hand.ts';
import type { BrokerHealth, Counters, DeviceLink, FaultSink, Intake } from '../../../engine/ports/devices.ts';
import { encodeBody } from '../../families/duress.ts';
import { DEFAULT_LIMITS, PACKET_BYTES_MAX } from '../limits.ts';
import type { MqttRefusal } from '../packet-faults.ts';
import { PressLane } from '../press.ts';
import { Refusals } from '../refusals.ts';
import { TelemetryLanes } from '../telemetry.ts';
import { DOWN_LANES, everyTopic, fromTopic, ownTopic, type DownLane, type UpLane } from '../topics.ts';
import { BrokerConnection, type ConnectionDeps, type Delivery } from './broker-connection.ts';
import { BrokerWatch } from './broker-watch.ts';
import { DeviceRates } from './device-rates.ts';
import { KeptByBroker } from './kept-by-broker.ts';
import { LOOK_MS } from './limits.ts';
import { Neighbours } from './neighbours.ts';
import { Publications } from './publications.ts';
import { addressOf, secretsOf, type BrokerAddress, type BrokerSettings } from './settings.ts';

export interface OutsideBrokerDeps {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly random: () => number;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults: FaultSink;
  readonly settings: BrokerSettings;
  /** Another way out reaches this device now. */
  readonly elsewhere: (device: DeviceId) => boolean;
}

/** How long `stop` waits for presses that are being committed, so that the broker may forget them. */
const STOP_PATIENCE_MS = 1_000;
const STOP_LOOK_MS = 10;

/**
 * The way in through a broker that the site runs itself. Presses and signs of life come over a connection each, so that no flood of
 * heartbeats stands before a press. The broker keeps presses while we are away; signs of life of then are worth nothing now.
 * What a device is told goes out beside the presses, the quieter of the two.
 */
export class OutsideBroker {
  readonly link: DeviceLink;
  readonly #deps: OutsideBrokerDeps;
  readonly #address: BrokerAddress;
  readonly #press: PressLane;
  readonly #telemetry: TelemetryLanes;
  readonly #refusals: Refusals;
  readonly #presses: BrokerConnection;
  readonly #signs: BrokerConnection;
  readonly #publications: Publications;
  readonly #neighbours: Neighbours;
  readonly #rates: DeviceRates;
  readonly #kept = new KeptByBroker();
  readonly #watch: BrokerWatch;
  #ticking: Cancel | undefined;
  #hadSession = false;

  constructor(deps: OutsideBrokerDeps) {
    const { intake, clock, counters, faults, settings } = deps;
    this.#deps = deps;
    this.#address = addressOf(settings.url);
    this.#watch = new BrokerWatch(faults, this.#address.name);
    this.#refusals = new Refusals(deps);
    this.#press = new PressLane(deps);
    this.#neighbours = new Neighbours({ intake, counters, greet: (device) => this.#greet(device) });
    this.#telemetry = new TelemetryLanes({ intake, counters, link: (device, said) => this.#neighbours.link(device, said) });
    this.#rates = new DeviceRates(clock, DEFAULT_LIMITS);
    this.#presses = this.#connection('presses', {
      filters: { [everyTopic('alarm')]: 1 },
      received: (delivery) => this.#takePress(delivery),
      ready: (session) => this.#back(session),
      gone: (heardAt) => {
        this.#kept.gone(heardAt);
        this.#publications.shut();
      },
    });
    this.#signs = this.#connection('signs', {
      filters: {
        [everyTopic('status')]: 0,
        [everyTopic('position')]: 0,
        [everyTopic('link')]: 1,
        [everyTopic('feedback/ack')]: 1,
      },
      received: (delivery) => this.#takeSign(delivery),
      ready: () => {},
      gone: () => this.#neighbours.unknown(),
    });
    this.#publications = new Publications({
      counters,
      publish: (topic, body, done) => this.#presses.publish({ topic, body }, done),
      refused: (topic, why) => {
        counters.count('broker-publish-refused');
        deps.events.warn('broker-publish-refused', { topic, detail: why });
      },
    });
    this.link = this.#wayOut();
  }

  /** `host:port`. */
  get name(): string {
    return this.#address.name;
  }

  get health(): BrokerHealth {
    const bad = [this.#presses.view, this.#signs.view].find((view) => !view.ready || view.refused);
    return bad === undefined ? { broker: this.name, state: 'ok' } : { broker: this.name, state: 'lost', why: bad.why };
  }

  /**
   * Begins to connect and does not wait for it: a broker that is away must not keep a gateway from starting.
   * @param heardUntil epoch ms at which a run before this one certainly heard the broker; undefined when that is not known.
   * @throws FaultError `config-invalid`.
   */
  start(heardUntil?: number): void {
    if (this.#ticking !== undefined) return;
    const { settings, clock } = this.#deps;
    secretsOf(settings); // a missing file is said at the start, not in the night
    this.#judgePlain();
    const awayMs = heardUntil === undefined ? -1 : clock.wall() - heardUntil;
    // A clock that was set back tells nothing.
    if (awayMs >= 0) this.#kept.wasEmpty(clock.mono() - awayMs);
    this.#ticking = clock.every(LOOK_MS, () => this.#tick());
    this.#presses.start();
    this.#signs.start();
  }

  /** Presses that are being committed are acknowledged if that takes no longer than a second; the broker keeps the others. */
  async stop(): Promise<void> {
    if (this.#ticking === undefined) return;
    this.#ticking();
    this.#ticking = undefined;
    this.#presses.shut();
    this.#signs.shut();
    const { clock } = this.#deps;
    const until = clock.mono() + STOP_PATIENCE_MS;
    while (this.#presses.unanswered > 0 && clock.mono() < until) await sleep(clock, STOP_LOOK_MS);
    this.#presses.stop();
    this.#signs.stop();
  }

  #connection(lane: ConnectionDeps['lane'], how: Pick<ConnectionDeps, 'filters' | 'received' | 'ready' | 'gone'>): BrokerConnection {
    const { settings, clock, random, events, counters } = this.#deps;
    return new BrokerConnection({ settings, lane, keepsSession: lane === 'presses', clock, random, events, counters, ...how });
  }

  #back({ kept, window }: { readonly kept: boolean; readonly window: number }): void {
    const { clock, counters, events } = this.#deps;
    if (this.#hadSession && !kept) {
      counters.count('broker-session-lost');
      events.warn('broker-session-lost', { broker: this.name });
    }
    this.#hadSession = true;
    const now = clock.mono();
    this.#kept.back(now, kept);
    this.#publications.open(window, now);
    for (const device of this.#neighbours.all()) this.#greet(device);
  }

  #takePress(delivery: Delivery): void {
    const { clock } = this.#deps;
    const waitedMs = this.#kept.came(clock.mono());
    const from = this.#from(delivery, (lane) => lane === 'alarm');
    if (from === undefined) return;
    const { device } = from;
    this.#press.record({ device, qos: delivery.qos, retain: false, body: delivery.body, waitedMs }).then(
      (end) => {
        delivery.settled();
        if (end === 'unknown-device') {
          this.#refuse('unknown-device', device);
          return;
        }
        this.#neighbours.heard(device);
        // It repeats what it was told to be held: that did not reach it.
        if (end === 'duplicate') this.#greet(device);
      },
      () => {
        // Not acknowledged, the broker gives it again, and with it all that came after.
        this.#refuse('not-recorded', device);
        this.#presses.anew('a press could not be recorded');
      },
    );
  }

  #takeSign(delivery: Delivery): void {
    const from = this.#from(delivery, (lane) => lane !== 'alarm');
    if (from === undefined || from.lane === 'alarm') return;
    const { device, lane } = from;
    const { counters } = this.#deps;
    if (!this.#rates.spend(device)) {
      counters.count('mqtt-sign-dropped');
      delivery.settled();
      return;
    }
    this.#telemetry.take(lane, device, delivery.body).then(
      () => {
        if (lane !== 'link') this.#neighbours.heard(device);
        delivery.settled();
      },
      () => {
        this.#refuse('not-recorded', device);
        delivery.settled();
      },
    );
  }

  /** Whose it is, when it is to be taken in; else it is counted, and done with: the broker would only bring it again. */
  #from(delivery: Delivery, fits: (lane: UpLane) => boolean): ReturnType<typeof fromTopic> {
    const from = fromTopic(delivery.topic);
    const refusal = this.#refusalOf(delivery, from !== undefined && fits(from.lane) ? from.device : undefined);
    if (refusal === undefined) return from;
    this.#refuse(refusal, from?.device);
    delivery.settled();
    return undefined;
  }

  #refusalOf({ retain, body }: Delivery, device: DeviceId | undefined): MqttRefusal | undefined {
    if (device === undefined) return 'topic-forbidden';
    // Kept by the broker for whoever subscribes, and given at each subscribing: it says nothing about now.
    if (retain) return 'retain-refused';
    if (body.length > PACKET_BYTES_MAX) return 'oversize';
    return this.#deps.intake.device(device) === undefined ? 'unknown-device' : undefined;
  }

  #refuse(refusal: MqttRefusal, device: DeviceId | undefined): void {
    this.#refusals.note(refusal, this.name, device);
  }

  #wayOut(): DeviceLink {
    return {
      name: 'broker',
      // Whether it is there only the broker knows. One that no other way reaches is told here: told in vain does no harm, and a
      // button whose alarm was open while the gateway restarted must not wait for its own next word.
      reaches: (device) => this.#presses.view.ready && (this.#neighbours.has(device) || this.#mayBeHere(device)),
      tell: (device, body) => this.#put(device, 'feedback', () => body),
      configure: (device, body) => this.#put(device, 'config', () => body),
      drop: (device) => {
        this.#neighbours.forget(device);
        this.#rates.forget(device);
        for (const lane of DOWN_LANES) this.#publications.forget(ownTopic(device, lane));
      },
    };
  }

  #mayBeHere(device: DeviceId): boolean {
    const { intake, elsewhere } = this.#deps;
    const known = intake.device(device);
    return known?.family === 'duress' && known.secretHash !== undefined && !elsewhere(device);
  }

  #greet(device: DeviceId): void {
    const { intake } = this.#deps;
    if (intake.device(device) === undefined) return;
    this.#put(device, 'feedback', () => intake.feedback(device));
    this.#put(device, 'config', () => intake.config(device));
  }

  #put(device: DeviceId, lane: DownLane, body: () => FeedbackBody | ConfigBody): void {
    this.#publications.put(ownTopic(device, lane), () => encodeBody(body()), this.#deps.clock.mono());
  }

  #tick(): void {
    const now = this.#deps.clock.mono();
    this.#presses.tick();
    this.#signs.tick();
    if (this.#publications.isOverdue(now)) this.#presses.anew('a publish was not confirmed');
    this.#watch.look(now, { presses: this.#presses.view, 'signs of life': this.#signs.view });
    this.#refusals.sweep();
  }

  #judgePlain(): void {
    const { settings, faults } = this.#deps;
    const { tls, host, name } = this.#address;
    const subject = `broker:${name}` as const;
    if (tls || listensOnLoopback(host)) {
      faults.close('broker-plain', subject);
      return;
    }
    if (!settings.plainBeyondLoopback) {
      const detail = `broker: plain text to ${host} needs broker.plainBeyondLoopback, or an mqtts:// address for TLS`;
      throw new FaultError('config-invalid', detail, { retryable: false });
    }
    faults.open('broker-plain', subject, { label: name, detail: `mqtt://${name} is not encrypted` });
  }
}
