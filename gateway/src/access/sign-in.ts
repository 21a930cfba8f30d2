import type { Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import { inputIdFrom, type GrantId, type PersonId } from '../base/ids.ts';
import type { Change, Input, Reply } from '../domain/input.ts';
import type { Person } from '../domain/people.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters } from '../engine/ports/devices.ts';
import { Attempts } from './attempts.ts';
import type { FirstAdministratorKey } from './first-administrator.ts';
import { weaknessOf, sayWeakness } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import { newPhoneDevice, phoneDeviceOf } from './phone-device.ts';
import { hasAdministrator } from '../domain/administrators.ts';
import { isActive } from './principal.ts';
import { AccessRefusal } from './refusals.ts';
import type { NewSession, Sessions } from './sessions.ts';
import { addressGroup } from './addresses.ts';

/** Where an attempt comes from, and the session that the browser had before, which ends with the new one. */
export interface Door {
  readonly address: string | undefined;
  readonly former?: string | undefined;
}

export interface SignedIn {
  readonly session: NewSession;
  readonly reply: Reply;
}

/** How an input gets into the loop and how long the face waits for it. */
export type Submit = (input: Input) => Promise<Reply>;

export interface SignInDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly first: FirstAdministratorKey;
  readonly counters: Counters;
}

/** All doors through which a session is opened. */
export class SignIn {
  readonly #deps: SignInDeps;
  readonly #attempts: Attempts;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
    this.#attempts = new Attempts(deps.clock);
  }

  /**
   * By login and password. Unknown logins, people who have left and wrong passwords all answer alike and take as long.
   * @throws AccessRefusal `wrong-password`, `too-many-attempts`.
   */
  async withPassword(credentials: { login: string; password: string }, door: Door, submit: Submit): Promise<SignedIn> {
    const { core, passwords, counters } = this.#deps;
    const address = addressGroup(door.address);
    const login = credentials.login.toLowerCase();
    this.#refuseWhile(this.#attempts.begin(address, login));
    const person = this.#personOf(login);
    const stored = person === undefined ? undefined : core.committed.credentials.get(person.person)?.password;
    const verdict = await passwords.verify(credentials.password, stored);
    // Read again: the person may have left, or changed the password, while we computed.
    const still = person !== undefined && isActive(core.committed.people.get(person.person));
    const credential = person === undefined ? undefined : core.committed.credentials.get(person.person);
    if (!verdict.right || !still || credential?.password !== stored) {
      this.#attempts.failed(address, login);
      counters.count('sign-in-refused');
      throw new AccessRefusal('wrong-password');
    }
    this.#attempts.succeeded(address, login);
    const renewed: Change[] =
      verdict.renewed === undefined || credential === undefined
        ? []
        : [{ put: 'credential', value: { ...credential, password: verdict.renewed } }];
    return this.#open(person.person, { door, also: renewed }, submit);
  }

  /** Without a password: who may use this door is decided by whoever calls. */
  async as(person: PersonId, door: Door, submit: Submit): Promise<SignedIn> {
    this.#refuseWhile(this.#attempts.beginFrom(addressGroup(door.address)));
    return this.#open(person, { door, also: [] }, submit);
  }

  /**
   * By the one-time key of the first start: person, password, grant everywhere and session, in one commit.
   * @throws AccessRefusal `key-not-valid`, `weak-password`, `too-many-attempts`.
   */
  async asFirstAdministrator(
    body: { key: string; name: string; login: string; password: string },
    door: Door,
    submit: Submit,
  ): Promise<SignedIn> {
    const { core, first, passwords, sessions } = this.#deps;
    this.#refuseWhile(this.#attempts.beginFrom(addressGroup(door.address)));
    requireStrong(body.password, body);
    if (hasAdministrator(core.committed) || !first.claim(body.key)) throw new AccessRefusal('key-not-valid');
    let done = false;
    try {
      const password = await passwords.hash(body.password);
      // as: ids are given here, and are what the branded types name.
      const person = core.ids.next() as PersonId;
      const grant = core.ids.next() as GrantId;
      const value: Person = { person, name: body.name, login: body.login, leave: [], unavailable: false, active: true };
      const session = sessions.prepare(person, door.former);
      const reply = await submit(
        save(core, `person:${person}`, [
          { put: 'person', value },
          { put: 'credential', value: { person, password } },
          { put: 'grant', value: { grant, person, role: 'administrator' } },
          ...session.changes,
        ]),
      );
      done = reply.outcome === 'accepted';
      return { session, reply };
    } finally {
      // While an input still waits for the log the key stays taken: it may yet be committed. A restart offers a new one.
      if (!done && !core.committed.grants.size && core.health.state === 'ok') first.giveBack(body.key);
    }
  }

  async #open(person: PersonId, how: { door: Door; also: readonly Change[] }, submit: Submit): Promise<SignedIn> {
    const { core, sessions } = this.#deps;
    const session = sessions.prepare(person, how.door.former);
    const reply = await submit(save(core, `person:${person}`, [...how.also, ...this.#phonePage(person), ...session.changes]));
    return { session, reply };
  }

  /** Whoever signs in may press from their phone page, so the page is a known device from then on. */
  #phonePage(person: PersonId): Change[] {
    const { committed } = this.#deps.core;
    const row = committed.people.get(person);
    // Without an administrator no device is taken, and a sign-in must not fail on that.
    if (row === undefined || phoneDeviceOf(committed, person) !== undefined || !hasAdministrator(committed)) return [];
    return [{ put: 'device', value: newPhoneDevice(row) }];
  }

  #personOf(login: string): Person | undefined {
    return this.#deps.core.committed.people.by('login', login).find(isActive);
  }

  #refuseWhile(waitMs: number): void {
    if (waitMs <= 0) return;
    this.#deps.counters.count('sign-in-slowed');
    throw new AccessRefusal('too-many-attempts', { retryAfterSeconds: Math.ceil(waitMs / SECOND_MS) });
  }
}

/** @throws AccessRefusal `weak-password` with what to do instead. */
export function requireStrong(password: string, own: { login?: string | undefined; name?: string | undefined }): void {
  const weakness = weaknessOf(password, own);
  if (weakness !== undefined) throw new AccessRefusal('weak-password', { detail: sayWeakness(weakness) });
}

/** A change of set-up as an input. */
export function save(core: Core, actor: string, changes: readonly Change[]): Input {
  return { id: inputIdFrom(core.ids), type: 'save', actor, changes };
}
