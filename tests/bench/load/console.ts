import { WebSocket } from 'ws';
import { BEAT_EVERY_MS, FEED_PATH, FEED_PROTOCOL } from '../../../gateway/src/contract/limits.ts';
import { PASSWORD, RECEPTION } from '../site.ts';

/** As the page does: many alarms are said in one message, at most so often and so many. */
const SHOWN_EVERY_MS = 100;
const SHOWN_MAX = 256;
/** Consoles that connect at the same time. */
const CONNECTING_AT_ONCE = 50;
/** So many come from one address: the gateway takes no more than 256 from one. */
const FROM_ONE_ADDRESS = 200;

/** Called once for each press that a frame shows: how many presses of that device are on the console now. */
export type OnShown = (device: string, presses: number, at: number) => void;

interface Opening {
  readonly http: string;
  readonly count: number;
  readonly onShown: OnShown;
}

/** Opens so many consoles of one kind; returns how to close them. */
export async function openConsoles(kind: 'floor' | 'gateway', { http, count, onShown }: Opening): Promise<() => void> {
  const open = kind === 'floor' ? floorConsole(http, onShown) : gatewayConsole(http, { cookie: await signIn(http), onShown });
  const closes: (() => void)[] = [];
  for (let from = 0; from < count; from += CONNECTING_AT_ONCE) {
    const these = Array.from({ length: Math.min(CONNECTING_AT_ONCE, count - from) }, (_, i) => open(addressOf(from + i)));
    closes.push(...(await Promise.all(these)));
  }
  return () => {
    for (const close of closes) close();
  };
}

type Open = (localAddress: string) => Promise<() => void>;

function addressOf(nth: number): string {
  return `127.0.${Math.floor(nth / FROM_ONE_ADDRESS)}.1`;
}

/** A console of a floor: each frame is one press. */
function floorConsole(http: string, onShown: OnShown): Open {
  // as: the floor's own frame.
  const read = once((text) => JSON.parse(text) as { readonly topic: string; readonly press: { readonly seq: number } });
  return async (localAddress) => {
    const socket = new WebSocket(http.replace('http', 'ws'), { localAddress, perMessageDeflate: false });
    socket.on('message', (data: Buffer) => {
      const at = performance.now();
      const { topic, press } = read(data);
      onShown(topic.split('/')[2] ?? '', press.seq, at);
    });
    await opened(socket);
    return () => {
      socket.terminate();
    };
  };
}

interface Frame {
  readonly type: string;
  readonly topic?: string;
  readonly alarms?: readonly { readonly alarm: string; readonly device: { readonly device: string }; readonly presses: number }[];
}

/** Reception's console: signed in, armed, attended, and saying *shown* for each alarm as the page does. */
function gatewayConsole(http: string, { cookie, onShown }: { readonly cookie: string; readonly onShown: OnShown }): Open {
  // as: the feed's own messages; of them only those about alarms are looked at.
  const read = once((text) => JSON.parse(text) as Frame);
  return async (localAddress) => {
    const socket = new WebSocket(http.replace('http', 'ws') + FEED_PATH, FEED_PROTOCOL, {
      localAddress,
      headers: { cookie, origin: http },
      perMessageDeflate: false,
    });
    /** By alarm: the presses that it has shown. */
    const has = new Map<string, number>();
    const toSay: string[] = [];
    const snapshot = Promise.withResolvers<undefined>();
    socket.on('message', (data: Buffer) => {
      const at = performance.now();
      const frame = read(data);
      if (frame.topic !== 'alarms') return;
      for (const { alarm, device, presses } of frame.alarms ?? []) {
        const before = has.get(alarm);
        if (before === undefined) toSay.push(alarm);
        if (before === presses) continue;
        has.set(alarm, presses);
        onShown(device.device, presses, at);
      }
      if (frame.type === 'snapshot') snapshot.resolve(undefined);
    });
    await opened(socket);
    const watch = (): void => {
      socket.send(JSON.stringify({ type: 'watch', state: { armed: true, inputAgoMs: 0 } }));
    };
    watch();
    socket.send(JSON.stringify({ type: 'subscribe', topic: 'alarms' }));
    const timers = [
      setInterval(watch, BEAT_EVERY_MS),
      setInterval(() => {
        if (toSay.length > 0) socket.send(JSON.stringify({ type: 'shown', alarms: toSay.splice(0, SHOWN_MAX) }));
      }, SHOWN_EVERY_MS),
    ];
    await snapshot.promise;
    return () => {
      for (const timer of timers) clearInterval(timer);
      socket.terminate();
    };
  };
}

/** Consoles of one kind get the same bytes: the load reads them once, so that it measures the gateway and not itself. */
function once<T>(parse: (text: string) => T): (data: Buffer) => T {
  let last: { readonly data: Buffer; readonly value: T } | undefined;
  return (data) => {
    if (last?.data.equals(data) !== true) last = { data, value: parse(data.toString('utf8')) };
    return last.value;
  };
}

/** The session cookie of reception. */
export async function signIn(http: string): Promise<string> {
  const answer = await fetch(`${http}/api/v1/session`, {
    method: 'POST',
    headers: { origin: http, 'content-type': 'application/json' },
    body: JSON.stringify({ login: RECEPTION, password: PASSWORD }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!answer.ok || cookie === undefined) throw new Error(`reception could not sign in: ${answer.status} ${await answer.text()}`);
  return cookie;
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
}
