import { messageOf } from '../base/errors.ts';
import { inputIdFrom, type IdSource, type InputId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { Fault } from '../domain/fault.ts';
import type { Input, Reply } from '../domain/input.ts';
import type { DeadlineKey } from './deadlines.ts';
import type { LogHealth } from './ports/core.ts';

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;
type OwnInput = DistributiveOmit<Extract<Input, { readonly type: 'note' | 'fault' | 'signal' | 'act' }>, 'id'>;

export type EnginePhase = 'new' | 'starting' | 'running' | 'stopping' | 'stopped';

interface OwnInputsDeps {
  readonly submit: (input: Input) => Promise<Reply>;
  readonly ids: IdSource;
  readonly events: EventLog;
  readonly phase: () => EnginePhase;
}

/** Inputs of the engine's own. Nobody waits for their replies, so whoever fails to get in is said here. */
export class OwnInputs {
  readonly #deps: OwnInputsDeps;

  constructor(deps: OwnInputsDeps) {
    this.#deps = deps;
  }

  note(input: OwnInput): void {
    this.#deps.submit({ id: this.#id(), ...input }).catch((error: unknown) => {
      this.#deps.events.warn('note-lost', { type: input.type, error: messageOf(error) });
    });
  }

  /** Something is due. `onPutOff` is told when it can't even wait in the queue; a gateway that stops forgets it, and derives it anew. */
  deadline(due: DeadlineKey, onPutOff: () => void): void {
    this.#deps.submit({ id: this.#id(), type: 'deadline', ...due }).catch((error: unknown) => {
      if (this.#deps.phase() !== 'running') return;
      this.#deps.events.error('deadline-put-off', { table: due.table, error: messageOf(error) });
      onPutOff();
    });
  }

  /** A deadline that the rules fail on is a fault until they do not. */
  deadlineFailed(due: DeadlineKey, failed: boolean): void {
    if (this.#deps.phase() !== 'running') return;
    this.note({ type: 'fault', open: failed, code: 'deadline-failed', subject: `${due.table}:${due.key}`, label: due.key });
  }

  /** Each start tries everything anew that is due: what failed before it, perhaps with other rules, is a fault when it fails again. */
  deadlinesAnew(open: Iterable<Fault>): void {
    for (const { code, subject, label } of open) {
      if (code === 'deadline-failed') this.note({ type: 'fault', open: false, code, subject, label });
    }
  }

  /** A lifeboat was entered or left. That it was entered can only be written when the log is back; since when it was, stands in it. */
  healthChanged(health: LogHealth): void {
    if (this.#deps.phase() === 'stopping' || this.#deps.phase() === 'stopped') return;
    if (health.state === 'ok') this.note({ type: 'note', event: 'lifeboat-left' });
    else this.note({ type: 'note', event: 'lifeboat-entered', detail: health.why, since: health.since });
  }

  #id(): InputId {
    return inputIdFrom(this.#deps.ids);
  }
}
