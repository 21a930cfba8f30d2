import type { SerialPort } from 'serialport';

/**
 * Makes what a port has received be read at once. From Node 26.4 on, serialport 13 continues a waiting read or write only
 * when something else happens in the process (serialport/bindings-cpp#239): its native callback leaves promises pending.
 * An immediate right behind it settles them. Without this a press waits for the next timer, whichever that is.
 *
 * Call it once for each port that has opened. To be taken out when serialport has the fix; the test of an idle line tells.
 */
export function wakeOnBytes(port: SerialPort): void {
  // as: the binding of POSIX systems has this emitter, and its type does not say so. Elsewhere there is none, and nothing to mend.
  const binding = port.port as { readonly poller?: NodeJS.EventEmitter } | undefined;
  for (const event of ['readable', 'writable']) binding?.poller?.on(event, settlePromises);
}

function settlePromises(): void {
  setImmediate(() => undefined);
}
