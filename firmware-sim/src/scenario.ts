import type { Cast } from './cast.ts';
import type { Clock } from './clock.ts';
import type { Say } from './event-lines.ts';
import type { Scenario, ScenarioStep } from './scenario-file.ts';
import type { SimulatedButton } from './simulated-button.ts';

/** After the last step every press must be held within this, in milliseconds. */
const SETTLE_MS = 60_000;
const AWAIT_MS = 30_000;

/** Plays a scenario. `true`: every awaited state came, and in the end the gateway holds every press. */
export async function playScenario(
  scenario: Scenario,
  stage: { readonly cast: Cast; readonly clock: Clock; readonly say: Say },
): Promise<boolean> {
  const { cast, clock, say } = stage;
  const buttons = new Map(cast.actors.map(({ button }) => [button.device, button]));
  let from = clock.mono();
  for (const step of scenario.steps) {
    const button = buttons.get(step.device);
    if (button === undefined) throw new RangeError(`the scenario was read with a device that is not there: ${step.device}`);
    await until(clock, from + step.at);
    say('step', { device: step.device, do: step.do });
    if (step.do !== 'await') {
      act(button, step);
      continue;
    }
    const failure = await waitFor(button, step);
    if (failure !== undefined) {
      say('failed', { device: step.device, why: failure });
      return false;
    }
    from = clock.mono();
  }
  return settle(cast, say);
}

async function settle(cast: Cast, say: Say): Promise<boolean> {
  let allHeld = true;
  for (const { button } of cast.actors) {
    // A button that the scenario left without power or coverage keeps its presses; that is no failure.
    if (!button.isOn || !button.surroundings.conditions.coverage) continue;
    const failure = await reason(button.reachesHeld(SETTLE_MS));
    if (failure === undefined) continue;
    say('failed', { device: button.device, why: failure });
    allHeld = false;
  }
  return allHeld;
}

function act(button: SimulatedButton, step: ScenarioStep): void {
  const deeds: Readonly<Record<Exclude<ScenarioStep['do'], 'await'>, () => unknown>> = {
    press: () => button.press(),
    assist: () => button.assist(),
    push: () => button.push(step.ms ?? 0),
    cancel: () => button.cancel(step.pin ?? ''),
    test: () => button.test(),
    tamper: () => button.tamper(),
    lie: () => button.lie(),
    move: () => button.move(),
    wear: () => button.wear(true),
    'take-off': () => button.wear(false),
    'go-to': () => button.goTo(step.place),
    'cut-power': () => button.cutPower(),
    'restore-power': () => button.restorePower(),
    'lose-coverage': () => button.loseCoverage(),
    'regain-coverage': () => button.regainCoverage(),
    conditions: () => button.surroundings.change(step.conditions ?? {}),
    'change-battery': () => button.changeBattery(),
  };
  // A push goes on while the next step begins, as fingers do; its promise never rejects.
  if (step.do !== 'await') deeds[step.do]();
}

function waitFor(button: SimulatedButton, step: ScenarioStep): Promise<string | undefined> {
  const within = step.withinMs ?? AWAIT_MS;
  if (step.state === 'all-held') return reason(button.reachesHeld(within));
  if (step.state === 'linked' || step.state === undefined) return reason(button.reachesLink(within));
  return reason(button.reaches(step.state, within));
}

async function reason(promise: Promise<void>): Promise<string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function until(clock: Clock, mono: number): Promise<void> {
  const left = mono - clock.mono();
  if (left <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    clock.after(left, resolve);
  });
}
