import type { TimerOrder } from '../clock.ts';

/** The other half of `WorkerClock`: keeps the timers, answers with the number of the one that is due. */
const timers = new Map<number, ReturnType<typeof setTimeout>>();

self.addEventListener('message', (event: MessageEvent<TimerOrder>) => {
  const { timer, delayMs, repeat } = event.data;
  clearTimeout(timers.get(timer));
  timers.delete(timer);
  if (delayMs === undefined) return;
  const due = () => {
    if (repeat !== true) timers.delete(timer);
    self.postMessage(timer);
  };
  timers.set(timer, repeat === true ? setInterval(due, delayMs) : setTimeout(due, delayMs));
});
