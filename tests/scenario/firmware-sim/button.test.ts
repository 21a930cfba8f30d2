import { describe, expect, it } from 'vitest';
import { startFleet } from '../../../firmware-sim/src/fleet.ts';
import { mqttButton } from '../../../firmware-sim/src/make-button.ts';
import type { SimulatedButton } from '../../../firmware-sim/src/simulated-button.ts';
import { until } from '../../harness/wait.ts';
import { BROKERS, isInstalled, startBroker, type Broker } from './brokers.ts';
import { SmallGateway } from './small-gateway.ts';

function buttonAt(broker: Broker, device = 'b1'): SimulatedButton & Disposable {
  const button = mqttButton({ device, secret: 'a secret of 128 bits', url: broker.url, ca: broker.ca, build: { assistOnTap: true } });
  return Object.assign(button, { [Symbol.dispose]: () => button.stop() });
}

describe.each(BROKERS)('a button through %s', (name) => {
  // Not everywhere installed, and no dependency of ours: see isInstalled.
  const here = it.skipIf(!isInstalled(name));

  here('presses, is told, and confirms what it shows; every body keeps the contract', async () => {
    await using broker = await startBroker(name);
    await using gateway = await SmallGateway.at(broker);
    using button = buttonAt(broker);
    button.start();
    await button.reachesLink();
    const press = await button.press();
    expect(press).toMatchObject({ kind: 'duress', boot: 1, seq: 1 });
    await button.reaches('held');
    for (const state of ['shown', 'taken', 'coming', 'here', 'closed'] as const) {
      gateway.tell('b1', state);
      await button.reaches(state);
    }
    await until('all six are confirmed', () => gateway.shown.length === 6);
    expect(gateway.shown).toEqual([1, 2, 3, 4, 5, 6]);
    button.goTo({ beacon: 'ward-3' });
    await button.assist();
    button.cancel('4711');
    await button.reachesHeld();
    expect(gateway.signals.map(({ kind }) => kind)).toEqual(['duress', 'assist', 'cancel']);
    expect(gateway.broken).toEqual([]);
  });

  here('keeps a press through a power cut before anybody answered', async () => {
    await using broker = await startBroker(name);
    await using gateway = await SmallGateway.at(broker);
    gateway.answers = false;
    using button = buttonAt(broker);
    button.start();
    await button.reachesLink();
    await button.press();
    await until('it arrived', () => gateway.signals.length > 0);
    button.cutPower();
    await until('the will was said', () => gateway.links.includes('lost'));
    expect(button.display).toBe('dark');
    gateway.answers = true;
    button.restorePower();
    await button.reachesHeld();
    expect(new Set(gateway.presses.get('b1'))).toEqual(new Set(['1.1']));
    expect(gateway.signals.at(-1)?.age).toBeGreaterThanOrEqual(gateway.signals[0]?.age ?? 0);
  });

  here('keeps a press while the broker is gone, and brings it by itself', async () => {
    await using broker = await startBroker(name);
    await using gateway = await SmallGateway.at(broker);
    using button = buttonAt(broker);
    button.start();
    await button.reachesLink();
    await broker.kill();
    await button.press();
    await button.reaches('searching');
    await broker.restart();
    await button.reachesHeld();
    expect(new Set(gateway.presses.get('b1'))).toEqual(new Set(['1.1']));
  });

  here('finds out within seconds that nobody hears a press, although the connection looks well', async () => {
    await using broker = await startBroker(name);
    await using gateway = await SmallGateway.at(broker);
    using button = buttonAt(broker);
    const troubles: string[] = [];
    button.on('trouble', (what) => troubles.push(what));
    button.start();
    await button.reachesLink();
    button.loseCoverage();
    await button.press();
    await until('it notices', () => troubles.includes('half-open'));
    expect(gateway.signals).toEqual([]);
    await button.reaches('searching');
    button.regainCoverage();
    await button.reachesHeld();
    expect(new Set(gateway.presses.get('b1'))).toEqual(new Set(['1.1']));
  });

  here('a fleet presses at once, and each press is held once', async () => {
    await using broker = await startBroker(name);
    await using gateway = await SmallGateway.at(broker);
    const acks: number[] = [];
    const devices = Array.from({ length: 200 }, (_, i) => ({ device: `f${i}`, secret: 'x' }));
    const fleet = await startFleet({ url: broker.url, devices, heartbeatMs: 30_000, onAck: ({ index }) => acks.push(index) });
    try {
      fleet.pressAll();
      await fleet.until(({ held, acked }) => held === 200 && acked === 200, 20_000);
      expect(new Set(acks).size).toBe(200);
      for (const { device } of devices) expect(new Set(gateway.presses.get(device))).toEqual(new Set(['1.1']));
      expect(gateway.broken).toEqual([]);
    } finally {
      fleet.stop();
    }
  });
});

it('a fleet finds its way back when the broker restarts, and loses no press on the way', async () => {
  await using broker = await startBroker('aedes');
  await using gateway = await SmallGateway.at(broker);
  const devices = Array.from({ length: 50 }, (_, i) => ({ device: `f${i}`, secret: 'x' }));
  const fleet = await startFleet({ url: broker.url, devices, heartbeatMs: 30_000 });
  try {
    await broker.kill();
    await fleet.until(({ connected }) => connected === 0, 10_000);
    fleet.pressAll();
    await broker.restart();
    await until('the gateway is back', () => gateway.isThere);
    await fleet.until(({ held }) => held === 50, 20_000);
    for (const { device } of devices) expect(new Set(gateway.presses.get(device))).toEqual(new Set(['1.1']));
  } finally {
    fleet.stop();
  }
});

describe('over TLS', () => {
  // mosquitto stands in for any outside broker with a certificate; the gateway's own TLS has its own stories.
  const here = it.skipIf(!isInstalled('mosquitto'));

  here('a button that trusts the certificate presses', async () => {
    await using broker = await startBroker('mosquitto', { tls: true });
    await using _gateway = await SmallGateway.at(broker);
    using button = buttonAt(broker);
    button.start();
    await button.reachesLink();
    await button.press();
    await button.reachesHeld();
  });

  here('a button that does not trust it says so and sends nothing', async () => {
    await using broker = await startBroker('mosquitto', { tls: true });
    await using gateway = await SmallGateway.at(broker);
    using button = buttonAt({ ...broker, ca: undefined });
    const troubles: string[] = [];
    button.on('trouble', (what) => troubles.push(what));
    button.start();
    await until('it refuses', () => troubles.some((what) => what.startsWith('connection:')));
    await button.press();
    expect(button.isLinked).toBe(false);
    expect(gateway.signals).toEqual([]);
  });
});
