import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { mqttButton } from '../../../firmware-sim/src/make-button.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { until } from '../../harness/wait.ts';

const PRESSES = 20;

/** A network between a button and the gateway that can be away. */
async function network(port: number): Promise<{ readonly port: number; isThere: boolean; close: () => void }> {
  const sockets = new Set<Socket>();
  const line = {
    port: 0,
    isThere: false,
    close: (): void => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  const server = createServer((socket) => {
    if (!line.isThere) {
      socket.destroy();
      return;
    }
    const further = connect(port, '127.0.0.1');
    for (const one of [socket, further]) {
      sockets.add(one);
      // A line that is cut is what this is for.
      one.on('error', () => one.destroy());
    }
    socket.pipe(further).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  line.port = (server.address() as AddressInfo).port; // as: it listens on a port of TCP.
  return line;
}

test('twenty presses that were made without a network: the button hears of each that it is held, and becomes quiet', async () => {
  const gateway = await TestGateway.start();
  const line = await network(Number(new URL(gateway.addresses.mqtt ?? '').port));
  const url = `mqtt://127.0.0.1:${String(line.port)}`;
  const button = mqttButton({ device: 'button-ana', secret: gateway.button('button-ana').secret, url });
  const held = new Set<number>();
  button.on('held', ({ seq }) => held.add(seq));
  try {
    button.start();
    for (let i = 0; i < PRESSES; i += 1) await button.press();
    expect(held.size).toBe(0);
    line.isThere = true;
    await button.reachesLink();
    await until('each press is known to be held', () => held.size === PRESSES, { withinMs: 60_000 });
    await button.reachesHeld();
    const alarms = [...gateway.gateway.core.committed.alarms.values()];
    expect(alarms).toMatchObject([{ presses: PRESSES }]);
  } finally {
    button.stop();
    line.close();
    await gateway.close();
  }
}, 120_000);
