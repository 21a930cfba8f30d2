import { describe, expect, it } from 'vitest';
import type { GrantId, SessionId, TokenId } from '../base/ids.ts';
import type { Principal } from '../access/principal.ts';
import type { Alarm } from '../domain/alarm.ts';
import type { Pending } from '../contract/feed.ts';
import { button, device, person, place, smallHouse, somebody, somewhere } from '../domain/testing/stage.ts';
import { PendingTexts } from './pending-text.ts';

const stage = smallHouse();
const { state } = stage;
stage.put(
  somebody('nora'),
  somewhere('south', { kind: 'site' }),
  button('b-south', { place: place('south') }),
  button('b-loose', { worker: person('nora') }),
);
for (const [who, where] of [
  ['maria', 'site'],
  ['nora', 'south'],
] as const) {
  const grant = who as GrantId; // as: an id by hand.
  state.grants.set(grant, { grant, person: person(who), role: 'reception', place: place(where) });
}
const token = { token: 'wall' as TokenId, name: 'Wall', scope: 'public-wall' as const, createdAt: 0, revoked: false }; // as: an id by hand.
state.tokens.set(token.token, token);
state.settle();

const wait = (from: string): { press: string; signals: [object] } => ({
  press: String(from.length),
  signals: [{ device: device(from), boot: 1, seq: 1, kind: 'duress', receivedAt: 1, pressedAt: 1, path: { by: 'mqtt' } }],
});
const core = {
  now: () => ({ at: 10, t: 10 }),
  foreseen: () => [] as readonly Alarm[],
  committed: state.committed,
  // as: signals as the loop keeps them.
  pending: () => [{ ...wait('b-ana'), taken: { person: 'maria', at: 2 } }, wait('b-south'), wait('b-loose'), wait('b-gone')] as never,
};
const someone = (id: string): Principal => ({
  kind: 'person',
  person: person(id),
  session: { session: 's' as SessionId, person: person(id), openedAt: 0, expiresAt: 1 }, // as: an id by hand.
  at: 10,
});
const told = (principal: Principal, at?: string): Pending['presses'] =>
  (JSON.parse(new PendingTexts(core, stage.policy).of({ principal, ...(at === undefined ? {} : { place: place(at) }) })) as Pending)
    .presses; // as: just made.
const devices = (presses: Pending['presses']): string[] => presses.map((press) => press.device.device);

describe('presses that are not recorded yet', () => {
  it('are told where recorded ones would be, and what lies at no known place to everybody who watches', () => {
    expect(devices(told(someone('maria')))).toEqual(['b-ana', 'b-loose', 'b-gone']);
    expect(devices(told(someone('nora')))).toEqual(['b-south', 'b-loose', 'b-gone']);
    expect(devices(told(someone('maria'), 'room4'))).toEqual(['b-loose', 'b-gone']);
  });

  it('are nobody’s business who answers no alarms', () => {
    expect(told(someone('ana'))).toEqual([]);
    expect(told(someone('tom'))).toEqual([]);
  });

  it('name people to those who answer, and nobody to a screen that the public can read', () => {
    expect(told(someone('maria'))[0]).toMatchObject({ who: { name: 'ana' }, taken: { name: 'maria' }, device: { label: 'b-ana' } });
    const text = new PendingTexts(core, stage.policy).of({ principal: { kind: 'token', token } });
    expect(text).not.toMatch(/ana|maria|nora|b-/);
    expect(told({ kind: 'token', token })[0]).toMatchObject({ where: { path: ['site', 'room1'] } });
  });

  it('are made once for all who have the same rights, and for each worker whose own is among them', () => {
    const texts = new PendingTexts(core, stage.policy);
    for (const [one, other] of [
      ['maria', 'lee'],
      ['maria', 'nora'],
      ['ana', 'nora'],
    ] as const) {
      const alone = [one, other].map((id) => new PendingTexts(core, stage.policy).of({ principal: someone(id) }));
      expect([one, other].map((id) => texts.of({ principal: someone(id) }))).toEqual(alone);
    }
    let made = 0;
    const counting = { ...core, pending: () => ((made += 1), core.pending()) };
    const shared = new PendingTexts(counting, stage.policy);
    for (let i = 0; i < 1_000; i += 1) shared.of({ principal: someone('maria') });
    expect(made).toBe(1);
  });

  it('with what was done to recorded alarms are read once, however many consoles are told of it', () => {
    const pressed = smallHouse();
    for (const { person: id } of state.people.values()) pressed.put(somebody(id));
    pressed.press('b-ana', [1, 1]);
    pressed.press('b-desk', [1, 1]);
    for (const grant of state.grants.values()) pressed.state.grants.set(grant.grant, grant);
    pressed.state.tokens.set(token.token, token);
    const lee = 'lee' as GrantId; // as: an id by hand.
    pressed.state.grants.set(lee, { grant: lee, person: person('lee'), role: 'reception', place: place('site') });
    pressed.state.settle();
    const [alarm, other] = [...pressed.state.alarms.values()];
    if (alarm === undefined || other === undefined) throw new RangeError('two are open');
    pressed.give({ type: 'act', actor: person('maria'), alarm: alarm.alarm, action: 'take', body: {} });
    let read = 0;
    // Rights are asked for each console; a view alone asks what its device is called.
    const devices = { ...pressed.state.committed.devices, get: (id: never) => ((read += 1), pressed.state.committed.devices.get(id)) };
    const away = { ...core, committed: { ...pressed.state.committed, devices }, pending: () => [] };
    const foreseen = (): readonly Alarm[] => [...pressed.state.committed.alarms.values()];
    const texts = new PendingTexts({ ...away, foreseen }, pressed.policy);
    const told = (principal: Principal): string => texts.of({ principal });
    const first = ['maria', 'lee', 'ana', 'nora'].map((id) => told(someone(id)));
    const wall = told({ kind: 'token', token });
    const once = read;
    expect(once).toBeGreaterThan(0);
    for (let i = 0; i < 1_000; i += 1) {
      expect(['maria', 'lee', 'ana', 'nora'].map((id) => told(someone(id)))).toEqual(first);
      expect(told({ kind: 'token', token })).toBe(wall);
    }
    expect(read).toBe(once);
    // Each is offered what they may do: Lee can take it over, Maria has it; and a wall screen is told nobody's name.
    const actions = first.map((text) => (JSON.parse(text) as Pending).alarms?.[0]?.actions); // as: just made.
    expect([actions[0]?.includes('take-over'), actions[1]?.includes('take-over')]).toEqual([false, true]);
    expect((JSON.parse(first[0] ?? '') as Pending).alarms?.map(({ recorded }) => recorded)).toEqual([false, false]); // as: just made.
    expect(wall).not.toMatch(/ana|maria|b-/);
  });

  it('are said to be none when there are none', () => {
    const none = new PendingTexts({ ...core, pending: () => [] }, stage.policy);
    expect(none.of({ principal: someone('maria') })).toBe('{"type":"pending","presses":[]}');
  });
});
