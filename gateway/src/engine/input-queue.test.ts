import { describe, expect, it } from 'vitest';
import { device, person, type Cue } from '../domain/testing/stage.ts';
import type { AlarmId, ConsoleId, DebriefId, InputId } from '../base/ids.ts';
import { FLOOD_PRESSES, InputQueue, type Job } from './input-queue.ts';

// as (all in this file): ids of a test are written by hand.
const job = (id: string, cue: Cue): Job => ({
  input: { ...cue, id: id as InputId },
  resolve: () => undefined,
  reject: () => undefined,
});
const settings = (count: number): Cue => ({
  type: 'save',
  actor: 'test',
  changes: Array.from({ length: count }, (_, i) => ({ put: 'setting' as const, key: `k${String(i)}`, value: i })),
});
const signal: Cue = {
  type: 'signal',
  signal: { device: device('b'), boot: 1, seq: 1, kind: 'duress', receivedAt: 0, pressedAt: 0, path: { by: 'mqtt' } },
};
const act: Cue = { type: 'act', actor: person('maria'), alarm: 'a' as AlarmId, action: 'take', body: {} };
const deadline: Cue = { type: 'deadline', table: 'alarms', key: 'a' };
const shown: Cue = { type: 'shown', alarms: [], console: 'c' as ConsoleId, at: 0 };
const note: Cue = { type: 'note', event: 'started' };

function order(queue: InputQueue): string[] {
  const ids: string[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) ids.push(next.input.id);
  return ids;
}

describe('inputs in order of importance', () => {
  it('presses, operators, deadlines, receipts, the rest; within one, who came first', () => {
    const queue = new InputQueue();
    const accept: Cue = { type: 'debrief', actor: person('ruth'), debrief: 'd' as DebriefId, command: { do: 'accept' } };
    const cues: [string, Cue][] = [
      ['note', note],
      ['import', settings(11)],
      ['shown', shown],
      ['deadline', deadline],
      ['accept', accept],
      ['small-save', settings(10)],
      ['act', act],
      ['unreadable', { type: 'unreadable', device: device('b'), by: 'mqtt', raw: '', why: 'json' }],
      ['press', signal],
    ];
    for (const [id, cue] of cues) queue.push(job(id, cue));
    expect(queue.size).toBe(9);
    expect(order(queue)).toEqual(['unreadable', 'press', 'accept', 'small-save', 'act', 'deadline', 'shown', 'note', 'import']);
    expect(queue.size).toBe(0);
  });

  it('is flooded by so many presses, and by nothing else', () => {
    const queue = new InputQueue();
    for (let i = 1; i < FLOOD_PRESSES; i += 1) queue.push(job(String(i), signal));
    for (let i = 0; i < FLOOD_PRESSES; i += 1) queue.push(job(`act ${String(i)}`, act));
    expect(queue.isFlooded).toBe(false);
    queue.push(job('one more', signal));
    expect(queue.isFlooded).toBe(true);
  });

  it('puts a batch that was given up back in front, in its order', () => {
    const queue = new InputQueue();
    for (const id of ['1', '2', '3']) queue.push(job(id, signal));
    const taken = [queue.shift(), queue.shift()].filter((one) => one !== undefined);
    queue.push(job('4', act));
    queue.unshift([...taken, job('0', act)]);
    expect([...queue.waiting()].map((one) => one.input.id)).toEqual(['1', '2', '3', '0', '4']);
    expect(order(queue)).toEqual(['1', '2', '3', '0', '4']);
  });

  it.each([
    ['presses', signal, 50_000],
    ['operators’ actions', act, 5_000],
    ['deadlines', deadline, 50_000],
    ['receipts', shown, 50_000],
    ['the rest', note, 10_000],
  ])('takes as many %s as it says, refuses one more, and loses none', (_, cue, most) => {
    const queue = new InputQueue();
    for (let i = 0; i < most; i += 1) queue.push(job(String(i), cue));
    expect(() => {
      queue.push(job('surplus', cue));
    }).toThrow(expect.objectContaining({ code: 'queue-full', retryable: true }) as Error);
    expect(queue.size).toBe(most);
    // A full lane is no reason to refuse what belongs into another.
    queue.push(job('other', cue === act ? signal : act));
    expect(order(queue)).toHaveLength(most + 1);
  });

  it('keeps its order over many turns of taking and giving back', () => {
    const queue = new InputQueue();
    const seen: string[] = [];
    let next = 0;
    for (let round = 0; round < 200; round += 1) {
      for (let i = 0; i < 40; i += 1) queue.push(job(String(next++), signal));
      const batch = Array.from({ length: 30 }, () => queue.shift()).filter((one) => one !== undefined);
      if (round % 3 === 0) queue.unshift(batch);
      else seen.push(...batch.map((one) => one.input.id));
    }
    seen.push(...order(queue));
    expect(seen).toEqual(Array.from({ length: next }, (_, i) => String(i)));
  });
});
