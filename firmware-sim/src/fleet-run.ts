import type { Cancel, Clock } from './clock.ts';
import { readDevices, readText } from './devices-file.ts';
import type { Say } from './event-lines.ts';
import { startFleet, type Fleet } from './fleet.ts';
import type { FleetPlan, SimOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** A fleet that has not connected by then never will, in milliseconds. */
const CONNECT_WITHIN_MS = 300_000;
/** The burst must be held by then. */
const BURST_WITHIN_MS = 120_000;
const SAY_EVERY_MS = 1_000;

/** Runs a fleet as the options ask, saying its counts each second. Resolves when it ends; `true` when all was held. */
export async function runFleet(
  options: SimOptions & { readonly fleet: FleetPlan },
  stage: { readonly clock: Clock; readonly say: Say; readonly stopped: Promise<void> },
): Promise<boolean> {
  const { clock, say } = stage;
  const plan = options.fleet;
  const devices = readDevices(options.devices).filter(({ transport }) => transport === 'mqtt');
  if (devices.length < plan.count)
    throw new UsageError(`--fleet ${plan.count}: ${options.devices} has ${devices.length} devices that speak MQTT.`);
  const latencies: number[] = [];
  const startedAt = clock.mono();
  const fleet = await startFleet({
    url: options.url,
    ca: options.ca === undefined ? undefined : readText(options.ca),
    devices: devices.slice(0, plan.count),
    heartbeatMs: plan.heartbeatMs,
    seed: options.seed,
    clock,
    connectWithinMs: CONNECT_WITHIN_MS,
    onAck: ({ pressedAt, ackedAt }) => latencies.push(ackedAt - pressedAt),
  });
  say('connected', { devices: fleet.size, ms: Math.round(clock.mono() - startedAt) });
  const cancels = [repeat(clock, SAY_EVERY_MS, () => say('fleet', { ...fleet.stats(), ...percentiles(latencies) }))];
  try {
    if (plan.burst) await burst(fleet, clock, say);
    if (plan.perSecond > 0) cancels.push(pressInTurn(fleet, clock, plan.perSecond));
    const over = plan.seconds === undefined ? stage.stopped : Promise.race([stage.stopped, pause(clock, plan.seconds * 1_000)]);
    if (!plan.burst || plan.seconds !== undefined || plan.perSecond > 0) await over;
  } finally {
    for (const cancel of cancels) cancel();
    say('fleet', { ...fleet.stats(), ...percentiles(latencies) });
    fleet.stop();
  }
  const { pressed, acked } = fleet.stats();
  return acked === pressed;
}

async function burst(fleet: Fleet, clock: Clock, say: Say): Promise<void> {
  const from = clock.mono();
  fleet.pressAll();
  await fleet.until(({ acked, pressed }) => acked === pressed, BURST_WITHIN_MS);
  say('burst-acked', { presses: fleet.size, ms: Math.round(clock.mono() - from) });
  await fleet.until(({ held, pressed }) => held === pressed, BURST_WITHIN_MS);
  say('burst-held', { presses: fleet.size, ms: Math.round(clock.mono() - from) });
}

function pressInTurn(fleet: Fleet, clock: Clock, perSecond: number): Cancel {
  let index = 0;
  return repeat(clock, 1_000 / perSecond, () => {
    fleet.press(index);
    index = (index + 1) % fleet.size;
  });
}

/** Latencies of the first PUBACK of each press so far, in milliseconds. */
function percentiles(latencies: readonly number[]): Readonly<Record<string, number>> {
  if (latencies.length === 0) return {};
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function repeat(clock: Clock, everyMs: number, run: () => void): Cancel {
  let dueAt = clock.mono();
  let cancel: Cancel;
  const next = (): void => {
    // From where it should have been, not from where it is: a late turn must not thin out the load.
    dueAt += everyMs;
    cancel = clock.after(dueAt - clock.mono(), () => {
      run();
      next();
    });
  };
  next();
  return () => {
    cancel();
  };
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
