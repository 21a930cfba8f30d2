import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { NOT_PUBLIC, post } from '../../../gateway/src/notify/contact/push/push-post.ts';

const posting = (loopback: boolean) => ({ headers: {}, body: new Uint8Array(8), signal: new AbortController().signal, loopback });

test('a name is looked up for the connection that is made, and one that leads inside is refused before anything is sent', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(429, { 'retry-after': '7' }).end('x'.repeat(1_000_000));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  // as: a TCP server has a TCP address.
  const url = new URL(`http://localhost:${String((server.address() as AddressInfo).port)}/x`);
  try {
    await expect(post(url, posting(false))).rejects.toMatchObject({ code: NOT_PUBLIC });
    expect(asked).toBe(0);
    expect(await post(url, posting(true))).toEqual({ status: 429, retryAfter: '7' });
    expect(asked).toBe(1);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a name that leads nowhere, and a connection that is told to end, say so by a code', async () => {
  await expect(post(new URL('https://no-such-name.invalid/x'), posting(false))).rejects.toMatchObject({
    code: expect.stringMatching(/^E/) as unknown,
  });
  const control = new AbortController();
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${String((silent.address() as AddressInfo).port)}/x`); // as: see above.
  const sent = expect(post(url, { ...posting(true), signal: control.signal })).rejects.toMatchObject({ code: 'ABORT_ERR' });
  control.abort();
  await sent;
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});
