import { unreachable } from '../../base/assert.ts';
import type { AlarmId, DeviceId, PersonId, PlaceId } from '../../base/ids.ts';
import { REMEMBERED_BOOTS, REMEMBERED_PRESSES, type KnownPress, type PressMemory } from '../devices.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { SIGNAL_FACTS } from '../facts/signal-facts.ts';
import type { State } from '../state.ts';
import { climbProvenByTest } from '../rules/climb-proof.ts';
import { heardBy, positionIn } from './apply-alarm.ts';
import { provenByTest } from './apply-supervision.ts';
import { noteInDrill } from './apply-drill.ts';

export type SignalFact = Extract<Fact, { readonly kind: keyof typeof SIGNAL_FACTS }>;

/** What a fact of a device makes of the gateway's memory of that device. */
export function applySignal(state: State, fact: SignalFact): void {
  switch (fact.kind) {
    case 'SignalReceived':
      remember(state, fact);
      return;
    case 'SignalHeardAgain':
      hear(state, fact);
      return;
    case 'SignalUnreadable':
      return;
    case 'TestStarted':
    case 'TestEnded':
    case 'TestPassed':
      test(state, fact);
      return;
    case 'HandConfirmed':
      confirm(state, fact);
      return;
    case 'DownlinkReserved':
      reserve(state, fact);
      return;
    case 'PositionNoted':
      move(state, fact);
      return;
    default:
      unreachable(fact);
  }
}

type Of<K extends SignalFact['kind']> = Extract<SignalFact, { readonly kind: K }>;

function remember(state: State, fact: Of<'SignalReceived'>): void {
  const { data } = fact;
  // as: ids in facts are the strings that branded ids became.
  const device = data.device as DeviceId;
  const press: KnownPress = {
    seq: data.seq,
    kind: data.signal,
    pressedAt: data.pressedAt,
    alarm: data.alarm as AlarmId | undefined,
    receivers: data.path.receiver === undefined ? [] : [data.path.receiver],
  };
  state.presses.set(device, withPress(state.presses.get(device), device, { boot: data.boot, press }));
  noteInDrill(state, { device, meaning: data.meaning, kind: data.signal, alarm: press.alarm, at: data.pressedAt });
}

function withPress(memory: PressMemory | undefined, device: DeviceId, one: { boot: number; press: KnownPress }): PressMemory {
  const boots = memory?.boots ?? [];
  const known = boots.find((entry) => entry.boot === one.boot)?.presses ?? [];
  const presses = [...known.filter((press) => press.seq !== one.press.seq), one.press].slice(-REMEMBERED_PRESSES);
  return { device, boots: [...boots.filter((entry) => entry.boot !== one.boot), { boot: one.boot, presses }].slice(-REMEMBERED_BOOTS) };
}

function hear(state: State, fact: Of<'SignalHeardAgain'>): void {
  const { device, boot, seq, path, alarm } = fact.data;
  // as: ids in facts are the strings that branded ids became.
  const memory = state.presses.get(device as DeviceId);
  const known = memory?.boots.find((entry) => entry.boot === boot)?.presses.find((press) => press.seq === seq);
  if (memory !== undefined && known !== undefined && path.receiver !== undefined) {
    const press = { ...known, receivers: [...known.receivers, path.receiver] };
    state.presses.set(memory.device, {
      device: memory.device,
      boots: memory.boots.map((entry) =>
        entry.boot === boot ? { boot, presses: entry.presses.map((other) => (other.seq === seq ? press : other)) } : entry,
      ),
    });
  }
  const open = alarm === undefined ? undefined : state.alarms.get(alarm as AlarmId);
  if (open !== undefined && open.state !== 'closed') state.alarms.set(open.alarm, { ...open, heard: heardBy(open.heard, path) });
}

function test(state: State, fact: Of<'TestStarted'> | Of<'TestEnded'> | Of<'TestPassed'>): void {
  // as: ids in facts are the strings that branded ids became.
  const device = fact.data.device as DeviceId;
  const passedAt = state.tests.get(device)?.passedAt;
  switch (fact.kind) {
    case 'TestStarted':
      state.tests.set(device, { device, until: fact.data.untilT, startedBy: fact.data.by as PersonId, passedAt });
      return;
    case 'TestEnded':
      state.tests.set(device, { device, passedAt });
      return;
    case 'TestPassed':
      state.tests.set(device, { device, passedAt: fact.at });
      provenByTest(state, device, fact.seq);
      climbProvenByTest(state, device, fact.at);
  }
}

function reserve(state: State, fact: Of<'DownlinkReserved'>): void {
  const { device, reservedTo, epoch } = fact.data;
  // as: ids in facts are the strings that branded ids became.
  state.downlinks.set(device as DeviceId, { device: device as DeviceId, reservedTo, epoch });
}

function confirm(state: State, fact: Of<'HandConfirmed'>): void {
  const { device, alarm, rev, state: shown } = fact.data;
  // as: ids in facts are the strings that branded ids became.
  state.hands.set(device as DeviceId, { device: device as DeviceId, alarm: alarm as AlarmId | undefined, rev, state: shown, at: fact.at });
  const open = alarm === undefined ? undefined : state.alarms.get(alarm as AlarmId);
  if (open === undefined || open.state === 'closed' || shown === undefined) return;
  state.alarms.set(open.alarm, { ...open, hand: { state: shown, at: fact.at } });
}

function move(state: State, fact: Of<'PositionNoted'>): void {
  // as: ids in facts are the strings that branded ids became.
  const alarm = state.alarms.get(fact.data.alarm as AlarmId);
  if (alarm === undefined || alarm.state === 'closed') return;
  const place = fact.data.place as PlaceId | undefined;
  const where =
    place === undefined
      ? { ...alarm.where, position: positionIn(fact) ?? alarm.where.position }
      : { place, confidence: 'reported' as const, at: fact.data.noted, position: positionIn(fact) ?? alarm.where.position };
  state.alarms.set(alarm.alarm, { ...alarm, where });
}
