import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';
import type { BoardReaders, BrokerLine, BrokerLineSettings, OutsideBoardBroker } from '../engine/ports/outputs.ts';
import { BrokerConnection } from '../ingest/mqtt/outside/broker-connection.ts';
import { addressOf, type BrokerSettings } from '../ingest/mqtt/outside/settings.ts';
import { SerialLine } from '../ingest/serial/serial-line.ts';
import type { Configuration } from '../ops/configuration.ts';
import { Outputs } from '../outputs/outputs.ts';

interface OutputsWiring {
  readonly configuration: Configuration;
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly random: () => number;
  readonly counters: Counters;
  readonly faults: FaultSink;
  readonly readers: () => BoardReaders | undefined;
}

/** Sirens, lamps and what is said by MQTT, with the very lines to ports and brokers that the ways in have. */
export function outputsOf(deps: OutputsWiring): Outputs {
  const { configuration, core, clock, events, random, counters, faults, readers } = deps;
  const { ports, discoveryPrefix } = configuration.outputs;
  const openPort: ConstructorParameters<typeof Outputs>[0]['openPort'] = (port, line) =>
    new SerialLine({ ...port, clock, random }, { ...line, bytes: () => {} }); // what a relay answers says nothing of its contacts
  return new Outputs({ core, clock, events, counters, faults, ports, openPort, broker: brokerOf(deps), readers, discoveryPrefix });
}

function brokerOf(deps: OutputsWiring): OutsideBoardBroker | undefined {
  const { outputs, broker } = deps.configuration;
  const { url, ...settings } = broker;
  if (url === undefined || !outputs.toBroker) return undefined;
  return { name: addressOf(url).name, line: (line) => lineTo({ ...settings, url }, line, deps) };
}

function lineTo(
  settings: BrokerSettings,
  { filters, will, received, ready, gone }: BrokerLineSettings,
  { clock, random, events, counters }: OutputsWiring,
): BrokerLine {
  return new BrokerConnection({
    settings,
    lane: 'state',
    keepsSession: false,
    filters,
    wantsKept: true,
    will,
    clock,
    random,
    events,
    counters,
    received: ({ topic, body, settled }) => {
      settled();
      received(topic, body);
    },
    ready,
    gone,
  });
}
