import { DAY_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import { inputIdFrom, type DebriefId, type PersonId } from '../../../gateway/src/base/ids.ts';
import type { Outcome } from '../../../gateway/src/contract/alarm.ts';
import type { DebriefCommand } from '../../../gateway/src/domain/debrief.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import type { ManualClock } from '../../harness/clock.ts';
import type { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { settled } from '../../harness/passing.ts';

/** Incidents and what is said of them, as people bring it about in a whole gateway. */
export class Months {
  readonly #gateway: TestGateway;
  readonly #clock: ManualClock;
  readonly #hands: Hands;

  constructor(gateway: TestGateway, clock: ManualClock) {
    this.#gateway = gateway;
    this.#clock = clock;
    this.#hands = new Hands(gateway);
  }

  /** From press to close; its debrief. */
  async incident(
    device: string,
    { outcome = 'genuine', tookMs = SECOND_MS }: { outcome?: Outcome; tookMs?: number } = {},
  ): Promise<DebriefId> {
    await this.#hands.press(device);
    const { debrief } = this.#hands.alarm;
    this.#clock.advance(tookMs);
    await this.#hands.act('maria', 'take');
    await this.#hands.act('maria', 'here');
    await this.#hands.act('maria', 'all-clear');
    await this.#hands.act('lee', 'close', { body: { outcome } });
    return debrief;
  }

  /** As the faces hand it to the rules. */
  async say(actor: string, debrief: DebriefId, command: object): Promise<void> {
    const { core } = this.#gateway.gateway;
    const said = { id: inputIdFrom(core.ids), type: 'debrief', actor: actor as PersonId, debrief } as const; // as: an id by hand.
    // as: also what only newer forms ask, which the rules seal as it is.
    const reply: Reply = await core.submit({ ...said, command: command as DebriefCommand });
    if (reply.outcome === 'refused') throw new Error(`refused: ${reply.code} ${reply.detail ?? ''}`);
  }

  /** Accepted, asked after, looked at. */
  async review(debrief: DebriefId, body: object): Promise<void> {
    await this.say('ruth', debrief, { do: 'accept' });
    await this.say('ruth', debrief, { do: 'welfare', body: { hurt: 'no' } });
    await this.say('ruth', debrief, { do: 'review', body });
  }

  /** The calendar goes on, and nothing runs meanwhile: each of the gateway's seconds of a month would be one too many. */
  async leap(days: number): Promise<void> {
    const { core } = this.#gateway.gateway;
    await settled(core);
    this.#clock.setWall(this.#clock.wall() + days * DAY_MS);
    await settled(core);
  }
}
