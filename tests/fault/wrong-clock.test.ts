import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, WRONG_CLOCK } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';
import { until } from '../harness/wait.ts';
import { factsOf, nameOf, recorded, verifyLog } from './recorded.ts';
import { Scene } from './scene.ts';

const YEAR_MS = 365 * 86_400_000;
const FIRST_STEP_MS = 2_000;
/** How late a step may be on a busy machine. */
const LATE_MS = 5_000;

describe('a wall clock that is wrong by years', () => {
  let scene: Scene;
  const presses: string[] = [];
  let maria: Reception;

  beforeEach(async () => {
    presses.length = 0;
    const environment = { DURESS_POLICY_FIRST_STEP_AFTER_MS: String(FIRST_STEP_MS) };
    scene = await Scene.set({ preload: [WRONG_CLOCK], environment });
    maria = scene.maria;
  });

  afterEach(async () => {
    maria.close();
    await scene.strike();
  });

  /** Ana presses: her button knows that it is held, and Maria's console has the press. */
  async function press(): Promise<void> {
    const made = await scene.button.hold();
    expect(made).toBeDefined();
    presses.push(nameOf({ device: scene.button.device, ...made }));
    await scene.button.reachesHeld();
    await until(`press ${presses.length} is on the console`, () => [...maria.alarms.values()][0]?.presses === presses.length);
    expect((await maria.ask('GET', '/api/v1/session')).status).toBe(200);
  }

  test('set years forward and back while it runs: each press is recorded, shown and held, and nothing climbs too early or not at all', async () => {
    const { gateway } = scene;
    await press();
    for (const years of [4, -6, 0, -1, 1, 0]) {
      await gateway.setClock(years * YEAR_MS);
      await press();
    }
    await until('somebody else is asked', () => factsOf(gateway, 'EscalationStepped').length > 0);
    expect(maria.closedWith).toBeUndefined();
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'SignalReceived').map(({ data }) => nameOf(data))).toEqual(presses);
    const facts = recorded(gateway);
    const [raised, ...again] = facts.filter(({ kind }) => kind === 'AlarmRaised');
    expect(again).toEqual([]);
    const waited = (facts.find(({ kind }) => kind === 'EscalationStepped')?.t ?? 0) - (raised?.t ?? 0);
    expect(waited).toBeGreaterThanOrEqual(FIRST_STEP_MS);
    expect(waited).toBeLessThan(FIRST_STEP_MS + LATE_MS);
    expect(facts.every(({ t }, i) => t >= (facts[i - 1]?.t ?? 0))).toBe(true);
    await verifyLog(gateway);
  });

  test('wrong at the start, after the plug was pulled too: it starts, says so, and takes every press', async () => {
    const { gateway, button } = scene;
    await press();
    let before = 0;
    for (const [years, pulled] of [
      [-6, true],
      [0, false],
      [5, false],
      [-6, false],
      [0, false],
    ] as const) {
      if (pulled) await gateway.kill();
      else expect(await gateway.stop()).toBe(0);
      gateway.events.length = 0;
      await gateway.setClock(years * YEAR_MS);
      await gateway.start();
      expect(gateway.has('clock-behind')).toBe(years < 0);
      // A start that seems to come years later finds everybody signed out: it can't know better.
      if (years > before) maria = await Reception.signInAs(gateway.addresses.http, 'maria', PASSWORD);
      await maria.watchAnew();
      await button.reachesLink();
      await press();
      before = years;
    }
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'SignalReceived').map(({ data }) => nameOf(data))).toEqual(presses);
    expect(factsOf(gateway, 'AlarmRaised')).toHaveLength(1);
    const facts = recorded(gateway);
    expect(facts.every(({ t }, i) => t >= (facts[i - 1]?.t ?? 0))).toBe(true);
    await verifyLog(gateway);
  });
});
