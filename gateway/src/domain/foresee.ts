import type { Alarm } from './alarm.ts';
import { nextAlarm, type AlarmFact } from './apply/apply-alarm.ts';
import { decide } from './decide.ts';
import { ALARM_FACTS } from './facts/alarm-facts.ts';
import type { Draft } from './facts/catalogue.ts';
import type { Input, Reply } from './input.ts';
import { decideDeed } from './rules/answer.ts';
import type { Ruling } from './ruling.ts';
import type { StateView } from './state.ts';

type Foreseeable = Extract<Input, { readonly type: 'act' | 'signal' }>;

/**
 * What an alarm will be, and what the sender would be told, once this input has been recorded after those that made `alarm` what
 * it is here. The same rules and the same `apply` as in the loop, on one alarm alone: the state is only read.
 */
export function foresee(ruling: Ruling, alarm: Alarm, input: Foreseeable): { readonly alarm: Alarm; readonly reply: Reply } {
  const decision =
    input.type === 'act' ? decideDeed(ruling, input, alarm) : decide({ ...ruling, state: withAlarm(ruling.state, alarm) }, input);
  const made = decision.facts.reduce<Alarm>((before, fact) => (isAbout(before, fact) ? after(ruling, before, fact) : before), alarm);
  return { alarm: made, reply: decision.reply };
}

/** The state in which this one alarm is as it will be. */
function withAlarm(state: StateView, alarm: Alarm): StateView {
  const { alarms } = state;
  const asWillBe = (one: Alarm): Alarm => (one.alarm === alarm.alarm ? alarm : one);
  return {
    ...state,
    alarms: {
      size: alarms.size,
      has: (key) => alarms.has(key),
      get: (key) => (key === alarm.alarm ? alarm : alarms.get(key)),
      values: () => [...alarms.values()].map(asWillBe).values(),
      by: (name, value) => alarms.by(name, value).map(asWillBe),
    },
  };
}

function after(ruling: Ruling, alarm: Alarm, draft: Draft): Alarm {
  if (alarm.state === 'closed') return alarm;
  // as: isAbout() has found a kind of an alarm's facts, and none that raises one is about an alarm that is there.
  return nextAlarm(alarm, { ...draft, at: ruling.at, t: ruling.t, seq: 0 } as Exclude<AlarmFact, { readonly kind: 'AlarmRaised' }>);
}

function isAbout(alarm: Alarm, { kind, data }: Draft): boolean {
  return kind !== 'AlarmRaised' && kind in ALARM_FACTS && 'alarm' in data && data.alarm === alarm.alarm;
}
