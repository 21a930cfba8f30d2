import type { DeviceId } from '../../base/ids.ts';
import type { SerialLine } from './serial-line.ts';

/** Strengths are compared within this time. One press and its repeat lie well within it; a person walks some metres. */
const COMPARE_WITHIN_MS = 10_000;

interface Heard {
  readonly line: SerialLine;
  readonly rssi: number;
  readonly at: number;
}

/** Which line last heard which button, and how well: the way back to it. One entry per button and line. */
export class Routes {
  readonly #heard = new Map<DeviceId, Map<SerialLine, Heard>>();

  /** `at`: monotonic milliseconds. Only what a genuine frame showed comes here. */
  heard(device: DeviceId, line: SerialLine, by: { readonly rssi: number; readonly at: number }): void {
    const lines = this.#heard.get(device) ?? new Map<SerialLine, Heard>();
    this.#heard.set(device, lines);
    lines.set(line, { line, rssi: by.rssi, at: by.at });
  }

  /** Of the open lines that heard it lately the one that heard it best, else the open one that heard it last. */
  towards(device: DeviceId, now: number): SerialLine | undefined {
    let best: Heard | undefined;
    for (const heard of this.#heard.get(device)?.values() ?? []) {
      if (heard.line.isOpen && (best === undefined || isBetter(heard, best, now))) best = heard;
    }
    return best?.line;
  }

  forget(device: DeviceId): void {
    this.#heard.delete(device);
  }
}

function isBetter(one: Heard, than: Heard, now: number): boolean {
  const oneLately = now - one.at <= COMPARE_WITHIN_MS;
  const otherLately = now - than.at <= COMPARE_WITHIN_MS;
  if (oneLately && otherLately) return one.rssi > than.rssi;
  return one.at > than.at;
}
