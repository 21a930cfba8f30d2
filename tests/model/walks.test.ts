import { expect, test } from 'vitest';
import type { Alarm } from '../../gateway/src/domain/alarm.ts';
import { EVENTS, mirrored, OPENINGS } from './events.ts';
import { nameOf } from './explore.ts';
import { isRenamed, keyOf, later, normal } from './normal.ts';
import { RulesAlone, type Step } from './rules-alone.ts';

const WALKS = 1_500;
const STEPS = 40;
/** Of so many steps, one lets time pass. */
const TIME_ONE_IN = 6;

/** Small, fast, and the same from the same seed (mulberry32). */
function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What whoever asked and whoever looks can tell apart. */
function told({ reply, facts }: Step): unknown {
  return [reply.outcome, reply.outcome === 'refused' ? reply.code : '', facts.map(({ kind }) => kind)];
}

/**
 * One story with everything that an alarm carries, and beside each step the same step without what is left out of the states. It ends
 * where an alarm that looked confirmed is pressed again: *nobody has seen this yet* then hangs on who had done what before, and when, which the states leave out.
 */
function walk(rules: RulesAlone, seed: number): void {
  const chance = chanceOf(seed);
  const opening = OPENINGS[chance(OPENINGS.length)];
  if (opening === undefined) return;
  const way = [opening.name];
  let alarm: Alarm | undefined = (chance(8) === 0 ? rules.openBlindly(opening.input) : rules.open(opening)).alarm;
  for (let step = 0; step < STEPS && alarm !== undefined && alarm.state !== 'closed' && alarm.again === undefined; step += 1) {
    if (chance(TIME_ONE_IN) === 0) {
      way.push('time passes');
      alarm = later(alarm);
      continue;
    }
    const event = EVENTS[chance(EVENTS.length)];
    const same = event === undefined || !isRenamed(alarm) ? event : mirrored(event);
    if (event === undefined || same === undefined) continue;
    way.push(nameOf(event));
    const whole = rules.give(event, alarm);
    const short = normal(alarm);
    const reduced = rules.give(same, short);
    const where = `seed ${String(seed)}: ${way.join(', ')}`;
    expect(told(reduced), where).toEqual(told(whole));
    expect(keyOf(normal(reduced.alarm ?? short)), where).toBe(keyOf(normal(whole.alarm ?? alarm)));
    alarm = whole.alarm ?? alarm;
  }
}

// Not told twice, as other stories are where a machine is busy: what one seed has found is found.
test('nothing that a rule asks for is left out of the states that are told apart', { retry: 0 }, () => {
  const rules = new RulesAlone();
  const first = 1_000_000 + (Date.now() % 1_000_000_000);
  for (let seed = 1; seed <= WALKS; seed += 1) walk(rules, seed);
  for (let seed = first; seed < first + WALKS; seed += 1) walk(rules, seed);
});
