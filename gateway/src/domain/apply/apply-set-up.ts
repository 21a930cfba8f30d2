import { unreachable } from '../../base/assert.ts';
import type { DeviceId, GrantId, PersonId, PlaceId, SessionId, TokenId } from '../../base/ids.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { SET_UP_FACTS } from '../facts/set-up-facts.ts';
import type { Device } from '../devices.ts';
import type { Person } from '../people.ts';
import type { Place } from '../places.ts';
import { fields } from '../sealed-fields.ts';
import type { State } from '../state.ts';
import { forgetClimbsOf, unprovenByContacts } from '../rules/climb-proof.ts';
import { lookAgainAtOwned } from './apply-time.ts';
import { limitsMoved } from './apply-duty.ts';
import { monthsMoved } from './apply-month.ts';
import { unprovenByPerson, unprovenByPlace, unprovenBySaving } from './apply-supervision.ts';

export type SetUpFact = Extract<Fact, { readonly kind: keyof typeof SET_UP_FACTS }>;
type Of<K extends SetUpFact['kind']> = Extract<SetUpFact, { readonly kind: K }>;

/** What a fact of set-up makes of people, places, devices and rights. Values are absolute. */
export function applySetUp(state: State, fact: SetUpFact): void {
  // as (all in this function): ids in facts are the strings that branded ids became.
  switch (fact.kind) {
    case 'PersonSaved':
      savePerson(state, fact);
      return;
    case 'PersonErased':
      erasePerson(state, fact.data.person as PersonId);
      return;
    case 'CredentialSaved':
      saveCredential(state, fact);
      return;
    case 'GrantGiven': {
      const { grant, person, role, place } = fact.data;
      state.grants.set(grant as GrantId, {
        grant: grant as GrantId,
        person: person as PersonId,
        role,
        place: place as PlaceId | undefined,
      });
      return;
    }
    case 'GrantWithdrawn':
      state.grants.delete(fact.data.grant as GrantId);
      return;
    case 'SessionOpened': {
      const { session, person, expiresAt } = fact.data;
      const opened = { openedAt: fact.at, openedT: fact.t };
      state.sessions.set(session as SessionId, { session: session as SessionId, person: person as PersonId, ...opened, expiresAt });
      return;
    }
    case 'SessionClosed':
      closeSession(state, fact.data.session as SessionId);
      return;
    case 'TokenIssued': {
      const { token, name, scope, place } = fact.data;
      const id = token as TokenId;
      state.tokens.set(id, { token: id, name, scope, place: place as PlaceId | undefined, createdAt: fact.at, revoked: false });
      return;
    }
    case 'TokenRevoked': {
      const token = state.tokens.get(fact.data.token as TokenId);
      if (token !== undefined) state.tokens.set(token.token, { ...token, revoked: true });
      return;
    }
    case 'PlaceSaved':
      savePlace(state, fact);
      return;
    case 'PlaceRemoved':
      forgetClimbsOf(state, fact.data.place as PlaceId);
      removePlace(state, fact.data.place as PlaceId);
      return;
    case 'DeviceSaved':
      saveDevice(state, fact);
      return;
    case 'SettingSaved':
      state.settings.set(fact.data.key, { value: fact.data.value });
      return;
    default:
      unreachable(fact);
  }
}

/** With it goes whatever the person wanted only for as long as they are signed in. */
function closeSession(state: State, session: SessionId): void {
  state.sessions.delete(session);
  for (const { subscription } of state.subscriptions.by('session', session)) state.subscriptions.delete(subscription);
}

function savePerson(state: State, fact: Of<'PersonSaved'>): void {
  const { person, place, manager, delegate, leave, unavailable, active } = fact.data;
  // as: ids in facts are the strings that branded ids became.
  const id = person as PersonId;
  const sealed = fields(fact);
  const saved: Person = {
    person: id,
    name: sealed('name') ?? '',
    login: sealed('login'),
    email: sealed('email'),
    phone: sealed('phone'),
    place: place as PlaceId | undefined,
    manager: manager as PersonId | undefined,
    delegate: delegate as PersonId | undefined,
    leave,
    unavailable,
    active,
    erased: fact.secret !== undefined && fact.secret.value === undefined ? true : undefined,
  };
  unprovenByPerson(state, state.people.get(id), saved);
  state.people.set(id, saved);
  lookAgainAtOwned(state, id);
}

function erasePerson(state: State, id: PersonId): void {
  const person = state.people.get(id);
  if (person === undefined) return;
  const { manager, delegate, place } = person;
  state.people.set(id, { person: id, name: '', manager, delegate, place, leave: [], unavailable: true, active: false, erased: true });
  state.credentials.delete(id);
  for (const session of state.sessions.by('person', id)) state.sessions.delete(session.session);
  for (const grant of state.grants.by('person', id)) state.grants.delete(grant.grant);
  for (const { subscription } of state.subscriptions.by('person', id)) state.subscriptions.delete(subscription);
  state.testSends.delete(id);
}

function saveCredential(state: State, fact: Of<'CredentialSaved'>): void {
  // as: ids in facts are the strings that branded ids became.
  const id = fact.data.person as PersonId;
  const sealed = fields(fact);
  if (fact.secret?.value === undefined) state.credentials.delete(id);
  else state.credentials.set(id, { person: id, password: sealed('password'), pin: sealed('pin'), duressPin: sealed('duressPin') });
}

function savePlace(state: State, fact: Of<'PlaceSaved'>): void {
  const { data } = fact;
  // as: ids in facts are the strings that branded ids became.
  const id = data.place as PlaceId;
  const place: Place = {
    ...data,
    place: id,
    parent: data.parent as PlaceId | undefined,
    responsible: data.responsible as PersonId | undefined,
    fallback: data.fallback as PersonId[],
    emergency: data.emergency as PersonId[],
  };
  unprovenByPlace(state, { before: state.places.get(id), after: place, seq: fact.seq });
  unprovenByContacts(state, { before: state.places.get(id), after: place }, fact);
  const before = state.places.get(id);
  state.places.set(id, place);
  limitsMoved(state, before, place);
  monthsMoved(state, before, place);
}

function removePlace(state: State, id: PlaceId): void {
  const before = state.places.get(id);
  state.places.delete(id);
  limitsMoved(state, before, undefined);
  monthsMoved(state, before, undefined);
}

function saveDevice(state: State, fact: Of<'DeviceSaved'>): void {
  const { data } = fact;
  // as: ids in facts are the strings that branded ids became.
  const id = data.device as DeviceId;
  const sealed = fields(fact);
  const device: Device = {
    ...data,
    device: id,
    label: sealed('label') ?? id,
    radioKey: sealed('radioKey'),
    worker: data.worker as PersonId | undefined,
    place: data.place as PlaceId | undefined,
  };
  unprovenBySaving(state, state.devices.get(id), device);
  state.devices.set(id, device);
}
