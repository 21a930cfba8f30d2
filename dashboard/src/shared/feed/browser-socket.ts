import { FEED_PATH, FEED_PROTOCOL } from '@duress/gateway/contract/limits.ts';
import type { FeedSocket, SocketEvents } from './feed.ts';

/** Opens the feed of the origin that this page came from. A wall screen has no cookie and shows its token as the second subprotocol. */
export function openFeedSocket(events: SocketEvents, token?: string): FeedSocket {
  const address = new URL(FEED_PATH, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const protocols = token === undefined ? [FEED_PROTOCOL] : [FEED_PROTOCOL, token];
  const socket = new WebSocket(address, protocols);
  socket.addEventListener('open', events.opened);
  socket.addEventListener('close', events.closed);
  socket.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') events.text(event.data);
  });
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      socket.close();
    },
  };
}
