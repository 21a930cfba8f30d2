import type { Clock } from '../../base/clock.ts';
import { FaultError } from '../../base/errors.ts';
import type { ImportReport } from '../../contract/organisation.ts';
import type { Change, Reply } from '../../domain/input.ts';
import type { StateView } from '../../domain/state.ts';
import type { Changes } from '../changes.ts';
import { ProblemError } from '../problems.ts';
import type { DevicePlan } from './devices-plan.ts';
import { inSlices } from './slices.ts';

/** Lines that a cut import names; the rest are only counted, or the answer would outgrow the file. */
const NAMED_MAX = 1_000;

interface LandingDeps {
  readonly changes: Changes;
  readonly clock: Clock;
  readonly state: StateView;
  /** ms that the whole import waits for its commits. */
  readonly waitMs: number;
}

type Landed = Pick<ImportReport, 'added' | 'changed' | 'secrets' | 'cut'>;
type Cut = { readonly code: string; readonly detail?: string | undefined };

/**
 * Brings a plan into the loop, slice by slice. Nothing else is undone when a slice does not go through: what is recorded stays, and the
 * report says what that is. The same file again goes on from there, for what is recorded already asks for nothing.
 */
export class Landing {
  readonly #deps: LandingDeps;

  constructor(deps: LandingDeps) {
    this.#deps = deps;
  }

  /** @throws ProblemError, FaultError when not even the first slice went through. */
  async land(actor: string, plan: DevicePlan): Promise<Landed> {
    const { state } = this.#deps;
    const slices = inSlices(state, plan.changes);
    const isNew = new Set(plan.changes.filter((change) => !isKnown(state, change)).map(nameOf));
    const until = this.#deps.clock.mono() + this.#deps.waitMs;
    const landed = new Set<string>();
    for (const [i, slice] of slices.entries()) {
      const cut = await this.#bring({ actor, slice, until, isFirst: i === 0 });
      if (cut !== undefined) return cutAt(plan, { slices, at: i, cut, landed, isNew });
      for (const change of slice) landed.add(nameOf(change));
    }
    return { ...countsOf(landed, isNew), secrets: [...plan.secrets] };
  }

  /** Why the slice did not go through; of the first one as an error, since nothing was changed then. */
  async #bring(asked: { actor: string; slice: readonly Change[]; until: number; isFirst: boolean }): Promise<Cut | undefined> {
    const { changes, clock } = this.#deps;
    try {
      const reply: Reply = await changes.bringSave(asked.actor, asked.slice, Math.max(0, asked.until - clock.mono()));
      if (asked.isFirst) changes.orRefuse(reply);
      return reply.outcome === 'refused' ? { code: reply.code, detail: reply.detail } : undefined;
    } catch (error) {
      if (asked.isFirst || !(error instanceof ProblemError || error instanceof FaultError)) throw error;
      return { code: error.code };
    }
  }
}

interface CutAt {
  readonly slices: readonly (readonly Change[])[];
  readonly at: number;
  readonly cut: Cut;
  readonly landed: ReadonlySet<string>;
  readonly isNew: ReadonlySet<string>;
}

function cutAt(plan: DevicePlan, { slices, at, cut, landed, isNew }: CutAt): Landed {
  // Whoever stands in a later slice is not, or not wholly, recorded.
  const left = new Set(slices.slice(at).flatMap((slice) => slice.map(nameOf)));
  const lines = [...left].flatMap((name) => plan.lines.get(name) ?? []).sort((a, b) => a - b);
  // A slice that the log has not taken in time may still be recorded, and then these secrets are wanted.
  const perhaps = new Set(cut.code === 'not-recorded-yet' ? slices[at]?.map(nameOf) : []);
  const secrets = plan.secrets.filter(({ device }) => landed.has(device) || perhaps.has(device));
  const { code, detail } = cut;
  const whole = new Set([...landed].filter((name) => !left.has(name)));
  return {
    ...countsOf(whole, isNew),
    secrets,
    cut: { code, ...(detail === undefined ? {} : { detail }), left: left.size, lines: lines.slice(0, NAMED_MAX) },
  };
}

function countsOf(landed: ReadonlySet<string>, isNew: ReadonlySet<string>): { added: number; changed: number } {
  const added = [...landed].filter((name) => isNew.has(name)).length;
  return { added, changed: landed.size - added };
}

/** People and devices are all that a file brings; their ids never meet. */
export function nameOf(change: Change): string {
  if ('put' in change && change.put === 'person') return change.value.person;
  return 'put' in change && change.put === 'device' ? change.value.device : '';
}

function isKnown(state: StateView, change: Change): boolean {
  if ('put' in change && change.put === 'person') return state.people.has(change.value.person);
  return 'put' in change && change.put === 'device' && state.devices.has(change.value.device);
}
