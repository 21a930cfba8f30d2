import type { FaultView } from '@duress/gateway/contract/feed.ts';
import type { FaultAction, FaultActionBody } from '@duress/gateway/contract/supervision.ts';
import type { Api, Refusal } from '../../shared/api.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What is offered to put something aside for; of these what its kind allows. */
const LENGTHS_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS] as const;

export function lengthsFor({ shelfMs }: FaultView): readonly number[] {
  return LENGTHS_MS.filter((lengthMs) => lengthMs <= shelfMs);
}

/** Sends what a person does about one technical matter. The feed shows what has become of it. */
export class FaultActs {
  busy = $state(false);
  problem = $state.raw<Refusal | undefined>(undefined);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async act({ fault }: FaultView, action: FaultAction, body: FaultActionBody = {}): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    const answer = await this.#api.post(`/api/v1/faults/${encodeURIComponent(fault)}/${action}`, body);
    this.busy = false;
    if (!answer.ok) this.problem = answer.problem;
  }
}
