import { createServer, type AddressInfo } from 'node:net';

/** The usual port of this machine, or another free one where something else has it. */
export async function freePort(usual: number): Promise<number> {
  return (await listened(usual)) ?? (await listened(0)) ?? 0;
}

/** Listens for a moment; undefined where the port is taken. */
function listened(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(undefined);
    });
    probe.listen(port, '127.0.0.1', () => {
      const { port: got } = probe.address() as AddressInfo; // as: it listens on TCP
      probe.close(() => {
        resolve(got);
      });
    });
  });
}
