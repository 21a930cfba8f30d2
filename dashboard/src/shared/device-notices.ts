import type { OwnPush, PushBody, PushDevice } from '@duress/gateway/contract/push.ts';
import type { Answer, Api, Refusal } from './api.ts';

const WORKER = '/push-sw.js';
/** A scope with no page in it: the worker shows notices, and no page passes through it. */
const SCOPE = '/push/';
const OWN = '/api/v1/my/push';

/**
 * How it stands on this device. `absent`: this house has no push. `no-browser`: this browser can't, or the page did not come over a
 * secure line. `blocked`: the person, or whoever manages the device, has said no to the browser.
 */
export type Standing = 'absent' | 'no-browser' | 'blocked' | 'off' | 'on';

export interface Noticed {
  readonly standing: Standing;
  /** All devices of this person, this one among them. */
  readonly devices: readonly PushDevice[];
  /** The one of them that this is. */
  readonly here?: string | undefined;
}

/** Why it did not work: the person said no to the browser, the browser has no service behind it, or the gateway refused. */
export type Trouble = 'blocked' | 'no-service' | Refusal;

export type Turned = { readonly ok: true } | { readonly ok: false; readonly trouble: Trouble };

/** *Tell me on this device*, as the browser and the gateway know it. Asks for the permission in `turnOn` alone, which a click calls. */
export class DeviceNotices {
  readonly #api: Api;
  #key: string | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  async look(): Promise<Answer<Noticed>> {
    const answer = await this.#api.get<OwnPush>(OWN);
    if (!answer.ok) return answer;
    const { key, devices } = answer.value;
    this.#key = key;
    return { ...answer, value: await this.#noticed(key, devices) };
  }

  async turnOn(label: string, untilSignOut: boolean): Promise<Turned> {
    if (this.#key === undefined) return { ok: false, trouble: 'no-service' };
    if ((await Notification.requestPermission()) !== 'granted') return { ok: false, trouble: 'blocked' };
    const body = await subscribed(this.#key).catch(() => undefined);
    if (body === undefined) return { ok: false, trouble: 'no-service' };
    const named = label === '' ? {} : { label };
    const answer = await this.#api.put<OwnPush>(OWN, { ...body, ...named, ...(untilSignOut ? { untilSignOut } : {}) });
    return answer.ok ? { ok: true } : { ok: false, trouble: answer.problem };
  }

  /** `here`: the browser forgets it as well. */
  async turnOff(subscription: string, here: boolean): Promise<Turned> {
    const answer = await this.#api.delete(`${OWN}/${subscription}`);
    // It may have ended by itself meanwhile: gone is what was wanted.
    if (!answer.ok && answer.status !== 404) return { ok: false, trouble: answer.problem };
    if (here) await (await known())?.unsubscribe();
    return { ok: true };
  }

  async #noticed(key: string | undefined, devices: readonly PushDevice[]): Promise<Noticed> {
    if (key === undefined) return { standing: 'absent', devices };
    if (!isAble()) return { standing: 'no-browser', devices };
    if (Notification.permission === 'denied') return { standing: 'blocked', devices };
    const subscription = await known();
    const here = subscription === undefined ? undefined : await idOf(subscription.endpoint);
    const isOn = devices.some((device) => device.subscription === here) && Notification.permission === 'granted';
    return isOn ? { standing: 'on', devices, here } : { standing: 'off', devices };
  }
}

function isAble(): boolean {
  return window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

async function known(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/** A subscription for this gateway's key; one that belongs to another key is of no use any more. */
async function subscribed(key: string): Promise<Pick<PushBody, 'endpoint' | 'keys'> | undefined> {
  const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  await active(registration);
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  const before = await registration.pushManager.getSubscription();
  if (before !== null && !isFor(before, options.applicationServerKey)) await before.unsubscribe();
  const { endpoint, keys } = (await registration.pushManager.subscribe(options)).toJSON();
  const [p256dh, auth] = [keys?.['p256dh'], keys?.['auth']];
  return endpoint === undefined || p256dh === undefined || auth === undefined ? undefined : { endpoint, keys: { p256dh, auth } };
}

/** A worker that is only being installed can't be subscribed for. */
function active({ active: now, installing, waiting }: ServiceWorkerRegistration): Promise<void> {
  const next = installing ?? waiting;
  if (now !== null || next === null) return Promise.resolve();
  return new Promise((done) => {
    next.addEventListener('statechange', () => {
      if (next.state === 'activated' || next.state === 'redundant') done();
    });
  });
}

function isFor(subscription: PushSubscription, key: Uint8Array): boolean {
  const given = subscription.options.applicationServerKey;
  return given !== null && new Uint8Array(given).join() === key.join();
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** As the gateway names it: by its address’s digest. */
async function idOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
