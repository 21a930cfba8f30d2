import { parseArgs } from 'node:util';
import type { LinkConditions } from './link-conditions.ts';
import { UsageError } from './usage-error.ts';

export const HELP = `Simulated duress buttons, as their firmware would be written.

  npm run sim -- --devices FILE.json [--url mqtt://127.0.0.1:1883] [--serial PATH]
  npm run sim -- --devices FILE.json --scenario FILE.json
  npm run sim -- --devices FILE.json --fleet 1000 [--burst] [--rate 10] [--seconds 60]

Who and where
  --devices FILE    list of {"device", "secret", "transport": "mqtt"|"serial", "radioKey", "label"}; or DURESS_SIM_DEVICES
  --url URL         the gateway's MQTT, mqtt:// or mqtts:// (default mqtt://127.0.0.1:1883)
  --ca FILE         certificate to trust, for mqtts:// with a certificate of your own
  --serial PATH     tty of a simulated radio receiver; again for a second receiver
  --heading TEXT    stands above the table in a terminal; again for a second line
  --memory FOLDER   keep each button's flash in a file there, so that it outlives the simulator

How they are built
  --assist          a short push means assist
  --man-down S      lying still raises an alarm after S seconds
  --drain N         the battery empties N times as fast

What the air is like (changes for single buttons: in a scenario)
  --loss 0..1  --duplicates 0..1  --bit-errors 0..1  --latency MS  --jitter MS  --seed N

Fleet
  --fleet N         the first N MQTT devices of the file, as load; one JSON line of counts per second
  --burst           press all of them at once, as soon as all are connected
  --rate R          R presses a second, each from another device
  --heartbeat S     overrules what the gateway configures
  --seconds S       end after so long (default: when interrupted)

Without a terminal and without --scenario or --fleet, each event is one JSON line.`;

export interface FleetPlan {
  readonly count: number;
  readonly burst: boolean;
  readonly perSecond: number;
  readonly heartbeatMs: number | undefined;
  readonly seconds: number | undefined;
}

export interface SimOptions {
  readonly devices: string;
  readonly url: string;
  readonly ca: string | undefined;
  readonly serial: readonly string[];
  readonly memory: string | undefined;
  readonly heading: readonly string[];
  readonly scenario: string | undefined;
  readonly fleet: FleetPlan | undefined;
  readonly assistOnTap: boolean;
  readonly manDownGraceMs: number;
  readonly drain: number;
  readonly conditions: Partial<LinkConditions>;
  readonly seed: number;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const FLAGS = {
  devices: text,
  url: text,
  ca: text,
  serial: { type: 'string', multiple: true },
  memory: text,
  heading: { type: 'string', multiple: true },
  scenario: text,
  assist: flag,
  'man-down': text,
  drain: text,
  loss: text,
  duplicates: text,
  'bit-errors': text,
  latency: text,
  jitter: text,
  seed: text,
  fleet: text,
  burst: flag,
  rate: text,
  heartbeat: text,
  seconds: text,
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Numbers =
  'man-down' | 'drain' | 'loss' | 'duplicates' | 'bit-errors' | 'latency' | 'jitter' | 'seed' | 'fleet' | 'rate' | 'heartbeat' | 'seconds';

/** @throws UsageError in one sentence. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): SimOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const number = (name: Numbers, bounds: readonly [least: number, most: number]): number | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    const read = value.trim() === '' ? NaN : Number(value);
    if (read >= bounds[0] && read <= bounds[1]) return read;
    throw new UsageError(`--${name} must be a number from ${bounds[0]} to ${bounds[1]}, and is "${value}".`);
  };
  const devices = values.devices ?? env['DURESS_SIM_DEVICES'];
  if (devices === undefined)
    throw new UsageError('Which devices? Give --devices FILE.json or set DURESS_SIM_DEVICES; --help shows the form.');
  const url = values.url ?? 'mqtt://127.0.0.1:1883';
  if (!URL.canParse(url) || !['mqtt:', 'mqtts:'].includes(new URL(url).protocol)) {
    throw new UsageError(`--url must begin with mqtt:// or mqtts://, and is "${url}".`);
  }
  if (values.scenario !== undefined && values.fleet !== undefined) throw new UsageError('--scenario and --fleet exclude each other.');
  const count = number('fleet', [1, 100_000]);
  const heartbeat = number('heartbeat', [0.1, 86_400]);
  const fleet: FleetPlan | undefined =
    count === undefined
      ? undefined
      : {
          count: Math.floor(count),
          burst: values.burst,
          perSecond: number('rate', [0, 1_000]) ?? 0,
          heartbeatMs: heartbeat === undefined ? undefined : heartbeat * 1_000,
          seconds: number('seconds', [0, 1e7]),
        };
  return {
    devices,
    url,
    ca: values.ca,
    serial: values.serial ?? [],
    memory: values.memory,
    heading: values.heading ?? ['Duress buttons'],
    scenario: values.scenario,
    fleet,
    assistOnTap: values.assist,
    manDownGraceMs: (number('man-down', [0, 600]) ?? 0) * 1_000,
    drain: number('drain', [0, 1e9]) ?? 1,
    conditions: {
      loss: number('loss', [0, 1]) ?? 0,
      duplicate: number('duplicates', [0, 1]) ?? 0,
      bitError: number('bit-errors', [0, 1]) ?? 0,
      latencyMs: number('latency', [0, 60_000]) ?? 0,
      jitterMs: number('jitter', [0, 60_000]) ?? 0,
    },
    seed: number('seed', [0, 0xffff_ffff]) ?? 1,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    // parseArgs says what it did not understand in words for people.
    if (cause instanceof TypeError) throw new UsageError(`${cause.message} See --help.`);
    throw cause;
  }
}
