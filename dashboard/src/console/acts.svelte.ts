import type { AlarmAction, AlarmActionBody, AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { Answer, Api, Refusal } from '../shared/api.ts';
import type { Clock } from '../shared/clock.ts';

/** What this console asked for and has not been confirmed yet. */
export interface Doing {
  readonly action: AlarmAction;
  /** The view that was on the screen; another one is the confirmation. */
  readonly seen: AlarmView;
}

/** What came back that a person must know, shown on the card until something else happens to it. */
export interface Trouble {
  readonly action: AlarmAction;
  readonly problem: Refusal;
  /** Epoch ms by the page's clock. */
  readonly at: number;
}

/** After the gateway said yes, its feed shows the change; should that not come, the button must not hang. */
const CONFIRM_WITHIN_MS = 3_000;

/** Sends what people do to alarms. Shows nothing as done that the gateway has not confirmed. */
export class Acts {
  doing = $state.raw<ReadonlyMap<string, Doing>>(new Map());
  troubles = $state.raw<ReadonlyMap<string, Trouble>>(new Map());

  readonly #api: Api;
  readonly #clock: Clock;

  constructor(api: Api, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** One request at a time for each alarm; a second click while one is on its way does nothing. */
  async act(view: AlarmView, action: AlarmAction, body: AlarmActionBody = {}): Promise<boolean> {
    const { alarm } = view;
    if (this.doing.has(alarm)) return false;
    this.doing = new Map(this.doing).set(alarm, { action, seen: view });
    this.#forget(alarm);
    const answer = await this.#api.post<{ outcome: 'accepted' }>(`/api/v1/alarms/${encodeURIComponent(alarm)}/${action}`, body);
    this.#settle(view, action, answer);
    return answer.ok;
  }

  /** The feed spoke: what it confirms is no longer pending. */
  confirm(alarms: ReadonlyMap<string, AlarmView>): void {
    const doing = new Map([...this.doing].filter(([alarm, { seen }]) => alarms.get(alarm) === seen));
    if (doing.size !== this.doing.size) this.doing = doing;
    const troubles = new Map([...this.troubles].filter(([alarm]) => alarms.has(alarm)));
    if (troubles.size !== this.troubles.size) this.troubles = troubles;
  }

  #settle(view: AlarmView, action: AlarmAction, answer: Answer<unknown>): void {
    if (!answer.ok) {
      this.#done(view);
      this.troubles = new Map(this.troubles).set(view.alarm, { action, problem: answer.problem, at: this.#clock.wall() });
      return;
    }
    this.#clock.after(CONFIRM_WITHIN_MS, () => {
      this.#done(view);
    });
  }

  #done(view: AlarmView): void {
    if (this.doing.get(view.alarm)?.seen !== view) return;
    const doing = new Map(this.doing);
    doing.delete(view.alarm);
    this.doing = doing;
  }

  #forget(alarm: string): void {
    if (!this.troubles.has(alarm)) return;
    const troubles = new Map(this.troubles);
    troubles.delete(alarm);
    this.troubles = troubles;
  }
}
