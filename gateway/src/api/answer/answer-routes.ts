import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Answering, AnswerLinks } from '../../access/answer-links.ts';
import { nameOf } from '../../access/people-rights.ts';
import { rightsOn } from '../../access/permissions.ts';
import { MINUTE_MS } from '../../base/durations.ts';
import { inputIdFrom } from '../../base/ids.ts';
import type { LanguageName } from '../../contract/languages.ts';
import { isLoud } from '../../domain/alarm.ts';
import type { Reply } from '../../domain/input.ts';
import { answeredIn, isUsed } from '../../domain/reach.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import { takesEmptyForm } from '../form.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { languageOf, VARIES_BY_LANGUAGE } from '../language.ts';
import { answerPage, type AnswerScene } from './answer-page.ts';
import { GERMAN } from './texts.de.ts';
import { ENGLISH } from './texts.en.ts';
import type { AnswerTexts } from './texts.ts';

const TEXTS: Readonly<Record<LanguageName, AnswerTexts>> = { en: ENGLISH, de: GERMAN };

const TokenParam = Type.Object({ token: Type.String({ maxLength: 160 }) });

/**
 * `/a/…`: the page behind the link in a message. Looking at it changes nothing, because mail programs and scanners look at every link;
 * taking it is a post. The link itself says who and which alarm, so no session is read and no sign-in is needed.
 */
export function answerRoutes(api: Api, deps: ApiDeps, tools: { readonly changes: Changes }): void {
  new AnswerRoutes(deps, tools.changes, deps.answerLinks).register(api);
}

class AnswerRoutes {
  readonly #deps: ApiDeps;
  readonly #changes: Changes;
  readonly #links: AnswerLinks;

  constructor(deps: ApiDeps, changes: Changes, links: AnswerLinks) {
    this.#deps = deps;
    this.#changes = changes;
    this.#links = links;
  }

  register(api: Api): void {
    const schema = { params: TokenParam };
    api.get('/a/:token', { schema }, (request, reply) => this.#show({ request, reply }, this.#look(request.params.token)));
    void api.register((scope: Api, _options, done) => {
      takesEmptyForm(scope);
      scope.post('/a/:token', { schema, config: { provesItself: true } }, async (request, reply) =>
        this.#show({ request, reply }, await this.#take(request.params.token)),
      );
      done();
    });
  }

  #look(token: string): AnswerScene {
    const { core } = this.#deps;
    const read = this.#links.read(token, core.now().t);
    if (read.outcome === 'forged') throw new ProblemError('not-found');
    if (read.outcome === 'expired') return { scene: 'old' };
    return this.#standing(read.answering, token);
  }

  async #take(token: string): Promise<AnswerScene> {
    const { core } = this.#deps;
    const read = this.#links.read(token, core.now().t);
    if (read.outcome === 'forged') throw new ProblemError('not-found');
    if (read.outcome === 'expired') return { scene: 'old' };
    const { alarm, person, name, way } = read.answering;
    const input = {
      id: inputIdFrom(core.ids),
      type: 'act',
      actor: person,
      alarm,
      action: 'take',
      body: {},
      answers: { name, way, mayAct: this.#mayAct(read.answering) },
    } as const;
    try {
      return this.#afterwards(await this.#changes.bring(input));
    } catch (error) {
      // Not lost: it waits for the log, and everybody who can be reached is shown it meanwhile.
      if (error instanceof ProblemError && error.code === 'not-recorded-yet') return { scene: 'waits' };
      throw error;
    }
  }

  #afterwards(reply: Reply): AnswerScene {
    if (reply.outcome !== 'refused') return { scene: 'yours' };
    if (reply.code === 'taken-by-other') return this.#others(reply.by);
    if (reply.code === 'unknown-alarm') return { scene: 'over' };
    // All clear was said, or the link was used: the console shows which.
    return { scene: reply.detail === 'cleared' ? 'over' : 'old' };
  }

  /** How it stands, for somebody who looks. */
  #standing(answering: Answering, token: string): AnswerScene {
    const { core } = this.#deps;
    const alarm = core.foreseen().find((one) => one.alarm === answering.alarm) ?? core.committed.alarms.get(answering.alarm);
    if (alarm === undefined || alarm.state === 'closed' || alarm.state === 'cleared') return { scene: 'over' };
    // They were told of it once, and are not among those any more.
    if (!this.#mayAct(answering)) return { scene: 'old' };
    const { at, t } = core.now();
    const loud = isLoud(alarm, t);
    const taker = 'taken' in alarm ? alarm.taken.person : undefined;
    if (!loud && taker !== undefined) return taker === answering.person ? { scene: 'yours' } : this.#others(taker);
    if (isUsed(answeredIn(alarm.reach, answering))) return taker === answering.person ? { scene: 'yours' } : { scene: 'old' };
    const minutes = Math.max(0, Math.floor((at - alarm.raisedAt) / MINUTE_MS));
    return { scene: 'asked', minutes, drill: alarm.drill, action: `/a/${token}` };
  }

  /** As at a screen. While the log is away nobody may be known yet; the rules look once more. */
  #mayAct({ alarm, person }: Answering): boolean {
    const { core } = this.#deps;
    const known = core.committed.alarms.get(alarm);
    return known !== undefined && rightsOn(core.committed, { kind: 'person', person, at: core.now().at }, known)('act-on-alarms');
  }

  #others(person: Extract<Reply, { readonly outcome: 'refused' }>['by']): AnswerScene {
    return { scene: 'others', name: person === undefined ? '' : nameOf(this.#deps.core.committed, person) };
  }

  /** In the words of whoever holds the phone: the browser says them, and no session is read for it. */
  #show({ request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply }, scene: AnswerScene): FastifyReply {
    const { html, policy } = answerPage(scene, TEXTS[languageOf(request.headers, this.#deps.core.committed.places.values())]);
    reply.header('vary', VARIES_BY_LANGUAGE);
    return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(html);
  }
}
