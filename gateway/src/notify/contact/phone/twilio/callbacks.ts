import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFile } from 'node:fs/promises';
import { rightsOn } from '../../../../access/permissions.ts';
import type { Clock } from '../../../../base/clock.ts';
import { SECOND_MS } from '../../../../base/durations.ts';
import { messageOf } from '../../../../base/errors.ts';
import { inputIdFrom } from '../../../../base/ids.ts';
import type { EventLog } from '../../../../base/log.ts';
import { within } from '../../../../base/within.ts';
import type { Reply } from '../../../../domain/input.ts';
import { readerLanguage } from '../../reader-language.ts';
import { answerName } from '../../../../domain/reach.ts';
import type { Core } from '../../../../engine/ports/core.ts';
import type { Counters } from '../../../../engine/ports/devices.ts';
import { callTexts } from '../../../templates.ts';
import type { TestSends } from '../../../test-sends.ts';
import type { CallTexts } from '../../../texts.ts';
import type { ContactChannel } from '../../contact-channel.ts';
import { calledBack, KEY_PATH, STATUS_PATH, testCalledBack, type CalledBack, type TestCalledBack } from './callback-url.ts';
import { isSignedBy } from './signature.ts';
import { saidBy } from './statuses.ts';
import { asking, saying } from './twiml.ts';

export interface CallbacksDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly contact: ContactChannel;
  readonly tests: TestSends;
  /** Holds the account's auth token: API keys do not sign. */
  readonly authTokenFile: string;
  /** The address of the gateway as Twilio was given it. */
  readonly base: string;
}

/** Twilio's posts are about 1 KiB; more is refused before it is read. */
const BODY_BYTES_MAX = 8 * 1024;
const FORM = 'application/x-www-form-urlencoded';
/** Somebody holds the line; Twilio itself waits for 15 s. */
const COMMIT_WAIT_MS = 6 * SECOND_MS;
/** The key that says *I have it*. */
const TAKES = '1';

type Fields = readonly (readonly [name: string, value: string])[];

/**
 * Where Twilio tells what became of texts and calls, and which key was pressed. Open to the world, so: nothing is believed before its
 * signature, which covers the address with all that we put into it; the same again changes nothing, since results only ever go on.
 * Registered on the HTTP server, whose limits and answers it inherits.
 */
export function twilioCallbacks(deps: CallbacksDeps): (server: FastifyInstance) => Promise<void> {
  return async (server) => {
    server.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) => {
      // as: `parseAs` says so.
      done(null, [...new URLSearchParams(body as string)]);
    });
    const options = { config: { provesItself: true } };
    server.post(STATUS_PATH, options, (request, reply) => status(deps, request, reply));
    server.post(KEY_PATH, options, (request, reply) => key(deps, request, reply));
  };
}

async function status(deps: CallbacksDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const read = await believed(deps, request);
  if (read === undefined) return refuse(reply);
  const { about, fields } = read;
  const said = saidBy(about.way, valueOf(fields, about.way === 'voice' ? 'CallStatus' : 'MessageStatus') ?? '');
  if (said !== undefined && !('alarm' in about)) deps.tests.heard(about, said.result);
  else if (said !== undefined && 'alarm' in about) {
    const { alarm, person, message, step, way } = about;
    const provider = valueOf(fields, about.way === 'voice' ? 'CallSid' : 'MessageSid');
    deps.contact.heard({ alarm, person, message, tries: 1, sent: { step, of: [way] } }, { way, provider, ...said });
  }
  // Nobody waits for what is done with it; a message that can not be recorded now is in the loop.
  return reply.code(204).send();
}

async function key(deps: CallbacksDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const read = await believed(deps, request);
  if (read === undefined || !('alarm' in read.about)) return refuse(reply);
  const texts = textsFor(deps, read.about);
  // Another key was a slip in the dark: the same question again.
  const isTaking = valueOf(read.fields, 'Digits') === TAKES;
  const answer = isTaking ? saying(texts.language, await taking(deps, read.about, texts)) : asking(texts, addressOf(deps, request));
  return reply.type('text/xml; charset=utf-8').send(answer);
}

async function taking(deps: CallbacksDeps, about: CalledBack, texts: CallTexts): Promise<string> {
  const { core, clock, events } = deps;
  const { alarm, person, message, way } = about;
  const known = core.committed.alarms.get(alarm);
  const asker = { kind: 'person', person, at: core.now().at } as const;
  const mayAct = known !== undefined && rightsOn(core.committed, asker, known)('act-on-alarms');
  const answers = { name: answerName(message), way, mayAct };
  const input = { id: inputIdFrom(core.ids), type: 'act', actor: person, alarm, action: 'take', body: {}, answers } as const;
  const late = (error: unknown): void => {
    events.warn('answer-lost', { why: messageOf(error) });
  };
  const outcome = await within(core.submit(input), { clock, limitMs: COMMIT_WAIT_MS, late });
  // Not on disk in time: it waits there, and is shared with the screens meanwhile. They have it as far as anybody can know.
  if (!outcome.inTime || outcome.value.outcome !== 'refused') return texts.taken;
  return refusedAs(outcome.value, texts);
}

/** *It is over* is said only when it is. */
function refusedAs({ code, detail }: Extract<Reply, { readonly outcome: 'refused' }>, texts: CallTexts): string {
  if (code === 'taken-by-other') return texts.others;
  const isOver = code === 'unknown-alarm' || (code === 'not-now' && (detail === 'cleared' || detail === 'closed'));
  return isOver ? texts.over : texts.old;
}

/** What a post says, if it is Twilio's. */
async function believed(
  { authTokenFile, base, counters, events }: CallbacksDeps,
  request: FastifyRequest,
): Promise<{ readonly about: CalledBack | TestCalledBack; readonly fields: Fields } | undefined> {
  const signature = request.headers['x-twilio-signature'];
  // as (both): parsed above; a query that names something twice has a list there, and is none of ours.
  const fields = (request.body ?? []) as Fields;
  const query = request.query as Record<string, string>;
  const about = calledBack(query) ?? testCalledBack(query);
  if (typeof signature !== 'string' || about === undefined) {
    counters.count('twilio-callback-refused');
    return undefined;
  }
  const token = await readFile(authTokenFile, 'utf8').catch((error: unknown) => {
    events.warn('twilio-token-unreadable', { why: error instanceof Error && 'code' in error ? String(error.code) : 'failed' });
    return '';
  });
  const url = addressOf({ base }, request);
  if (token.trim() !== '' && isSignedBy(token.trim(), signature, { url, fields })) return { about, fields };
  counters.count('twilio-callback-refused');
  return undefined;
}

/** As Twilio was given it: what a proxy in front has made of host and scheme is not signed. */
function addressOf({ base }: Pick<CallbacksDeps, 'base'>, { url }: FastifyRequest): string {
  return base.replace(/\/+$/, '') + url;
}

function textsFor({ core: { committed } }: CallbacksDeps, { alarm, person }: CalledBack): CallTexts {
  return callTexts(readerLanguage(committed, committed.people.get(person), committed.alarms.get(alarm)?.where.place));
}

function valueOf(fields: Fields, name: string): string | undefined {
  return fields.find(([other]) => other === name)?.[1];
}

function refuse(reply: FastifyReply): FastifyReply {
  return reply.code(403).send({ code: 'not-allowed' });
}
