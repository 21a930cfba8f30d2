import type { FastifyRequest } from 'fastify';
import { isOwnOrigin, type OriginPolicy } from '../access/origin.ts';
import { may, mayAnywhere, type Verb } from '../access/permissions.ts';
import type { PersonPrincipal } from '../access/principal.ts';
import { AccessRefusal } from '../access/refusals.ts';
import type { PlaceId } from '../base/ids.ts';
import type { Person } from '../domain/people.ts';
import { assert } from '../base/assert.ts';
import { ProblemError } from './problems.ts';
import type { ApiDeps } from './api-deps.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Asks access on behalf of a request: who is it, and may they. */
export class Gate {
  readonly #deps: Pick<ApiDeps, 'access' | 'core'>;
  readonly #origin: OriginPolicy;

  constructor(deps: Pick<ApiDeps, 'access' | 'core' | 'options'>) {
    this.#deps = deps;
    const { tls, origins, loopback } = deps.options;
    this.#origin = { tls: tls !== undefined, origins: origins ?? [], loopback };
  }

  /**
   * Before anything is read: writes come from our own pages. A bearer token is no browser's doing and needs no Origin;
   * reads and deletions carry no body.
   */
  readonly admit = (request: FastifyRequest): void => {
    const reads = READING.has(request.method);
    const { authorization, 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if ((reads || request.method === 'DELETE') && (encoding !== undefined || (length !== undefined && length !== '0'))) {
      throw new ProblemError('body-not-expected');
    }
    if (!reads && !provesItself(request) && authorization === undefined && !isOwnOrigin(request.headers, this.#origin)) {
      // Without a cookie there is nothing to abuse but the sign-in, and that is ours too.
      throw new AccessRefusal(isBearerRoute(request) ? 'signed-out' : 'foreign-origin');
    }
  };

  /** The person who is signed in. Tokens have their own doors: signals and the live feed. */
  person(request: FastifyRequest): PersonPrincipal {
    const principal = this.#deps.access.principalOf(request.headers);
    if (principal === undefined) throw new AccessRefusal('signed-out');
    if (principal.kind !== 'person') throw new AccessRefusal('not-allowed');
    return principal;
  }

  /** The person's own row. */
  row(principal: PersonPrincipal): Person {
    const person = this.#deps.core.committed.people.get(principal.person);
    assert(person !== undefined, 'a living session has its person');
    return person;
  }

  /** The person who is signed in, if they may do this at the place (or: see the verb's rule for what lies nowhere). */
  require(request: FastifyRequest, verb: Verb, place: PlaceId | undefined): PersonPrincipal {
    const principal = this.person(request);
    if (!may(this.#deps.core.committed, principal, { verb, place })) throw new AccessRefusal('not-allowed');
    return principal;
  }

  /** The person who is signed in, if they may do this at any place; what they get is filtered after. */
  requireAnywhere(request: FastifyRequest, verb: Verb): PersonPrincipal {
    const principal = this.person(request);
    if (!mayAnywhere(this.#deps.core.committed, principal, verb)) throw new AccessRefusal('not-allowed');
    return principal;
  }
}

/** Its address or its signature says who it is for; no cookie is looked at, so there is none to abuse. */
function provesItself(request: FastifyRequest): boolean {
  // as: a route's own settings are typed by whoever declares them.
  return (request.routeOptions.config as { provesItself?: boolean }).provesItself === true;
}

function isBearerRoute(request: FastifyRequest): boolean {
  // as: a route's own settings are typed by whoever declares them; this one stands at the routes of ingest/http.
  return (request.routeOptions.config as { bearerOnly?: boolean }).bearerOnly === true;
}
