import type { TimelineEntry } from '@duress/gateway/contract/alarm.ts';
import { expect, test } from 'vitest';
import { texts } from '../texts/en.ts';
import { gathered, messageWords } from './message-lines.ts';

let seq = 0;

function entry(kind: string, detail: Record<string, unknown> = {}): TimelineEntry {
  seq += 1;
  return { seq, at: seq * 1_000, kind, actor: 'gateway', detail };
}

function report(result: string, more: Record<string, unknown> = {}): TimelineEntry {
  return entry('MessageReported', { message: 'm1', way: 'sms', to: 'gus', names: { gus: 'Gus' }, result, tries: 1, ...more });
}

const told = (entries: readonly TimelineEntry[]): string[] =>
  gathered(entries).map((line) => {
    if (line.entry.kind !== 'MessageReported') return line.entry.kind;
    const { what, rest } = messageWords(line, { texts, time: (at) => `at ${String(at / 1_000)}` });
    return what + rest;
  });

test('one message by one way is one line, where its first result stands, with the time of each', () => {
  seq = 0;
  const story = [report('accepted'), entry('AlarmShown'), report('delivered'), report('answered'), entry('AlarmTaken')];
  expect(told(story)).toEqual([
    'Text message to Gus: taken by the service at 1, delivered at 3, answered at 4',
    'AlarmShown',
    'AlarmTaken',
  ]);
});

test('ways and messages have lines of their own', () => {
  expect(told([report('accepted'), report('accepted', { way: 'mail' }), report('accepted', { message: 'm2' })])).toEqual([
    'Text message to Gus: taken by the service',
    'E-mail to Gus: taken by the service',
    'Text message to Gus: taken by the service',
  ]);
});

test('why it failed is said in words where there are some, and which try went well', () => {
  seq = 0;
  expect(told([report('failed', { why: 'mail ECONNECTION' })])).toEqual(['Text message to Gus: failed (mail ECONNECTION)']);
  expect(told([report('refused', { why: 'number-refused' })])).toEqual([
    'Text message to Gus: refused for this person (the number is refused)',
  ]);
  seq = 0;
  expect(told([report('failed', { why: 'busy' }), report('accepted', { tries: 3 })])).toEqual([
    'Text message to Gus: failed (engaged) at 1, taken by the service, try 3 at 2',
  ]);
});

test('nobody is left out: no way at all, a name that was erased, a result and a way of a newer build', () => {
  expect(told([report('failed', { way: undefined, why: 'no-address' })])).toEqual(['No way to reach Gus (no address in their entry)']);
  expect(told([report('accepted', { names: {} })])).toEqual(['Text message to somebody: taken by the service']);
  expect(told([report('read-aloud')])).toEqual(['Text message to Gus: read-aloud']);
});
