import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import type { Usage } from '../bench/probe.ts';
import { PASSWORD, PROBE } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';
import { Wire } from '../harness/wire.ts';
import { Scene } from './scene.ts';

const CONSOLES = 1_000;
/** Fewer than the 256 connections that one address may have. */
const CONSOLES_PER_ADDRESS = 200;
const SILENT_SOCKETS = 200;
/** From the press to the last of them, on a machine where tests and consoles are one process beside the gateway. */
const ALL_WITHIN_MS = 5_000;
/** Each has a socket, its subscription and what is on its way to it. */
const KIB_EACH_MAX = 32;

describe('one that hangs delays nobody', () => {
  let scene: Scene;
  let others: Reception[] = [];

  beforeEach(async () => {
    scene = await Scene.set({ preload: [PROBE] });
  });

  afterEach(async () => {
    for (const other of others) other.close();
    others = [];
    await scene.strike();
  });

  async function pages(count: number): Promise<Reception[]> {
    others = Array.from({ length: count }, (_, i) => scene.maria.another(`127.0.0.${2 + Math.floor(i / CONSOLES_PER_ADDRESS)}`));
    for (const page of others) page.beats = true;
    await Promise.all(others.map((page) => page.watch()));
    return others;
  }

  /** Presses once more and waits until the button knows that it is held. */
  async function press(button: SimulatedButton): Promise<void> {
    await button.hold();
    await button.reachesHeld();
  }

  /** How many consoles count as watching, by the latest pulse. */
  function watching(page: Reception): number | undefined {
    return page.messages.findLast((message) => message.type === 'pulse')?.watching;
  }

  const countOf = (page: Reception): number => [...page.alarms.values()][0]?.presses ?? 0;

  test('a thousand consoles each have one alarm, the same one, and each press of it', async () => {
    const before = await scene.gateway.usage();
    const all = await pages(CONSOLES);
    const open = await scene.gateway.usage();
    const pressedAt = performance.now();
    await press(scene.button);
    await until('each has the alarm', () => all.every((page) => page.alarms.size === 1));
    const tookMs = performance.now() - pressedAt;
    await press(scene.button);
    await until('each has both presses', () => all.every((page) => countOf(page) === 2));
    const after = await scene.gateway.usage();
    const kibEach = (used: Usage): number => (used.heapUsed + used.external - before.heapUsed - before.external) / 1_024 / CONSOLES;
    process.stdout.write(
      `${CONSOLES} consoles: the last of them had the alarm after ${Math.round(tookMs)} ms; each takes ${kibEach(open).toFixed(1)} KiB, ` +
        `${kibEach(after).toFixed(1)} KiB after both presses; resident ${Math.round(after.rss / 1_048_576)} MiB\n`,
    );
    expect(tookMs).toBeLessThan(ALL_WITHIN_MS);
    expect(kibEach(after)).toBeLessThan(KIB_EACH_MAX);
    expect(new Set(all.flatMap((page) => [...page.alarms.keys()])).size).toBe(1);
    // Each was told in order, and nothing was left out on the way.
    for (const page of all) {
      const told = page.messages.filter((message) => message.type === 'update' && message.topic === 'alarms');
      const gaps = told.filter(
        (message, i) => 'prev' in message && i > 0 && 'seq' in message && message.prev !== (told[i - 1] as typeof message).seq,
      );
      expect(gaps).toEqual([]);
    }
  });

  test('a console that reads nothing, and one whose cable is dead, are given up; presses reach the others meanwhile', async () => {
    await using wire = await Wire.to(Number(new URL(scene.gateway.addresses.http).port));
    const cutOff = await Reception.signInAs(`http://127.0.0.1:${wire.port}`, 'lee', PASSWORD);
    cutOff.beats = true;
    const [frozen, ...well] = await pages(4);
    await cutOff.watch();
    others.push(cutOff);
    frozen?.arm();
    cutOff.arm();
    await until('six pages are open, three of them watching', () => watching(scene.maria) === 3);
    frozen?.freeze();
    wire.cut();
    for (let i = 1; i <= 5; i += 1) {
      await press(scene.button);
      await until('the others have it', () => well.every((page) => countOf(page) === i));
    }
    expect([frozen, cutOff].map((page) => (page === undefined ? undefined : countOf(page)))).toEqual([0, 0]);
    // The others go on saying that they are there.
    await until('they do not count as watching any more', () => watching(scene.maria) === 1, { withinMs: 40_000 });
    await until('the dead connection is closed', () => wire.closedByGateway > 0);
    frozen?.thaw();
    await until('the other was closed', () => frozen?.closedWith !== undefined);
    expect(well.map((page) => page.closedWith)).toEqual(well.map(() => undefined));
  });

  /** The button under the desk, connected and listening, and then not reading. */
  async function frozenSubscriber(): Promise<Socket> {
    const port = Number(new URL(scene.gateway.mqtt).port);
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const device = 'button-room4';
    const id = { protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: device, username: device, keepalive: 60 } as const;
    socket.write(generate({ cmd: 'connect', ...id, password: Buffer.from(scene.deskSecret) }));
    socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: `duress/v1/${device}/feedback`, qos: 1 }] }));
    await once(socket, 'data');
    socket.pause();
    return socket;
  }

  test('a device that does not read what it is told: presses of others are acknowledged and shown', async () => {
    const frozen = await frozenSubscriber();
    for (let i = 1; i <= 5; i += 1) {
      await press(scene.button);
      await until('the press is on the console', () => countOf(scene.maria) === i);
    }
    expect(frozen.destroyed).toBe(false);
    frozen.destroy();
  });

  test('a socket that was opened and says nothing, two hundred times: presses pass, and each of them is closed', async () => {
    const port = Number(new URL(scene.gateway.mqtt).port);
    const silent = Array.from({ length: SILENT_SOCKETS }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    let closed = 0;
    for (const socket of silent) socket.resume().on('close', () => (closed += 1));
    await press(scene.button);
    await until('the press is on the console', () => countOf(scene.maria) === 1);
    await until('each is closed', () => closed === SILENT_SOCKETS);
  });
});
