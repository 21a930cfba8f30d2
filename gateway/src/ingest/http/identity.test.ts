import { expect, test } from 'vitest';
import { HOUR_MS } from '../../base/durations.ts';
import type { DeviceId, TokenId } from '../../base/ids.ts';
import type { PressMemory } from '../../domain/devices.ts';
import { KEY_HELD_MS, SignalIdentities, type Identity, type SignalKey } from './identity.ts';

// as (all in this file): ids of this test's own.
const device = 'd' as DeviceId;
const base: SignalKey = { token: 't' as TokenId, device, kind: 'duress', key: 'k' };
const at = 1_000_000;

function remembering(identity: Identity, pressedAt: number): PressMemory {
  return { device, boots: [{ boot: identity.boot, presses: [{ seq: identity.seq, kind: 'duress', pressedAt, receivers: [] }] }] };
}

test('each part of the key matters, and nothing else', () => {
  const identities = new SignalIdentities();
  const name = (key: Partial<SignalKey>): string => {
    const { boot, seq } = identities.of({ ...base, ...key }, undefined, { at, pressedAt: at });
    return `${boot} ${seq}`;
  };
  const all = [name({}), name({ key: 'k2' }), name({ token: 'u' as TokenId }), name({ device: 'e' as DeviceId }), name({ kind: 'assist' })];
  expect(new Set(all).size).toBe(5);
  expect(name({})).toBe(all[0]);
  expect(all.every((one) => Number(one.split(' ')[0]) < 4)).toBe(true);
});

test('a repeat keeps the time of its first copy, in this run and after a restart', () => {
  const first = new SignalIdentities();
  const named = first.of(base, undefined, { at, pressedAt: at - 5 });
  expect(first.of(base, undefined, { at: at + 10 * HOUR_MS, pressedAt: at + 10 * HOUR_MS })).toMatchObject({ pressedAt: at - 5 });
  const restarted = new SignalIdentities();
  const memory = remembering(named, at - 5);
  const later = at + 24 * HOUR_MS;
  expect(restarted.of(base, memory, { at: later, pressedAt: later })).toMatchObject({
    boot: named.boot,
    seq: named.seq,
    pressedAt: at - 5,
  });
});

test('after a day and an hour the key is free again', () => {
  const identities = new SignalIdentities();
  const named = identities.of(base, undefined, { at, pressedAt: at });
  const later = at + KEY_HELD_MS;
  expect(identities.of(base, remembering(named, at), { at: later, pressedAt: later }).pressedAt).toBe(later);
  expect(identities.of(base, remembering(named, at), { at: later - 1 + KEY_HELD_MS, pressedAt: 0 }).pressedAt).toBe(later);
});
