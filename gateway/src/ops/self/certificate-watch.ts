import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { DAY_MS } from '../../base/durations.ts';
import { messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { FaultSink } from '../../engine/ports/devices.ts';
import { saysOtherwise } from './says-otherwise.ts';

const FAULT = 'certificate-expires';
/** Days before its end at which it is said, each time anew: three weeks to order one, a week to worry, a day to run. */
export const SAID_AT_DAYS = [21, 7, 1, 0] as const;

export interface WatchedCertificate {
  readonly subject: 'http' | 'mqtt';
  readonly file: string;
}

interface CertificateWatchDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly certificates: readonly WatchedCertificate[];
}

/** Without its certificate no page opens and no button gets in, all at once and at midnight. */
export class CertificateWatch {
  readonly #deps: CertificateWatchDeps;

  constructor(deps: CertificateWatchDeps) {
    this.#deps = deps;
  }

  async look(): Promise<void> {
    const { faults, certificates } = this.#deps;
    for (const subject of ['http', 'mqtt'] as const) {
      const watched = certificates.find((one) => one.subject === subject);
      if (watched === undefined) faults.close(FAULT, subject);
      else await this.#lookAt(watched);
    }
  }

  async #lookAt({ subject, file }: WatchedCertificate): Promise<void> {
    const { core, clock, events, faults } = this.#deps;
    try {
      const detail = wordsFor(expiryOf(await readFile(file, 'utf8')) - clock.wall());
      if (detail === undefined) {
        faults.close(FAULT, subject);
        return;
      }
      if (saysOtherwise(core, [FAULT, subject], detail)) faults.close(FAULT, subject);
      faults.open(FAULT, subject, { label: `certificate (${subject.toUpperCase()})`, detail });
    } catch (error) {
      events.warn('certificate-not-seen', { subject, error: messageOf(error) });
    }
  }
}

/** Epoch ms at which the first of a PEM file's certificates ends: a chain holds as long as its weakest link. */
export function expiryOf(pem: string): number {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const ends = certificates.map((one) => new X509Certificate(one).validToDate.getTime());
  if (ends.length === 0) throw new RangeError('there is no certificate in it');
  return Math.min(...ends);
}

/** Undefined while there is time enough. The words change only where it is to be said anew. */
export function wordsFor(leftMs: number): string | undefined {
  if (leftMs <= 0) return 'has expired';
  const days = SAID_AT_DAYS.findLast((one) => leftMs <= one * DAY_MS);
  if (days === undefined) return undefined;
  return `expires within ${String(days)} ${days === 1 ? 'day' : 'days'}`;
}
