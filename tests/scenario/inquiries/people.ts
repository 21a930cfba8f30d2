import type { FaultView } from '../../../gateway/src/contract/feed.ts';
import type { DevicePage, DeviceView } from '../../../gateway/src/contract/organisation.ts';
import type { OwnDeviceView } from '../../../gateway/src/contract/supervision.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import type { TestGateway } from '../../harness/gateway.ts';

/** Somebody of the demo at their own page, asking the gateway over HTTP as that page does. */
export class Somebody {
  readonly #http: string;
  readonly #cookie: string;

  private constructor(http: string, cookie: string) {
    this.#http = http;
    this.#cookie = cookie;
  }

  static async of(test: TestGateway, person: string): Promise<Somebody> {
    const { cookie } = await cookieOf(test, person);
    return new Somebody(test.addresses.http, cookie);
  }

  /** What stands on reception's list about devices; nobody watches in these stories, which is a matter of its own. */
  async faults(): Promise<readonly FaultView[]> {
    const { rows } = (await this.#get('/api/v1/faults')) as { rows: readonly FaultView[] }; // as: the contract's answer.
    return rows.filter(({ subject }) => subject.startsWith('device:'));
  }

  async device(id: string): Promise<DeviceView> {
    const found = (await this.devices(`find=${id}`)).find(({ device }) => device === id);
    if (found === undefined) throw new RangeError(`${id} is not on the desk`);
    return found;
  }

  async devices(query: string): Promise<readonly DeviceView[]> {
    return ((await this.#get(`/api/v1/devices?${query}`)) as DevicePage).rows; // as: the contract's answer.
  }

  async ownDevices(): Promise<readonly OwnDeviceView[]> {
    return (await this.#get('/api/v1/my/devices')) as readonly OwnDeviceView[]; // as: the contract's answer.
  }

  /** HTTP status of what was asked for. */
  async post(path: string, body?: object): Promise<number> {
    const answer = await fetch(this.#http + path, {
      method: 'POST',
      headers: { cookie: this.#cookie, origin: this.#http, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.status;
  }

  async #get(path: string): Promise<unknown> {
    const answer = await fetch(this.#http + path, { headers: { cookie: this.#cookie } });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer.json();
  }
}
