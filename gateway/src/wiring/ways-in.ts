import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters, DeviceLink, FaultSink, Intake } from '../engine/ports/devices.ts';
import type { BoardDoor } from '../engine/ports/outputs.ts';
import type { Queries } from '../engine/ports/queries.ts';
import { MqttIngest, type MqttOptions } from '../ingest/mqtt/ingest.ts';
import { OutsideBroker } from '../ingest/mqtt/outside/outside-broker.ts';
import { PresenceFrameMarks } from '../ingest/serial/presence-frame-marks.ts';
import { SerialIngest } from '../ingest/serial/serial-ingest.ts';
import type { Configuration } from '../ops/configuration.ts';
import { LoggedCounters } from '../ops/downlink-counters.ts';
import { hasTls } from './has-tls.ts';

/** Every way in that the configuration names; HTTP is the server's own. */
export interface WaysIn {
  readonly mqtt?: MqttIngest | undefined;
  readonly broker?: OutsideBroker | undefined;
  readonly serial?: SerialIngest | undefined;
  /** Back to the devices behind them. */
  readonly links: readonly DeviceLink[];
}

interface WaysInDeps {
  readonly configuration: Configuration;
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly random: () => number;
  readonly intake: Intake;
  readonly counters: Counters;
  readonly faults: FaultSink;
  readonly queries: Queries;
  /** Who may read what lamps and sirens are told. */
  readonly door: BoardDoor;
}

export function waysIn(deps: WaysInDeps): WaysIn {
  const mqtt = mqttIngest(deps);
  const broker = outsideBroker(deps, mqtt);
  const serial = serialIngest(deps);
  return { mqtt, broker, serial, links: [mqtt?.link, broker?.link, serial?.link].filter((link) => link !== undefined) };
}

function mqttIngest({ configuration, intake, clock, events, counters, faults, door }: WaysInDeps): MqttIngest | undefined {
  const { mqtt } = configuration;
  if (!mqtt.enabled) return undefined;
  const { host, port } = mqtt;
  const options: MqttOptions = hasTls(mqtt)
    ? { tls: { host, port, certFile: mqtt.certFile, keyFile: mqtt.keyFile } }
    : { plain: { host, port, beyondLoopback: mqtt.plainBeyondLoopback } };
  return new MqttIngest({ intake, clock, events, counters, faults, options, door });
}

function outsideBroker(deps: WaysInDeps, mqtt: MqttIngest | undefined): OutsideBroker | undefined {
  const { url, ...settings } = deps.configuration.broker;
  if (url === undefined) return undefined;
  const { intake, clock, events, random, counters, faults } = deps;
  const elsewhere: ConstructorParameters<typeof OutsideBroker>[0]['elsewhere'] = (device) => mqtt?.link.reaches(device) ?? false;
  return new OutsideBroker({ intake, clock, events, random, counters, faults, settings: { ...settings, url }, elsewhere });
}

function serialIngest(deps: WaysInDeps): SerialIngest | undefined {
  const { ports, baudRate } = deps.configuration.serial;
  if (ports.length === 0) return undefined;
  const { intake, faults, counters, clock, events, random } = deps;
  const options = { ports: ports.map((path) => ({ path, baudRate })) };
  const downlink = new LoggedCounters(deps.core);
  const marks = new PresenceFrameMarks(deps.queries);
  return new SerialIngest({ intake, faults, counters, clock, events, downlink, marks, random, options });
}
