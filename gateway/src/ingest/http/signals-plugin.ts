import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Access } from '../../access/access.ts';
import { may } from '../../access/permissions.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { Clock } from '../../base/clock.ts';
import { SECOND_MS } from '../../base/durations.ts';
import { messageOf } from '../../base/errors.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { EventLog } from '../../base/log.ts';
import { within } from '../../base/within.ts';
import { HttpSignalBody } from '../../contract/signal.ts';
import type { Reply, Signal } from '../../domain/input.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { Counters, Intake } from '../../engine/ports/devices.ts';
import { SignalIdentities } from './identity.ts';

export interface SignalsDeps {
  readonly core: Core;
  readonly intake: Intake;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly counters: Counters;
  /** ms that a request waits for its commit. */
  readonly commitWaitMs?: number | undefined;
}

const COMMIT_WAIT_MS = 6 * SECOND_MS;
/** Printable ASCII. */
const KEY = /^[\x20-\x7e]{1,128}$/;

/**
 * `POST /api/v1/signals`: a signal that an integration brings for a device of family `http`. Answered after the commit
 * alone; whoever got no answer asks again with the same key. Registered on the HTTP server, whose checks, limits and
 * answers it inherits.
 */
export function signalsOverHttp(deps: SignalsDeps): (server: FastifyInstance) => Promise<void> {
  const identities = new SignalIdentities();
  return async (server) => {
    server.post('/api/v1/signals', { schema: { body: HttpSignalBody }, config: { bearerOnly: true } }, async (request, reply) => {
      // as: the body was checked with this very schema.
      const body = request.body as HttpSignalBody;
      const principal = deps.access.principalOf(request.headers);
      if (principal?.kind !== 'token') throw new AccessRefusal('signed-out');
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || !KEY.test(key)) return refuse(reply, 400, 'key-needed');
      // as: the body was checked against the pattern of device ids.
      const device = deps.intake.device(body.device as DeviceId);
      // A device elsewhere is none of this token's business, not even that it exists.
      if (device?.family !== 'http' || !may(deps.core.committed, principal, { verb: 'use-signals', place: device.place })) {
        if (principal.token.scope !== 'signals') throw new AccessRefusal('not-allowed');
        deps.counters.count('http-signal-unknown-device');
        return refuse(reply, 404, 'unknown-device');
      }
      const receivedAt = deps.core.now().at;
      const pressedAt = receivedAt - (body.age ?? 0);
      const memory = deps.core.committed.presses.get(device.device);
      const named = identities.of({ token: principal.token.token, device: device.device, kind: body.kind, key }, memory, {
        at: receivedAt,
        pressedAt,
      });
      const { boot, seq } = named;
      const { kind, place, battery } = body;
      const signal: Signal = {
        device: device.device,
        boot,
        seq,
        kind,
        receivedAt,
        pressedAt: named.pressedAt ?? pressedAt,
        path: { by: 'http' },
        place,
        battery,
      };
      return answer(reply, await bring(deps, signal));
    });
  };
}

async function bring(deps: SignalsDeps, signal: Signal): Promise<Reply | undefined> {
  const late = (error: unknown): void => {
    deps.log.warn('http-input-lost', { input: 'signal', error: messageOf(error) });
  };
  const limit = { clock: deps.clock, limitMs: deps.commitWaitMs ?? COMMIT_WAIT_MS, late };
  const outcome = await within(deps.intake.signal(signal), limit);
  return outcome.inTime ? outcome.value : undefined;
}

function answer(reply: FastifyReply, outcome: Reply | undefined): FastifyReply {
  if (outcome === undefined) {
    // Taken in and shown to people, but not on disk: no 2xx. The same key, sent again, is the same signal.
    reply.header('retry-after', '1');
    return refuse(reply, 503, 'not-recorded-yet');
  }
  if (outcome.outcome === 'refused')
    return refuse(reply, outcome.code === 'unknown-device' ? 404 : outcome.code === 'failed' ? 500 : 409, outcome.code);
  return reply.code(outcome.outcome === 'duplicate' ? 200 : 202).send(outcome);
}

function refuse(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply.code(status).send({ code });
}
