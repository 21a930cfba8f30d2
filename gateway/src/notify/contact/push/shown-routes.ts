import type { FastifyInstance } from 'fastify';
import type { ShownReceipts } from '../../../access/shown-receipts.ts';
import { ShownBody } from '../../../contract/push.ts';
import type { Core } from '../../../engine/ports/core.ts';
import type { Counters } from '../../../engine/ports/devices.ts';
import type { TestSends } from '../../test-sends.ts';
import type { ContactChannel } from '../contact-channel.ts';

export interface ShownDeps {
  readonly core: Core;
  readonly counters: Counters;
  readonly contact: ContactChannel;
  readonly tests: TestSends;
  readonly receipts: ShownReceipts;
}

/** A receipt is 300 bytes at most. */
const BODY_BYTES_MAX = 1_024;

/**
 * Where a device says that a notice is on its screen. Open to the world and looks at no cookie: the receipt itself, which travelled
 * encrypted, says which message it is about. The same again is no news. Registered on the HTTP server, whose checks it inherits.
 */
export function shownRoutes(deps: ShownDeps): (server: FastifyInstance) => Promise<void> {
  return async (server) => {
    const options = { schema: { body: ShownBody }, bodyLimit: BODY_BYTES_MAX, config: { provesItself: true } };
    server.post('/api/v1/push/shown', options, (request, reply) => {
      // as: the schema says so.
      const { token } = request.body as ShownBody;
      const shown = deps.receipts.read(token, deps.core.now().t);
      if (shown === undefined) {
        deps.counters.count('push-receipt-refused');
        return reply.code(403).send({ code: 'not-allowed' });
      }
      if (shown.of === 'test') deps.tests.heard({ ...shown, way: 'push' }, 'shown');
      else {
        const { alarm, person, message, step } = shown;
        deps.contact.heard({ alarm, person, message, tries: 1, sent: { step, of: ['push'] } }, { way: 'push', result: 'shown' });
      }
      // Nobody waits for what is done with it.
      return reply.code(204).send();
    });
  };
}
