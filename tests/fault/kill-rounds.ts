import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { hashOf } from '../../gateway/src/access/secrets.ts';
import { issueToken } from '../../gateway/src/access/tokens.ts';
import type { DeviceId, PlaceId } from '../../gateway/src/base/ids.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { TtyPair } from '../scenario/serial/tty-pair.ts';
import { HttpWay, MqttWay, SerialWay, type Way } from './kill-load.ts';
import { Operators } from './kill-operators.ts';
import { nameOf, recorded, verifyLog } from './recorded.ts';

/** After the moment that a round waits for, the plug is pulled within so many milliseconds. */
const WITHIN_MS = 250;
/** What is promised of a machine that has nothing else to do. */
const READY_WITHIN_MS = 2_000;
/** Here the tests and their load run beside it: so many starts of a Node with nothing to do is the limit when that is more. */
const READY_WITHIN_BARE_STARTS = 25;

/**
 * What a round waits for before the random part of its moment: one acknowledgement of this life by any way; one by each of the ways;
 * or nothing: the plug is pulled while the gateway still starts.
 */
const KINDS = ['one-acked', 'each-acked', 'starting'] as const;

interface Stage {
  readonly gateway: GatewayProcess;
  readonly ways: { readonly mqtt: MqttWay; readonly serial: SerialWay; readonly http: HttpWay };
  readonly operators: Operators;
}

/** What was seen when the plug was pulled in the middle of the load. */
interface Pulled {
  readonly kind: (typeof KINDS)[number];
  /** Presses of this life of the process that were under way and not acknowledged. */
  readonly owed: Readonly<Record<keyof Stage['ways'], number>>;
}

/**
 * Pulls the plug so many times while presses come in by all three ways and two people act on the alarms. At the end whatever was
 * acknowledged is in the log, and everything that was ever made is in it once.
 */
export async function killRounds(rounds: number): Promise<void> {
  await using line = await TtyPair.make();
  const gateway = await GatewayProcess.start({ environment: { DURESS_SERIAL_PORTS: line.gatewayEnd } });
  try {
    const token = await addDevices(gateway);
    const ways = { mqtt: new MqttWay(gateway), serial: new SerialWay(line.receiverEnd), http: new HttpWay(gateway, token) };
    const stage = { gateway, ways, operators: await Operators.signIn(gateway) };
    try {
      for (const way of Object.values(ways)) way.start();
      stage.operators.start();
      await pullThePlug(stage, rounds);
      await stage.operators.stop();
      await Promise.all(Object.values(ways).map((way) => way.settle()));
      // A key that was lost would be a new press now.
      for (const key of ways.http.keys) expect.soft(await ways.http.post(key), key).toBe(200);
      expect(await gateway.stop()).toBe(0);
    } finally {
      await stage.operators.stop();
      await Promise.all([ways.mqtt.stop(), ways.serial.stop(), gateway.isRunning ? ways.http.stop() : undefined]);
    }
    await looksRight(stage);
  } finally {
    await gateway.remove();
  }
}

async function addDevices(gateway: GatewayProcess): Promise<string> {
  await gateway.seed();
  // as: the demo's id. Without a place nobody would find its alarms in the history.
  const common = { place: 'room1' as PlaceId, silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false };
  const rows = [
    ...MqttWay.DEVICES.map(({ device, secret }) => ({ device, family: 'duress' as const, secretHash: hashOf(secret) })),
    ...SerialWay.DEVICES.map(({ device, radioKey }) => ({ device, family: 'radio' as const, radioKey })),
    ...HttpWay.DEVICES.map((device) => ({ device, family: 'http' as const })),
  ];
  // as: a device's id is born here.
  const puts = rows.map((row): Change => ({
    put: 'device',
    value: { ...common, ...row, label: row.device, device: row.device as DeviceId },
  }));
  const { secret, token } = issueToken({ name: 'nurse call', scope: 'signals' }, Date.now());
  await gateway.save([...puts, { put: 'token', value: token }]);
  return secret;
}

async function pullThePlug(stage: Stage, rounds: number): Promise<void> {
  const { gateway } = stage;
  const pulled: Pulled[] = [];
  const readyMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const kind = KINDS[round % KINDS.length] ?? 'one-acked';
    if (kind === 'starting') gateway.spawn();
    else if (round > 0) {
      await gateway.start();
      readyMs.push(gateway.readyAfterMs);
      stage.ways.mqtt.powerCycleHalf(round);
    }
    pulled.push({ kind, owed: await pullOnce(stage, kind) });
    if (round % 10 === 0) bareMs.push(await bareStart());
    // Three stops in five minutes would hold the log; that is a story of its own.
    rmSync(join(gateway.data, 'starts.json'), { force: true });
  }
  await gateway.start();
  readyMs.push(gateway.readyAfterMs);
  tell(pulled, { readyMs, bareMs });
}

/** Waits for the moment of such a round, and pulls the plug. Returns how many presses of this life were under way. */
async function pullOnce({ gateway, ways }: Stage, kind: Pulled['kind']): Promise<Pulled['owed']> {
  const since = performance.now();
  const before = counts(ways, (way) => way.acked.size);
  const goneOn = (name: keyof Stage['ways']): boolean => ways[name].acked.size > before[name];
  const names = ['mqtt', 'serial', 'http'] as const;
  const within = { withinMs: 60_000 };
  if (kind === 'one-acked') await until('presses are acknowledged again', () => names.some(goneOn), within);
  else if (kind === 'each-acked') await until('presses are acknowledged again by each way', () => names.every(goneOn), within);
  await pause(Math.random() * (kind === 'starting' ? gateway.readyAfterMs : WITHIN_MS));
  const owed = counts(ways, (way) => [...way.owed].filter((madeAt) => madeAt > since).length);
  await gateway.kill();
  return owed;
}

function counts(ways: Stage['ways'], of: (way: Way) => number): Record<keyof Stage['ways'], number> {
  return { mqtt: of(ways.mqtt), serial: of(ways.serial), http: of(ways.http) };
}

/** An empty Node, from the call to its end: how fast this machine starts anything at this moment. */
async function bareStart(): Promise<number> {
  const from = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - from;
}

/** Says what was measured, and holds it against what is promised. */
function tell(pulled: readonly Pulled[], { readyMs, bareMs }: { readyMs: readonly number[]; bareMs: readonly number[] }): void {
  const busy = pulled.filter(({ kind }) => kind !== 'starting').map(({ owed }) => owed);
  const times = (isSo: (owed: Pulled['owed']) => boolean): number => busy.filter(isSo).length;
  const underWay = { mqtt: times(({ mqtt }) => mqtt > 0), serial: times(({ serial }) => serial > 0), http: times(({ http }) => http > 0) };
  const [ready, bare] = [median(readyMs), median(bareMs)];
  const limit = Math.max(READY_WITHIN_MS, READY_WITHIN_BARE_STARTS * bare);
  process.stdout.write(
    `${pulled.length} times, ${busy.length} of them under load, with presses under way by MQTT in ${underWay.mqtt}, serial in ${underWay.serial}, ` +
      `HTTP in ${underWay.http}; ready after ${Math.round(ready)} ms (median), ${Math.round(Math.max(...readyMs))} ms (worst); ` +
      `an empty Node takes ${Math.round(bare)} ms, so the limit was ${Math.round(limit)} ms\n`,
  );
  expect(ready).toBeLessThan(limit);
  // A load that is never hit in the middle of something would prove nothing.
  expect(times(({ mqtt, serial, http }) => mqtt + serial + http > 0)).toBeGreaterThan(busy.length / 2);
  expect(Math.min(...Object.values(underWay))).toBeGreaterThan(0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The log of the gateway, now stopped, against what everybody was promised. */
async function looksRight({ gateway, ways, operators }: Stage): Promise<void> {
  const facts = recorded(gateway);
  const signals = facts.filter(({ kind }) => kind === 'SignalReceived');
  expect.soft(signals.every(({ data }) => data['repeated'] === undefined)).toBe(true);
  const of = (devices: readonly string[]): string[] =>
    signals.filter(({ data }) => devices.includes(String(data['device']))).map(({ data }) => nameOf(data));
  const [mqtt, serial, http] = [
    of(MqttWay.DEVICES.map(({ device }) => device)),
    of(SerialWay.DEVICES.map(({ device }) => device)),
    of(HttpWay.DEVICES),
  ];
  for (const names of [mqtt, serial, http]) expect.soft(new Set(names).size).toBe(names.length);
  expect.soft(mqtt).toHaveLength(ways.mqtt.fleet.stats().pressed);
  expect.soft(new Set(serial)).toEqual(ways.serial.made);
  expect.soft(http).toHaveLength(ways.http.keys.length);
  expect.soft([...ways.mqtt.acked].filter((press) => !mqtt.includes(press))).toEqual([]);
  expect.soft([...ways.serial.acked].filter((press) => !serial.includes(press))).toEqual([]);
  for (const [action, fact] of [
    ['take', 'AlarmTaken'],
    ['all-clear', 'AllClearSaid'],
    ['close', 'AlarmClosed'],
  ] as const) {
    const alarms = facts.filter(({ kind }) => kind === fact).map(({ data }) => String(data['alarm']));
    const missing = [...operators.done[action]].filter((alarm) => !alarms.includes(alarm));
    expect.soft(missing, `${action}, answered and not in the log`).toEqual([]);
    expect.soft(new Set(alarms).size, `${fact}: each once`).toBe(alarms.length);
  }
  const { take, close } = operators.done;
  process.stdout.write(
    `presses by MQTT ${mqtt.length}, serial ${serial.length}, HTTP ${http.length}; ${take.size} alarms taken, ${close.size} closed\n`,
  );
  expect(close.size).toBeGreaterThan(0);
  expect(gateway.events.filter((event) => event.level === 'error')).toEqual([]);
  await verifyLog(gateway);
}
