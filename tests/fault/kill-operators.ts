import { setTimeout as pause } from 'node:timers/promises';
import type { AlarmAction, AlarmActionBody, HistoryPage } from '../../gateway/src/contract/alarm.ts';
import { PASSWORD, type GatewayProcess } from '../harness/process.ts';
import { Reception } from '../harness/reception.ts';

/** What is done to an alarm, in this order, and by which of the two. */
const STEPS = [
  { action: 'take', by: 'maria', body: {} },
  { action: 'all-clear', by: 'lee', body: {} },
  { action: 'close', by: 'maria', body: { outcome: 'precaution' } },
] as const satisfies readonly { action: AlarmAction; by: 'maria' | 'lee'; body: AlarmActionBody }[];

/** Two at reception, and a manager, who may look at the list of all alarms. */
type People = Readonly<Record<'maria' | 'lee' | 'ruth', Reception>>;

/** Two people at reception who work through the open alarms, and what each was answered with 2xx. Nothing is done to one alarm twice. */
export class Operators {
  /** Alarms by what was done to them and answered. */
  readonly done: Readonly<Record<(typeof STEPS)[number]['action'], Set<string>>> = {
    take: new Set(),
    'all-clear': new Set(),
    close: new Set(),
  };
  readonly #people: People;
  readonly #begun = new Set<string>();
  #isOn = true;
  #working: Promise<void> | undefined;

  private constructor(people: People) {
    this.#people = people;
  }

  static async signIn(gateway: GatewayProcess): Promise<Operators> {
    const { http } = gateway.addresses;
    const signedIn = (login: string): Promise<Reception> => Reception.signInAs(http, login, PASSWORD);
    return new Operators({ maria: await signedIn('maria'), lee: await signedIn('lee'), ruth: await signedIn('ruth') });
  }

  start(): void {
    this.#working ??= this.#work();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#isOn) {
      await pause(20);
      const [alarm] = await this.#open();
      if (alarm !== undefined) await this.#through(alarm);
    }
  }

  /** Open alarms that nothing was done to yet; none while the gateway is away. */
  async #open(): Promise<string[]> {
    const answer = await this.#people.ruth.ask('GET', '/api/v1/alarms').catch(() => undefined);
    if (answer?.status !== 200) return [];
    const { rows } = answer.body as HistoryPage; // as: the contract's answer.
    return rows.filter(({ alarm, state }) => state === 'open' && !this.#begun.has(alarm)).map(({ alarm }) => alarm);
  }

  /** Until the plug is pulled in the middle, or a press that came between two steps makes the next one refused. */
  async #through(alarm: string): Promise<void> {
    this.#begun.add(alarm);
    for (const { action, by, body } of STEPS) {
      const answer = await this.#people[by].ask('POST', `/api/v1/alarms/${alarm}/${action}`, body).catch(() => undefined);
      if (answer?.status !== 200) return;
      this.done[action].add(alarm);
    }
  }
}
