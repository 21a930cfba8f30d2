import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Post {
  readonly key: string | undefined;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** A real HTTP receiver that can answer anything, or nothing at all. */
export class WebhookReceiver {
  readonly posts: Post[] = [];
  /** What to answer; `hang` never does. */
  answer: number | 'hang' = 204;
  readonly #server: Server;
  readonly #hanging = new Set<ServerResponse>();

  private constructor() {
    this.#server = createServer((request, response) => {
      if (request.url === '/elsewhere') {
        response.end('whoever follows a redirect is told that all is well');
        return;
      }
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        const key = request.headers['idempotency-key'];
        this.posts.push({ key: Array.isArray(key) ? key[0] : key, body, headers: request.headers });
        if (this.answer === 'hang') this.#hanging.add(response);
        else response.writeHead(this.answer, { location: this.url + '/elsewhere' }).end();
      });
    });
  }

  static async open(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    // as: a TCP server has a TCP address.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const response of this.#hanging) response.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
