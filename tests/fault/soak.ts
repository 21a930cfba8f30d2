import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { LoadProcess } from '../bench/load-process.ts';
import { buildSite, deviceId } from '../bench/site.ts';
import { GatewayProcess, PROBE } from '../harness/process.ts';
import { factsOf, nameOf, verifyLog } from './recorded.ts';

const MIB = 1_048_576;
/** Buttons that press again and again: so many alarms are open from the first round on, and memory has no reason to grow. */
const PRESSING = 40;
/** Two collections of the same heap differ by so much. */
const NOISE_MIB = 2;
/** What a message may leave behind: nothing, were it not for the presses of each button that are remembered, 64 of a boot. */
const BYTES_PER_MESSAGE_MAX = 16;
/** Sockets of one moment: a notice that is sent, a reader of the log. */
const DESCRIPTORS_NOISE = 5;

export interface Soak {
  readonly devices: number;
  readonly seconds: number;
  /** Each device says so often that it is alive. */
  readonly heartbeatMs: number;
  readonly pressesPerSecond: number;
}

interface Sample {
  readonly heap: number;
  readonly descriptors: number;
  /** Messages that the devices had sent by then, as planned. */
  readonly messages: number;
}

/**
 * A whole site at work for so long, with a console that watches. Nothing is lost; what the heap holds after its garbage was collected
 * is at the end what it was after a third of the time, and so are the open files.
 */
export async function soak(plan: Soak): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duress-soak-'));
  await buildSite(folder, plan.devices);
  const gateway = await GatewayProcess.start({ folder, preload: [PROBE] });
  const load = new LoadProcess();
  try {
    await load.ask({ do: 'consoles', http: gateway.addresses.http, kind: 'gateway', count: 1 });
    await load.ask({ do: 'connect', port: Number(new URL(gateway.mqtt).port), from: 0, count: plan.devices });
    await load.ask({ do: 'heartbeats', everyMs: plan.heartbeatMs });
    const { samples, presses } = await pressOn(plan, { gateway, load });
    await load.stop();
    isFlat(samples, plan);
    expect(load.presses).toEqual({ count: presses, unacked: 0, unshown: 0 });
    expect(gateway.events.filter(({ level }) => level === 'error')).toEqual([]);
    expect(await gateway.stop()).toBe(0);
    const names = Array.from({ length: presses }, (_, i) => ({
      device: deviceId(i % PRESSING),
      boot: 1,
      seq: Math.floor(i / PRESSING) + 1,
    }));
    expect(new Set(factsOf(gateway, 'SignalReceived').map(({ data }) => nameOf(data)))).toEqual(new Set(names.map(nameOf)));
    expect(factsOf(gateway, 'SignalReceived')).toHaveLength(presses);
    await verifyLog(gateway);
  } finally {
    await gateway.remove();
    await load.stop();
  }
}

/** Rounds of presses until the time is over, with a sample after each. Every connection that breaks is a failure. */
async function pressOn(plan: Soak, stage: { gateway: GatewayProcess; load: LoadProcess }): Promise<{ samples: Sample[]; presses: number }> {
  const { gateway, load } = stage;
  const samples: Sample[] = [];
  let presses = 0;
  for (const from = performance.now(); performance.now() - from < plan.seconds * 1_000;) {
    const { troubles } = await load.ask({ do: 'rate', from: 0, count: PRESSING, perSecond: plan.pressesPerSecond });
    expect(troubles).toEqual([]);
    presses += PRESSING;
    const { heapUsed, external } = await gateway.usage();
    const messages = presses + ((performance.now() - from) * plan.devices) / plan.heartbeatMs;
    samples.push({ heap: heapUsed + external, descriptors: gateway.descriptors, messages });
  }
  return { samples, presses };
}

function isFlat(samples: readonly Sample[], { devices, seconds }: Soak): void {
  const third = samples.slice(Math.floor(samples.length / 3));
  const around = (few: readonly Sample[]): number => few.reduce((sum, { heap }) => sum + heap, 0) / few.length;
  const few = Math.max(1, Math.floor(third.length / 4));
  const [early, late] = [third.slice(0, few), third.slice(-few)];
  const grownMib = (around(late) - around(early)) / MIB;
  const messages = (late.at(-1)?.messages ?? 0) - (early[0]?.messages ?? 0);
  const limitMib = NOISE_MIB + (messages * BYTES_PER_MESSAGE_MAX) / MIB;
  const files = third.map(({ descriptors }) => descriptors);
  process.stdout.write(
    `${devices} devices for ${seconds} s: heap ${(around(early) / MIB).toFixed(1)} MiB after a third, ${(around(late) / MIB).toFixed(1)} MiB at the end, ` +
      `${Math.round(messages)} messages later (limit +${limitMib.toFixed(1)} MiB); open files ${Math.min(...files)} to ${Math.max(...files)}\n`,
  );
  expect(grownMib).toBeLessThan(limitMib);
  expect(Math.max(...files) - Math.min(...files)).toBeLessThanOrEqual(DESCRIPTORS_NOISE);
  expect(Math.min(...files)).toBeGreaterThan(devices);
}
