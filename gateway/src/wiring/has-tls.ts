import type { Configuration } from '../ops/configuration.ts';

type Listen = Configuration['http'] | Configuration['mqtt'];

export function hasTls<T extends Listen>(listen: T): listen is T & { certFile: string; keyFile: string } {
  return listen.certFile !== undefined && listen.keyFile !== undefined;
}
