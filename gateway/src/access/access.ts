import type { Clock } from '../base/clock.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters } from '../engine/ports/devices.ts';
import { sessionTokenOf } from './cookie.ts';
import { FirstAdministratorKey } from './first-administrator.ts';
import { PASSWORD_COST, Passwords } from './passwords.ts';
import type { Argon2Cost } from './phc.ts';
import type { Principal } from './principal.ts';
import { SessionWatch } from './session-watch.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { tokenOfHeader } from './tokens.ts';

export interface AccessDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly counters: Counters;
  /** Whether the HTTP listener speaks TLS: the cookie's name and flags follow. */
  readonly tls: boolean;
  readonly passwordCost?: Argon2Cost | undefined;
}

/** Who is there, and how they got in: one for all faces. */
export class Access {
  readonly tls: boolean;
  readonly sessions: Sessions;
  readonly watch: SessionWatch;
  readonly passwords: Passwords;
  readonly first = new FirstAdministratorKey();
  readonly signIn: SignIn;
  readonly #core: Core;

  constructor(deps: AccessDeps) {
    const { core, clock, counters } = deps;
    this.#core = core;
    this.tls = deps.tls;
    this.sessions = new Sessions(core, clock);
    this.watch = new SessionWatch(core, this.sessions, clock);
    this.passwords = new Passwords(deps.passwordCost ?? PASSWORD_COST);
    this.signIn = new SignIn({ core, clock, counters, sessions: this.sessions, passwords: this.passwords, first: this.first });
  }

  start(): void {
    this.watch.start();
  }

  stop(): void {
    this.watch.stop();
  }

  /**
   * Who sent these headers. A bearer token is looked at alone, so that a request with both can not mix the rights of a
   * machine with the cookie of a person.
   */
  principalOf(headers: { readonly cookie?: string | undefined; readonly authorization?: string | undefined }): Principal | undefined {
    if (headers.authorization !== undefined) {
      const token = tokenOfHeader(this.#core.committed, headers.authorization);
      return token === undefined ? undefined : { kind: 'token', token };
    }
    const secret = sessionTokenOf(headers.cookie, this.tls);
    const session = secret === undefined ? undefined : this.sessions.find(secret);
    return session === undefined ? undefined : { kind: 'person', person: session.person, session, at: this.#core.now().at };
  }
}
