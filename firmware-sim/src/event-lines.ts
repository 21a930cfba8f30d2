import type { Cast } from './cast.ts';
import type { Clock } from './clock.ts';

/** One event of one button, as it is printed: a JSON object a line. */
export type Say = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** `at` counts milliseconds from the start of the run. A PIN is never among the fields. */
export function sayer(clock: Clock, write: (line: string) => void): Say {
  const startedAt = clock.mono();
  return (event, fields) => {
    write(`${JSON.stringify({ at: Math.round(clock.mono() - startedAt), event, ...fields })}\n`);
  };
}

/** Prints whatever the buttons do. */
export function sayEvents(cast: Cast, say: Say): void {
  for (const { entry, button } of cast.actors) {
    const { device } = entry;
    button.on('power', (on) => say('power', { device, on }));
    button.on('link', (up) => say('link', { device, up }));
    button.on('pressed', ({ kind, boot, seq }) => say('pressed', { device, kind, boot, seq }));
    button.on('sent', (uplink, sending) => {
      if (uplink.type === 'signal')
        say('sent', { device, kind: uplink.body.kind, boot: uplink.body.boot, seq: uplink.body.seq, age: uplink.body.age, sending });
    });
    button.on('acked', (boot, seq) => say('acked', { device, boot, seq }));
    button.on('held', ({ boot, seq }) => say('held', { device, boot, seq }));
    button.on('gaveUp', ({ boot, seq }) => say('gave-up', { device, boot, seq }));
    button.on('feedback', ({ rev, state, drill, alarm, recorded }) =>
      say('feedback', { device, rev, state, ...(drill === undefined ? {} : { drill }), alarm, recorded }),
    );
    button.on('pattern', ({ colour, says }, display) => say('shows', { device, display, colour, says }));
    button.on('touch', (touch) => say('touch', { device, touch }));
    button.on('trouble', (what) => say('trouble', { device, what }));
  }
}
