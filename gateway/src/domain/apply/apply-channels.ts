import type { AlarmId, PersonId } from '../../base/ids.ts';
import type { CHANNELS_FACTS } from '../facts/channels-facts.ts';
import type { Fact } from '../facts/catalogue.ts';
import { reported } from '../reach.ts';
import type { State } from '../state.ts';

export type ChannelsFact = Extract<Fact, { readonly kind: keyof typeof CHANNELS_FACTS }>;

/** What a result makes of the alarm that the message is about. */
export function applyChannels(state: State, { data }: ChannelsFact): void {
  // as (both): ids in facts are the strings that branded ids became.
  const alarm = state.alarms.get(data.alarm as AlarmId);
  if (alarm === undefined) return;
  const { message, step, of, way, result } = data;
  const reach = reported(alarm.reach, { message, person: data.to as PersonId, step, of, way, result });
  state.alarms.set(alarm.alarm, { ...alarm, reach });
}
