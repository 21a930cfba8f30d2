import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import { OUTPUT_TEST_MS, type OutputTestResult } from '../contract/outputs.ts';
import type { Output } from '../domain/output.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import type { OutputStanding } from '../engine/ports/outputs.ts';
import type { Relay } from './relay.ts';

/** What is wished is said again so often: a relay that lost power, or a broker its memory, comes to the truth by itself. */
const AGAIN_MS = 30 * SECOND_MS;
/** What may pass by itself, as a lamp that connects anew, is a fault after so long. */
export const LOST_AFTER_MS = 15 * SECOND_MS;

interface LaneDeps {
  readonly clock: Clock;
  readonly faults: FaultSink;
}

/** One output: brings its relay to what it should be, whatever becomes of the others, and says when that can't be done. */
export class OutputLane {
  readonly #deps: LaneDeps;
  readonly #relay: Relay;
  #output: Output;
  #wanted = false;
  #isTested = false;
  #saidAt: number | undefined;
  #saidOn: boolean | undefined;
  #isFault: boolean | undefined;

  constructor(output: Output, relay: Relay, deps: LaneDeps) {
    this.#output = output;
    this.#relay = relay;
    this.#deps = deps;
  }

  get output(): Output {
    return this.#output;
  }

  get standing(): OutputStanding {
    const { lost } = this.#relay;
    if (lost !== undefined) return { isOn: this.#isOn, standing: 'lost', why: lost.why };
    return { isOn: this.#isOn, standing: this.#relay.isSettled ? 'ok' : 'unknown' };
  }

  /** The same relay, set up anew in all else. */
  replace(output: Output): void {
    this.#output = output;
  }

  /**
   * Idempotent: said each second, and after each commit. `isSure`: the log has been read. Until then nobody knows whether an alarm is
   * open: nothing is switched off that this run has not switched on.
   */
  want(on: boolean, isSure: boolean): void {
    this.#wanted = on;
    if (on || isSure || this.#saidOn !== undefined) this.#bring();
  }

  /** The gateway ends: what an alarm has switched stays on, and what was only tried does not. */
  stop(): void {
    if (this.#isTested && !this.#wanted) this.#say(false);
  }

  tick(): void {
    const now = this.#deps.clock.mono();
    this.#relay.tick(now);
    if (this.#saidAt !== undefined && now - this.#saidAt >= AGAIN_MS) this.#say(this.#isOn);
    this.#tell(now);
  }

  /** On for two seconds. What an alarm has switched stays as it is. */
  async test(): Promise<OutputTestResult> {
    if (this.#wanted || this.#isTested) return 'on-for-an-alarm';
    this.#isTested = true;
    this.#bring();
    await sleep(this.#deps.clock, OUTPUT_TEST_MS);
    const wasSwitched = this.#relay.isSettled;
    this.#isTested = false;
    this.#bring();
    return wasSwitched ? 'switched' : 'failed';
  }

  /** It is set up no more: off, and forgotten. */
  async retire(afterMs: number): Promise<void> {
    this.#wanted = false;
    this.#say(false);
    this.#deps.faults.close('output-lost', `output:${this.#output.output}`);
    await sleep(this.#deps.clock, afterMs);
    this.#relay.close();
  }

  get #isOn(): boolean {
    return this.#wanted || this.#isTested;
  }

  #bring(): void {
    if (this.#saidOn !== this.#isOn) this.#say(this.#isOn);
  }

  #say(on: boolean): void {
    this.#saidOn = on;
    this.#saidAt = this.#deps.clock.mono();
    this.#relay.set(on);
  }

  /** A fault of a run before this one ends when it has been switched, and not by itself at the start. */
  #tell(now: number): void {
    const { faults } = this.#deps;
    const { lost, isSettled } = this.#relay;
    const subject = `output:${this.#output.output}` as const;
    const isFault = lost !== undefined && (lost.since === undefined || now - lost.since >= LOST_AFTER_MS);
    if (isFault && this.#isFault !== true) {
      const { name, place } = this.#output;
      faults.open('output-lost', subject, { label: name, place, detail: lost.why });
      this.#isFault = true;
    } else if (lost === undefined && isSettled && this.#isFault !== false) {
      faults.close('output-lost', subject);
      this.#isFault = false;
    }
  }
}
