import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FaultError, messageOf, type FaultCode } from '../../base/errors.ts';
import type { SignedHead } from '../../engine/ports/log.ts';
import { PUBLIC_KEY_FILE, signedHeadIn } from '../../store/sign.ts';
import { verify } from '../../store/tools/verify.ts';
import type { Call, Command, Place } from '../command.ts';

export const verifyCommand: Command = {
  name: 'log verify',
  takes: '[FOLDER|EXPORT]',
  positionals: { least: 0, most: 1 },
  summary: 'Check every fact of the log, a backup or an export.',
  help: `Walks the stored bytes from the first fact and names the first that is wrong. Needs no key and no running gateway.
A cut tail and a chain that was written anew as a whole can only be seen with a head noted earlier outside the gateway
(--head): the end of an export is one, and GET /api/v1/head gives one. The gateway's public key (log.pub) checks signatures.`,
  example: '/backup/duress-2027-03-01 --head head-of-last-month.json',
  options: {
    head: { type: 'string', value: 'HEAD', help: 'a signed head noted earlier: a file, or the JSON itself' },
    'public-key': { type: 'string', value: 'FILE', help: 'log.pub of the gateway (default: beside the source or the master key)' },
  },
  async run(call) {
    const source = call.positionals[0] ?? call.place.folder;
    const noted = notedHead(call);
    const publicKey = readPublicKey(call, source);
    const report = await verify(source, { noted, publicKey });
    const { head, defect } = report;
    const facts = `${String(report.facts)} facts`;
    const signatures = publicKey === undefined ? ' Signatures were not checked: no public key.' : '';
    const until =
      noted === undefined
        ? ' Whether facts are missing at the end can only be told with --head.'
        : ` It contains the head noted at fact ${String(noted.seq)}.`;
    const text =
      defect === undefined && !report.ok
        ? `${source} holds every fact, but NOT every photo: ${photosWrong(report)}.`
        : defect === undefined
          ? `${source} is sound: ${facts}, epoch ${String(head.epoch)}, head ${head.hash}.${until}${signatures}`
          : `${source} is NOT sound at fact ${String(defect.seq)} (${defect.what}): ${defect.detail}. The ${facts} before it are sound.`;
    const json = { ...report, noted: noted?.seq, signatures: publicKey !== undefined };
    return report.ok ? { exit: 0, text, json } : { exit: 1, text, json: { code: 'log-broken' satisfies FaultCode, ...json } };
  },
};

function photosWrong({ attachments }: Awaited<ReturnType<typeof verify>>): string {
  const { wrong = [], wrongInAll = 0, expected = 0 } = attachments ?? {};
  const named = wrong.map(({ attachment, what }) => `${attachment} is ${what}`).join(', ');
  return `${String(wrongInAll)} of ${String(expected)} (${named}${wrongInAll > wrong.length ? ', …' : ''})`;
}

function notedHead(call: Call): SignedHead | undefined {
  const given = call.option('head');
  if (given === undefined) return undefined;
  const head = signedHeadIn(given.trimStart().startsWith('{') ? given : readGiven(given));
  if (head === undefined) throw new FaultError('usage', '--head must be a signed head as JSON, or a file with one', { retryable: false });
  return head;
}

function readPublicKey(call: Call, source: string): KeyObject | undefined {
  const given = call.option('public-key');
  const file = given ?? found(call.place, source);
  if (file === undefined) return undefined;
  try {
    return createPublicKey(readGiven(file));
  } catch (cause) {
    if (cause instanceof FaultError) throw cause;
    throw new FaultError('usage', `${file} is not a public key (${messageOf(cause)})`, { retryable: false, cause });
  }
}

function found(place: Place, source: string): string | undefined {
  return [join(source, PUBLIC_KEY_FILE), join(dirname(place.masterKeyFile), PUBLIC_KEY_FILE)].find((file) => existsSync(file));
}

function readGiven(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FaultError('not-found', messageOf(cause), { retryable: false, cause });
  }
}
