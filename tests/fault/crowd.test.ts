import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import type { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';
import { Scene } from './scene.ts';

const CONSOLES = 200;

describe('one that hangs delays nobody', () => {
  let scene: Scene;
  let others: Reception[] = [];

  beforeEach(async () => {
    scene = await Scene.set();
  });

  afterEach(async () => {
    for (const other of others) other.close();
    others = [];
    await scene.strike();
  });

  async function pages(count: number): Promise<Reception[]> {
    others = Array.from({ length: count }, () => scene.maria.another());
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

  test('two hundred consoles each have one alarm, the same one, and each press of it', async () => {
    const all = await pages(CONSOLES);
    await press(scene.button);
    await press(scene.button);
    await until('each has both presses', () => all.every((page) => page.alarms.size === 1 && countOf(page) === 2));
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

  test('a console that does not read any more is given up; presses reach the others meanwhile', async () => {
    const [frozen, ...well] = await pages(4);
    frozen?.arm();
    await until('five pages are open, two of them watching', () => watching(scene.maria) === 2);
    frozen?.freeze();
    for (let i = 1; i <= 5; i += 1) {
      await press(scene.button);
      await until('the others have it', () => well.every((page) => countOf(page) === i));
    }
    expect(frozen === undefined ? undefined : countOf(frozen)).toBe(0);
    // The others go on saying that they are there.
    await until('it does not count as watching any more', () => watching(scene.maria) === 1, { withinMs: 40_000 });
    frozen?.thaw();
    await until('its socket was closed', () => frozen?.closedWith !== undefined);
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
    const silent = Array.from({ length: CONSOLES }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    let closed = 0;
    for (const socket of silent) socket.resume().on('close', () => (closed += 1));
    await press(scene.button);
    await until('the press is on the console', () => countOf(scene.maria) === 1);
    await until('each is closed', () => closed === CONSOLES);
  });
});
