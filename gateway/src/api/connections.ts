import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressGroup } from '../access/addresses.ts';
import type { Counters } from '../engine/ports/devices.ts';

/**
 * Caps open connections, in all and per address. Time limits do not stop a reader that takes a few bytes now and then;
 * a cap does, and leaves the files of this process to the devices.
 */
export function capConnections(server: Server, caps: { connections: number; connectionsPerAddress: number }, counters: Counters): void {
  const perAddress = new Map<string, number>();
  let all = 0;
  server.on('connection', (socket: Socket) => {
    const address = addressGroup(socket.remoteAddress);
    const here = perAddress.get(address) ?? 0;
    if (all >= caps.connections || here >= caps.connectionsPerAddress) {
      counters.count('http-connection-over-cap');
      socket.destroy();
      return;
    }
    all += 1;
    perAddress.set(address, here + 1);
    socket.once('close', () => {
      all -= 1;
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left > 0) perAddress.set(address, left);
      else perAddress.delete(address);
    });
  });
}
