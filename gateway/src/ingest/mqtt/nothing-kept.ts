import { Readable } from 'node:stream';

type Done = (error?: Error | null) => void;

/**
 * What the broker routes messages with. Nothing is routed here: devices speak with the gateway alone, and what goes to
 * them is written to their own socket. So no subscription tree is kept for 19,000 devices, and no slow subscriber can hold
 * a slot that another one waits for.
 */
export class NoRouting {
  readonly concurrency = 0;
  closed = false;

  on(_topic: string, _notify: unknown, done?: Done): this {
    if (done !== undefined) setImmediate(done);
    return this;
  }

  /**
   * Answers at once: when a device comes back while its old connection is being cleaned up, a cleanup that ends a turn later
   * would take the new connection off the broker's list.
   */
  removeListener(_topic: string, _notify: unknown, done?: Done): void {
    done?.();
  }

  emit(_packet: unknown, done?: Done): void {
    if (done !== undefined) setImmediate(done);
  }

  close(done?: Done): void {
    this.closed = true;
    if (done !== undefined) setImmediate(done);
  }
}

/**
 * The broker's persistence, which keeps nothing: sessions are clean, nothing is retained, wills are taken off at CONNECT,
 * QoS 2 is refused, and a device that comes back is told the current state. So nothing can pile up for a device that is
 * away, nothing is lost with the process, and no call can fail (a rejection of `delWill` would end the process).
 */
export class NoPersistence {
  async setup(_broker: unknown): Promise<void> {}
  async cleanSubscriptions(_client: unknown): Promise<void> {}
  async addSubscriptions(_client: unknown, _subscriptions: unknown): Promise<void> {}
  async removeSubscriptions(_client: unknown, _subscriptions: unknown): Promise<void> {}
  async subscriptionsByClient(_client: unknown): Promise<readonly never[]> {
    return [];
  }
  async subscriptionsByTopic(_topic: string): Promise<never[]> {
    return [];
  }
  async storeRetained(_packet: unknown): Promise<void> {}
  async outgoingEnqueue(_subscription: unknown, _packet: unknown): Promise<void> {}
  async outgoingEnqueueCombi(_subscriptions: unknown, _packet: unknown): Promise<void> {}
  async outgoingUpdate(_client: unknown, _packet: unknown): Promise<void> {}
  async outgoingClearMessageId(_client: unknown, _packet: unknown): Promise<void> {}
  async incomingStorePacket(_client: unknown, _packet: unknown): Promise<void> {}
  async incomingGetPacket(_client: unknown, _packet: unknown): Promise<undefined> {
    return undefined;
  }
  async incomingDelPacket(_client: unknown, _packet: unknown): Promise<void> {}
  async cleanIncoming(_client: unknown): Promise<void> {}
  async putWill(_client: unknown, _will: unknown): Promise<void> {}
  async getWill(_client: unknown): Promise<undefined> {
    return undefined;
  }
  async delWill(_client: unknown): Promise<void> {}
  outgoingStream(_client: unknown): Readable {
    return Readable.from([]);
  }
  createRetainedStream(_pattern: string): Readable {
    return Readable.from([]);
  }
  createRetainedStreamCombi(_patterns: readonly string[]): Readable {
    return Readable.from([]);
  }
  streamWill(_brokers: unknown): Readable {
    return Readable.from([]);
  }
  async destroy(): Promise<void> {}
}
