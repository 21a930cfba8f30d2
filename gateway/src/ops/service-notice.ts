import { spawn } from 'node:child_process';
import type { Cancel, Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';

interface ServiceNoticeDeps {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly events: EventLog;
}

/**
 * Tells systemd that the gateway is ready, that it lives, and that it stops, where systemd asks to be told (`NOTIFY_SOCKET`). A watchdog
 * that hears nothing for `WATCHDOG_USEC` restarts it: a loop that stands still for so long helps nobody any more. Said by `systemd-notify`,
 * which is wherever systemd is: Node has no sockets of that kind, and a native package beside the alarms would be one more that can break.
 */
export class ServiceNotice {
  readonly #deps: ServiceNoticeDeps;
  #stop: Cancel | undefined;
  #saying = false;
  #isMute = false;

  constructor(deps: ServiceNoticeDeps) {
    this.#deps = deps;
  }

  /** Everything listens. From now on it says twice in each of the watchdog's periods that it lives. */
  ready(): void {
    if (this.#stop !== undefined) return;
    const { environment, clock } = this.#deps;
    this.#say('READY=1');
    const periodMs = Number(environment['WATCHDOG_USEC'] ?? 0) / 1_000;
    this.#stop = periodMs > 0 ? clock.every(periodMs / 2, () => this.#say('WATCHDOG=1')) : (): void => undefined;
  }

  stopping(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#say('STOPPING=1');
  }

  /** One at a time. That it can't be said is noted once: the service manager then notices in its own way. */
  #say(state: string): void {
    const { environment, events } = this.#deps;
    const { NOTIFY_SOCKET: socket, PATH: path = '' } = environment;
    if (socket === undefined || socket === '' || (this.#saying && state === 'WATCHDOG=1')) return;
    this.#saying = true;
    const failed = (why: string): void => {
      if (!this.#isMute) events.warn('service-not-told', { state, error: why });
      this.#isMute = true;
    };
    const child = spawn('systemd-notify', ['--no-block', state], { env: { NOTIFY_SOCKET: socket, PATH: path }, stdio: 'ignore' });
    child.unref();
    child.on('error', (error) => {
      this.#saying = false;
      failed(messageOf(error));
    });
    child.on('exit', (code) => {
      this.#saying = false;
      if (code === 0) this.#isMute = false;
      else failed(`systemd-notify ended with ${String(code)}`);
    });
  }
}
