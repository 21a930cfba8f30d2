import type { PersonId, SessionId, SubscriptionId } from '../../base/ids.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { PUSH_FACTS } from '../facts/push-facts.ts';
import { fields } from '../sealed-fields.ts';
import type { State } from '../state.ts';

export type PushFact = Extract<Fact, { readonly kind: keyof typeof PUSH_FACTS }>;

/** Browsers in which people want to be told. One whose text was erased can't be told any more. */
export function applyPush(state: State, fact: PushFact): void {
  // as (all): ids in facts are the strings that branded ids became.
  const subscription = fact.data.subscription as SubscriptionId;
  if (fact.kind === 'PushEnded') {
    state.subscriptions.delete(subscription);
    return;
  }
  const sealed = fields(fact);
  const [endpoint, p256dh, auth] = [sealed('endpoint'), sealed('p256dh'), sealed('auth')];
  if (endpoint === undefined || p256dh === undefined || auth === undefined) {
    state.subscriptions.delete(subscription);
    return;
  }
  const times = { savedAt: fact.at, saved: fact.seq };
  const [person, session] = [fact.data.person as PersonId, fact.data.session as SessionId | undefined];
  state.subscriptions.set(subscription, { subscription, person, session, endpoint, p256dh, auth, label: sealed('label'), ...times });
}
