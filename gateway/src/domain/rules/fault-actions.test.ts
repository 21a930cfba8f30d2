import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../base/durations.ts';
import type { ConsoleFaultCode, FaultSubject } from '../../contract/faults.ts';
import { FAULT_ACTIONS, type FaultAction } from '../../contract/supervision.ts';
import { nextDue } from '../decide.ts';
import type { Fault } from '../fault.ts';
import { person, smallHouse, type Outcome, type Stage } from '../testing/stage.ts';
import { faultActionsFor } from './fault-actions.ts';

const KEY = 'port-lost:receiver:x';

function opened(code: ConsoleFaultCode = 'port-lost', subject: FaultSubject = 'receiver:x'): Stage {
  const stage = smallHouse();
  stage.give({ type: 'fault', open: true, code, subject, label: 'x' });
  return stage;
}

const act = (
  stage: Stage,
  action: FaultAction,
  { by = 'maria', fault = KEY, forMs }: { by?: string; fault?: string; forMs?: number } = {},
): Outcome => stage.give({ type: 'fault-act', actor: person(by), fault, action, forMs });

const fault = (stage: Stage): Fault => {
  const [one] = [...stage.state.faults.values()];
  if (one === undefined) throw new RangeError('no fault is open');
  return one;
};

describe('what people do about a technical matter', () => {
  it('offers what makes sense as it stands, for this person', () => {
    const stage = opened();
    const offered = (who: string): string => faultActionsFor(fault(stage), person(who)).join(' ');
    expect(offered('maria')).toBe('acknowledge look-after shelve');
    act(stage, 'look-after');
    expect([offered('maria'), offered('lee')]).toEqual(['hand-back shelve', 'look-after shelve']);
    act(stage, 'shelve', { forMs: MINUTE_MS });
    expect(offered('maria')).toBe('hand-back unshelve');
  });

  it('whoever looks after it has seen it; only they can hand it back; another one may take it over', () => {
    const stage = opened();
    expect(act(stage, 'look-after').kinds).toEqual(['FaultAcknowledged', 'FaultAssigned']);
    expect(act(stage, 'acknowledge').reply).toMatchObject({ code: 'not-now' });
    expect(act(stage, 'hand-back', { by: 'lee' }).reply).toMatchObject({ code: 'not-now' });
    expect(act(stage, 'look-after', { by: 'lee' }).kinds).toEqual(['FaultAssigned']);
    expect(fault(stage)).toMatchObject({ owner: 'lee', acknowledged: { by: 'maria' } });
    act(stage, 'hand-back', { by: 'lee' });
    expect(fault(stage).owner).toBeUndefined();
  });

  it('none of it closes one, and a new one begins anew', () => {
    const stage = opened();
    for (const action of FAULT_ACTIONS) act(stage, action, { forMs: MINUTE_MS });
    expect(stage.state.faults.size).toBe(1);
    stage.give({ type: 'fault', open: false, code: 'port-lost', subject: 'receiver:x', label: '' });
    expect(act(stage, 'acknowledge').reply).toMatchObject({ code: 'unknown-fault' });
    stage.give({ type: 'fault', open: true, code: 'port-lost', subject: 'receiver:x', label: 'x' });
    expect(fault(stage)).not.toHaveProperty('acknowledged');
  });
});

describe('putting aside', () => {
  it.each<[ConsoleFaultCode, FaultSubject, number]>([
    ['no-watching-console', 'gateway', 15 * MINUTE_MS],
    ['port-lost', 'receiver:x', 15 * MINUTE_MS],
    ['device-silent', 'device:b-ana', 7 * DAY_MS],
  ])('%s of %s: at least a minute, at most %d ms', (code, subject, mostMs) => {
    const stage = opened(code, subject);
    const outcome = (forMs?: number): string => {
      const { reply } = act(stage, 'shelve', { fault: `${code}:${subject}`, ...(forMs === undefined ? {} : { forMs }) });
      return reply.outcome === 'refused' ? reply.code : reply.outcome;
    };
    expect([undefined, MINUTE_MS - 1, mostMs + 1].map(outcome)).toEqual(['invalid', 'invalid', 'invalid']);
    expect(outcome(mostMs)).toBe('accepted');
    expect(outcome(MINUTE_MS)).toBe('not-now');
  });

  it('has an end in engine time, that comes by itself', () => {
    const stage = opened();
    expect(nextDue(stage.state, { table: 'faults', key: KEY }, stage.policy)).toBeUndefined();
    act(stage, 'shelve', { forMs: MINUTE_MS });
    expect(nextDue(stage.state, { table: 'faults', key: KEY }, stage.policy)).toEqual({ clock: 't', value: stage.t + MINUTE_MS });
    expect(fault(stage).shelved).toMatchObject({ by: 'maria', until: stage.at + MINUTE_MS });
    stage.pass(MINUTE_MS - 1);
    expect(stage.due('faults', KEY).kinds).toEqual([]);
    stage.pass(1);
    expect(stage.due('faults', KEY).kinds).toEqual(['FaultUnshelved']);
    expect([fault(stage).shelved, stage.due('faults', KEY).kinds]).toEqual([undefined, []]);
  });

  it('and can be ended by hand', () => {
    const stage = opened();
    act(stage, 'shelve', { forMs: MINUTE_MS });
    expect(act(stage, 'unshelve', { by: 'lee' }).facts).toMatchObject([{ data: { by: 'lee' } }]);
  });
});
