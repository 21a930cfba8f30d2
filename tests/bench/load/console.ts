import { WebSocket } from 'ws';
import { BEAT_EVERY_MS, FEED_PATH, FEED_PROTOCOL } from '../../../gateway/src/contract/limits.ts';
import { PASSWORD, RECEPTION } from '../site.ts';

/** As the page does: many alarms are said in one message, at most so often and so many. */
const SHOWN_EVERY_MS = 100;
const SHOWN_MAX = 256;

/** Called for each press that a frame shows: how many presses of that device are on the console now. */
export type OnShown = (device: string, presses: number, at: number) => void;

/** The one console of a floor: each frame is one press. */
export async function openFloorConsole(http: string, onShown: OnShown): Promise<() => void> {
  const socket = new WebSocket(http.replace('http', 'ws'), { perMessageDeflate: false });
  socket.on('message', (data: Buffer) => {
    const at = performance.now();
    // as: the floor's own frame.
    const { topic, press } = JSON.parse(data.toString('utf8')) as { readonly topic: string; readonly press: { readonly seq: number } };
    onShown(topic.split('/')[2] ?? '', press.seq, at);
  });
  await opened(socket);
  return () => {
    socket.terminate();
  };
}

interface Frame {
  readonly type: string;
  readonly topic?: string;
  readonly alarms?: readonly { readonly alarm: string; readonly device: { readonly device: string }; readonly presses: number }[];
}

/** Reception's console: signed in, armed, attended, and saying *shown* for each alarm as the page does. */
export async function openGatewayConsole(http: string, onShown: OnShown): Promise<() => void> {
  const socket = new WebSocket(http.replace('http', 'ws') + FEED_PATH, FEED_PROTOCOL, {
    headers: { cookie: await signIn(http), origin: http },
    perMessageDeflate: false,
  });
  const said = new Set<string>();
  const toSay: string[] = [];
  const snapshot = Promise.withResolvers<undefined>();
  socket.on('message', (data: Buffer) => {
    const at = performance.now();
    // as: the feed's own messages; of them only those about alarms are looked at.
    const frame = JSON.parse(data.toString('utf8')) as Frame;
    if (frame.topic !== 'alarms') return;
    for (const { alarm, device, presses } of frame.alarms ?? []) {
      onShown(device.device, presses, at);
      if (said.has(alarm)) continue;
      said.add(alarm);
      toSay.push(alarm);
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
}

async function signIn(http: string): Promise<string> {
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
