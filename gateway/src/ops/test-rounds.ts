import type { Clock } from '../base/clock.ts';
import { MINUTE_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import type { PlaceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { Pace } from '../base/pace.ts';
import { pathOf } from '../domain/places.ts';
import { isTestable, siteOf, testRound } from '../domain/rules/test-round.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';

/** What is untested is so for hours: a look a minute is soon enough, and costs some 30 ms with 19,000 buttons, in turns. */
const LOOK_EVERY_MS = MINUTE_MS;

/**
 * Says for each site whether its buttons were tested as its policy wants: one quiet fault a site, never one a button. Where nobody has
 * set a policy the desk lists them, and no fault stands: a house that was updated must not wake up to a complaint that it never asked for.
 */
export class TestRounds {
  readonly #core: Core;
  readonly #clock: Clock;
  readonly #faults: FaultSink;
  readonly #events: EventLog;
  #stop: (() => void) | undefined;
  #isLooking = false;

  constructor(deps: { readonly core: Core; readonly clock: Clock; readonly faults: FaultSink; readonly events: EventLog }) {
    this.#core = deps.core;
    this.#clock = deps.clock;
    this.#faults = deps.faults;
    this.#events = deps.events;
  }

  start(): void {
    this.#stop ??= this.#clock.every(LOOK_EVERY_MS, () => {
      // On a machine that is so busy that the last look is still under way, one a minute is too many.
      if (this.#isLooking) return;
      this.#isLooking = true;
      this.#look()
        .catch((error: unknown) => {
          this.#events.error('test-round-failed', { error: messageOf(error) });
        })
        .finally(() => {
          this.#isLooking = false;
        });
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  async #look(): Promise<void> {
    const { committed, health } = this.#core;
    if (health.state !== 'ok') return;
    const late = await this.#lateBySite();
    // Stopped, or the log has gone away, while others had their turn: the next look says how it stands.
    if (this.#stop === undefined || this.#core.health.state !== 'ok') return;
    for (const [site, count] of late) {
      const label = pathOf(committed.places, site).join(' › ');
      this.#faults.open('tests-overdue', `place:${site}`, { label, place: site, detail: `buttons untested: ${String(count)}` });
    }
    for (const { code, subject } of committed.faults.values()) {
      if (code !== 'tests-overdue') continue;
      // as: this part made the subject from a place's id.
      const site = subject.slice('place:'.length) as PlaceId;
      if (!late.has(site)) this.#faults.close('tests-overdue', `place:${site}`);
    }
  }

  async #lateBySite(): Promise<ReadonlyMap<PlaceId, number>> {
    const { committed } = this.#core;
    const stateOf = testRound(committed, this.#core.now().at);
    const late = new Map<PlaceId, number>();
    const pace = new Pace(this.#clock);
    for (const device of committed.devices.values()) {
      if (pace.isDue) await pace.turn();
      if (!isTestable(device)) continue;
      const { place, isSet, untested } = stateOf(device);
      const site = siteOf(committed, place);
      if (isSet && untested && site !== undefined) late.set(site, (late.get(site) ?? 0) + 1);
    }
    return late;
  }
}
