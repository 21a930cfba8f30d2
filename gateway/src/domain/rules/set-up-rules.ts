import type { DeviceId } from '../../base/ids.ts';
import { PUSH_DEVICES_MAX } from '../../contract/push.ts';
import type { Device } from '../devices.ts';
import type { Draft } from '../facts/catalogue.ts';
import type { Change } from '../input.ts';
import { joiningOf } from '../joined.ts';
import { absence, type Credential, type Person } from '../people.ts';
import type { StateView } from '../state.ts';
import { byDevice, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import { passOn, type Drafts } from './debrief-opening.ts';
import { passFromAway } from './owner-away.ts';
import { faultClosed, faultsClosedAbout } from './faults.ts';
import { holidaysProblem, setUpProblem } from './set-up-checks.ts';

/** A list of changes of set-up, taken whole or not at all. */
export function decideSave(ruling: Ruling, asked: { readonly actor: string; readonly changes: readonly Change[] }): Decision {
  const problem = setUpProblem(ruling.state, asked.changes) ?? holidaysProblem(asked.changes, ruling.policy.holidays);
  if (problem !== undefined) return refused(problem.code, { detail: problem.detail });
  const facts = asked.changes.flatMap((change) => [factOf(change, asked.actor), ...settledWith(ruling, change)]);
  const left = asked.changes.flatMap((change) => ('put' in change && change.put === 'person' ? debriefsLeft(ruling, change.value) : []));
  return decided(
    [...facts, ...left.flatMap((drafts) => drafts.facts)],
    { outcome: 'accepted' },
    left.flatMap((drafts) => drafts.messages),
  );
}

/** What is settled in the commit that changes a device, or brings one more browser. */
function settledWith(ruling: Ruling, change: Change): Draft[] {
  if (!('put' in change)) return [];
  if (change.put === 'subscription') return crowdedOut(ruling, change.value);
  if (change.put !== 'device') return [];
  const { device, radioKey, revoked } = change.value;
  if (revoked) return faultsClosedAbout(ruling, byDevice(device));
  const isNew = radioKey !== undefined && radioKey !== ruling.state.devices.get(device)?.radioKey;
  return isNew ? withNewKey(ruling, device) : [];
}

type Subscribing = Extract<Change, { readonly put: 'subscription' }>['value'];

/** The newest win: somebody with a new phone must not have to find out which old browser to take away first. */
function crowdedOut({ state }: Ruling, { subscription, person }: Subscribing): Draft[] {
  const others = state.subscriptions.by('person', person).filter((other) => other.subscription !== subscription);
  const oldest = others.sort((a, b) => b.saved - a.saved).slice(PUSH_DEVICES_MAX - 1);
  return oldest.map((one) => draft('PushEnded', { subscription: one.subscription, person, why: 'crowded-out' }, { actor: GATEWAY }));
}

/**
 * Frame counters belong to a key: under another one they begin anew, and none has been used. Keys are made at random and never
 * set by hand, so an earlier one, with counters that were used, does not come back. Said by a fact of its own, for the key itself is sealed.
 */
function withNewKey(ruling: Ruling, device: DeviceId): Draft[] {
  const anew = ruling.state.downlinks.has(device) ? [draft('DownlinkReserved', { device, reservedTo: 0 }, { actor: GATEWAY })] : [];
  return [...anew, ...faultClosed(ruling, { code: 'radio-key-spent', subject: byDevice(device) })];
}

/** Whoever leaves, or is away from now on, takes no debrief along: each goes on to the next who can, in the same commit. */
function debriefsLeft(ruling: Ruling, person: Person): Drafts[] {
  const before = ruling.state.people.get(person.person);
  // What is held within another one goes with that.
  const owned = ruling.state.debriefs.by('owner', person.person).filter((one) => one.state !== 'completed' && joiningOf(one) === undefined);
  const after = { ...ruling, state: withPerson(ruling.state, person) };
  if (person.active) {
    const isGoing = before !== undefined && absence(before, ruling.at) === undefined && absence(person, ruling.at) !== undefined;
    return isGoing ? owned.map((debrief) => passFromAway(after, debrief)) : [];
  }
  const moved = owned.map((debrief) => passOn(after, debrief, 'unavailable'));
  // Where there is nobody else at all it stays with a name, until there is somebody.
  return moved.filter(({ to }) => to !== person.person);
}

/** The state in which this one person is as they will be. */
function withPerson(state: StateView, person: Person): StateView {
  const { people } = state;
  const asWillBe = (one: Person): Person => (one.person === person.person ? person : one);
  return {
    ...state,
    people: {
      size: people.size,
      has: (key) => people.has(key),
      get: (key) => (key === person.person ? person : people.get(key)),
      values: () => [...people.values()].map(asWillBe).values(),
      by: (name, value) => people.by(name, value).map(asWillBe),
    },
  };
}

function factOf(change: Change, actor: string): Draft {
  if ('erase' in change) return draft('PersonErased', { person: change.key }, { actor });
  if ('remove' in change) return removal(change, actor);
  switch (change.put) {
    case 'person':
      return personSaved(change.value, actor);
    case 'credential':
      return credentialSaved(change.value, actor);
    case 'grant':
      return draft('GrantGiven', change.value, { actor });
    case 'place':
      return draft(
        'PlaceSaved',
        {
          ...change.value,
          beacons: [...change.value.beacons],
          fallback: [...change.value.fallback],
          emergency: [...change.value.emergency],
          workHours: copied(change.value.workHours),
          daysOff: copied(change.value.daysOff),
          regimes: copied(change.value.regimes),
        },
        { actor },
      );
    case 'device':
      return deviceSaved(change.value, actor);
    case 'token': {
      const { token, name, scope, place } = change.value;
      return draft('TokenIssued', { token, name, scope, place }, { actor });
    }
    case 'session': {
      const { session, person, expiresAt } = change.value;
      return draft('SessionOpened', { session, person, expiresAt }, { actor });
    }
    case 'policy': {
      const { saved: _saved, steps, levels, hours, ...rest } = change.value;
      return draft('EscalationPolicySaved', { ...rest, steps: [...steps], levels: copied(levels), hours: copied(hours) }, { actor });
    }
    case 'rota': {
      const { shifts, overrides, ...rest } = change.value;
      return draft('RotaSaved', { ...rest, shifts: [...shifts], overrides: [...overrides] }, { actor });
    }
    case 'output': {
      const { levels, ...rest } = change.value;
      return draft('OutputSaved', { ...rest, levels: [...levels] }, { actor });
    }
    case 'subscription':
      return pushSubscribed(change.value, actor);
    case 'setting':
      return draft('SettingSaved', { key: change.key, value: change.value }, { actor });
    case 'debrief-lists': {
      const { place, supports, factors } = change.value;
      const secret = { subject: `debrief-lists:${place}`, value: { supports: [...supports], factors: [...factors] } };
      return draft('DebriefListsSaved', { place }, { actor, secret });
    }
  }
}

function removal(change: Extract<Change, { readonly remove: string }>, actor: string): Draft {
  switch (change.remove) {
    case 'grant':
      return draft('GrantWithdrawn', { grant: change.key }, { actor });
    case 'token':
      return draft('TokenRevoked', { token: change.key }, { actor });
    case 'session':
      return draft('SessionClosed', { session: change.key }, { actor });
    case 'place':
      return draft('PlaceRemoved', { place: change.key }, { actor });
    case 'policy':
      return draft('EscalationPolicyRemoved', { policy: change.key }, { actor });
    case 'rota':
      return draft('RotaRemoved', { rota: change.key }, { actor });
    case 'output':
      return draft('OutputRemoved', { output: change.key }, { actor });
    case 'subscription':
      return draft('PushEnded', { subscription: change.key, person: change.person, why: change.why }, { actor });
  }
}

function copied<T>(list: readonly T[] | undefined): T[] | undefined {
  return list === undefined ? undefined : [...list];
}

function personSaved(person: Person, actor: string): Draft {
  const { person: id, place, manager, delegate, leave, unavailable, active } = person;
  const { name, login, email, phone } = person;
  const data = { person: id, place, manager, delegate, leave: [...leave], unavailable, active };
  return draft('PersonSaved', data, { actor, secret: { subject: `person:${id}`, value: { name, login, email, phone } } });
}

function credentialSaved(credential: Credential, actor: string): Draft {
  const { person, password, pin, duressPin } = credential;
  return draft('CredentialSaved', { person }, { actor, secret: { subject: `person:${person}`, value: { password, pin, duressPin } } });
}

function pushSubscribed({ subscription, person, session, endpoint, p256dh, auth, label }: Subscribing, actor: string): Draft {
  const secret = { subject: `person:${person}`, value: { endpoint, p256dh, auth, label } };
  return draft('PushSubscribed', { subscription, person, session }, { actor, secret });
}

function deviceSaved(device: Device, actor: string): Draft {
  const { label, radioKey, ...data } = device;
  return draft('DeviceSaved', data, { actor, secret: { subject: `device:${device.device}`, value: { label, radioKey } } });
}
