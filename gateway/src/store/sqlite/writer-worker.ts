import { serve } from './worker-port.ts';
import type { WireBatch } from './protocol.ts';
import { Writer } from './writer.ts';

serve(
  (setup) => {
    const writer = new Writer(setup);
    return {
      open: () => ({ head: writer.head, roomFault: writer.roomFault }),
      append: (batch: WireBatch) => writer.append(batch),
      slice: (id: number) => writer.slice(id),
      ensureKey: (subject: string) => {
        writer.ensureKey(subject);
      },
      destroy: (subject: string) => writer.destroy(subject),
      tidy: (checkpoint: boolean) => {
        writer.tidy(checkpoint);
      },
      close: () => {
        writer.close();
      },
    };
  },
  { opening: 'log-open-failed', working: 'log-append-failed' },
);
