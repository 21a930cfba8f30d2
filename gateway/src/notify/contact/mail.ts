import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createTransport, type SendMailOptions, type SMTPPoolOptions, type SMTPPoolSentMessageInfo, type Transporter } from 'nodemailer';
import { isLoopbackHost } from '../../access/addresses.ts';
import { FaultError } from '../../base/errors.ts';
import { SECOND_MS } from '../../base/durations.ts';
import type { Person } from '../../domain/people.ts';
import { ACCEPTED, type Handed, type Letter, type Way } from './way.ts';

export interface MailOptions {
  readonly smtpUrl?: string | undefined;
  readonly smtpUrlFile?: string | undefined;
  readonly mailFrom?: string | undefined;
}

type Pool = Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

/** A mail server on the way to which a connection takes longer than this is down for somebody who waits. */
const CONNECTION_MS = 5 * SECOND_MS;
/** No byte for so long within a conversation: given up. The whole letter has its own limit in the lane. */
const SILENCE_MS = 10 * SECOND_MS;
/** Connections at once; more letters wait in the lane. */
export const MAIL_AT_ONCE = 4;
/** An idle connection is closed before the server does it in the middle of the next letter. */
const IDLE_MS = 20 * SECOND_MS;

/** E-mail over SMTP, pooled. */
export class MailWay implements Way {
  readonly name = 'mail';
  readonly label = 'E-mail';
  readonly #options: MailOptions;
  #pool: { readonly transport: Pool; readonly from: string } | undefined;

  constructor(options: MailOptions) {
    this.#options = options;
  }

  knows(person: Person): boolean {
    return person.email !== undefined;
  }

  async send(letter: Letter, signal: AbortSignal): Promise<Handed> {
    if (letter.person.email === undefined) return { result: 'refused', why: 'no-address' };
    const { transport, from } = (this.#pool ??= this.#open());
    try {
      await transport.sendMail(mail(letter, { from, to: letter.person.email, signal }));
      return ACCEPTED;
    } catch (error) {
      if (isAboutRecipient(error)) return { result: 'refused', why: 'address-refused' };
      throw new FaultError('channel-failed', `mail ${causeOf(error)}`, { retryable: true, cause: error });
    }
  }

  close(): void {
    this.#pool?.transport.close();
    this.#pool = undefined;
  }

  /** Reads the address each time it opens, so that a corrected file is taken up without a restart. */
  #open(): { transport: Pool; from: string } {
    const url = this.#url();
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || !/^smtps?:$/.test(parsed.protocol)) {
      throw new FaultError('channel-failed', 'mail: smtpUrl is not an smtp:// or smtps:// address', { retryable: true });
    }
    const transport = createTransport({
      url,
      pool: true,
      maxConnections: MAIL_AT_ONCE,
      maxRequeues: 1,
      connectionTimeout: CONNECTION_MS,
      greetingTimeout: CONNECTION_MS,
      dnsTimeout: CONNECTION_MS,
      socketTimeout: SILENCE_MS,
      idleTimeout: IDLE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(mayBePlain(parsed) ? {} : { requireTLS: true }),
    });
    return { transport, from: this.#options.mailFrom ?? senderOf(parsed) };
  }

  #url(): string {
    const { smtpUrl, smtpUrlFile } = this.#options;
    if (smtpUrlFile === undefined) return smtpUrl ?? '';
    try {
      return readFileSync(smtpUrlFile, 'utf8').trim();
    } catch (cause) {
      throw new FaultError('channel-failed', `mail: smtpUrlFile ${causeOf(cause)}`, { retryable: true, cause });
    }
  }
}

function mail(letter: Letter, way: { readonly from: string; readonly to: string; readonly signal: AbortSignal }): SendMailOptions {
  const { notice, key } = letter;
  return {
    from: way.from,
    // An address object is taken as one address, whatever stands in it.
    to: { name: '', address: way.to },
    subject: notice.subject,
    text: notice.link === undefined ? notice.text : `${notice.text}\n\n${notice.link}\n`,
    // The same for each try, so that mail programs show it once; hashed, so that no id of ours is in it.
    messageId: `<${createHash('sha256').update(key).digest('hex')}@${domainOf(way.from)}>`,
    priority: notice.urgency === 'now' ? 'high' : 'normal',
    // No holiday answers, please (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    signal: way.signal,
  };
}

/** In plain text only on this machine, or where the address itself says so (`?requireTLS=false`, `?ignoreTLS=true`). */
function mayBePlain(url: URL): boolean {
  return (
    isLoopbackHost(url.hostname) ||
    url.protocol === 'smtps:' ||
    url.searchParams.get('requireTLS') === 'false' ||
    url.searchParams.get('ignoreTLS') === 'true'
  );
}

function senderOf(url: URL): string {
  const user = decodeURIComponent(url.username);
  return user.includes('@') ? user : `gateway@${url.hostname}`;
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}

/** The server takes mail, but none for this address. */
function isAboutRecipient(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EENVELOPE' && 'command' in error && error.command === 'RCPT TO';
}

/** Codes alone: the text of a mail server's answer may hold somebody's address. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const original = 'originalCode' in error && typeof error.originalCode === 'string' ? ` ${error.originalCode}` : '';
  const response = 'responseCode' in error && typeof error.responseCode === 'number' ? ` ${String(error.responseCode)}` : '';
  return `${code}${original}${response}`;
}
