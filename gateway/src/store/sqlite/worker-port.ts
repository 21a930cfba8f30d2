import { parentPort, workerData } from 'node:worker_threads';
import { assert, BugError } from '../../base/assert.ts';
import { FAULT_CODES, FaultError, messageOf, type FaultCode } from '../../base/errors.ts';
import type { WireReply, WireRequest, WorkerSetup } from './protocol.ts';

export type Operations = Readonly<Record<string, (input: never) => unknown>>;

/**
 * The worker's side of the wire: opens its core, then answers one request after the other. What a core throws goes back
 * as a fault; the code for errors that are not ours (SQLite's, the file system's) is `failing`.
 */
export function serve(
  open: (setup: WorkerSetup) => Operations,
  failing: { readonly opening: FaultCode; readonly working: FaultCode },
): void {
  const port = parentPort;
  assert(port !== null, 'store workers are started as worker threads');
  let operations: Operations | undefined;
  port.on('message', ({ id, name, input }: WireRequest) => {
    const code = operations === undefined ? failing.opening : failing.working;
    try {
      // as: the caller's Setup and the input types of each operation are one file's types on both sides of the wire.
      operations ??= open(workerData as WorkerSetup);
      const operation = operations[name];
      assert(operation !== undefined, `store workers know the operation ${name}`);
      port.postMessage({ id, value: operation(input as never) } satisfies WireReply);
    } catch (thrown) {
      port.postMessage({ id, fault: wireFault(thrown, code) } satisfies WireReply);
    }
  });
}

function wireFault(thrown: unknown, code: FaultCode): Extract<WireReply, { fault: unknown }>['fault'] {
  if (thrown instanceof BugError) return { code: 'bug', detail: thrown.message, retryable: false };
  if (!(thrown instanceof FaultError)) return { code, detail: messageOf(thrown), retryable: true };
  const detail = thrown.message.slice(FAULT_CODES[thrown.code].length + ': '.length);
  return {
    code: thrown.code,
    detail,
    retryable: thrown.retryable,
    cause: thrown.cause === undefined ? undefined : messageOf(thrown.cause),
  };
}
