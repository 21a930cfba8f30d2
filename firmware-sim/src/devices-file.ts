import { readFileSync } from 'node:fs';
import { isRadioId, radioKey } from '@duress/gateway/contract/radio/seal.ts';
import { UsageError } from './usage-error.ts';

/** One line of a devices file. */
export interface DeviceEntry {
  readonly device: string;
  /** Shown in the table; the worker's name, for instance. */
  readonly label: string;
  readonly transport: 'mqtt' | 'serial';
  /** For MQTT. */
  readonly secret: string;
  /** For serial: 32 hexadecimal digits. */
  readonly radioKey: string | undefined;
}

const DEVICE_PATTERN = /^[A-Za-z0-9_.-]{1,64}$/;
/** More than a process can connect; a longer file is a mistake. */
const DEVICES_MAX = 100_000;

/** @throws UsageError naming the entry and what is wrong with it. */
export function readDevices(path: string): readonly DeviceEntry[] {
  const list = parseJsonFile(path);
  if (!Array.isArray(list) || list.length === 0) throw new UsageError(`${path} must be a JSON list of devices, and not an empty one.`);
  if (list.length > DEVICES_MAX) throw new UsageError(`${path} has ${list.length} devices; at most ${DEVICES_MAX} make sense.`);
  const entries = list.map((value: unknown, i) => readEntry(value, `${path}, entry ${i + 1}`));
  const seen = new Set<string>();
  for (const { device } of entries) {
    if (seen.has(device)) throw new UsageError(`${path} names the device "${device}" twice.`);
    seen.add(device);
  }
  return entries;
}

/** @throws UsageError when the file can't be read or is no JSON. */
export function parseJsonFile(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** @throws UsageError when the file can't be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function readEntry(value: unknown, where: string): DeviceEntry {
  if (typeof value !== 'object' || value === null) throw new UsageError(`${where}: must be an object.`);
  // An object is read by name.
  const { device, label, transport = 'mqtt', secret, radioKey: key } = value as Record<string, unknown>;
  if (typeof device !== 'string' || !DEVICE_PATTERN.test(device)) {
    throw new UsageError(`${where}: "device" must have 1 to 64 characters of A-Z a-z 0-9 _ . -`);
  }
  if (transport !== 'mqtt' && transport !== 'serial') throw new UsageError(`${where}: "transport" must be "mqtt" or "serial".`);
  if (transport === 'mqtt' && (typeof secret !== 'string' || secret === '')) {
    throw new UsageError(`${where}: ${device} speaks MQTT and needs its "secret".`);
  }
  if (transport === 'serial' && (typeof key !== 'string' || radioKey(key) === undefined)) {
    throw new UsageError(`${where}: ${device} speaks by radio and needs its "radioKey" of 32 hexadecimal digits.`);
  }
  if (transport === 'serial' && !isRadioId(device)) throw new UsageError(`${where}: a radio button's id has at most 8 characters.`);
  return {
    device,
    label: typeof label === 'string' ? label : '',
    transport,
    secret: typeof secret === 'string' ? secret : '',
    radioKey: typeof key === 'string' ? key : undefined,
  };
}
