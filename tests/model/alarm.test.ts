import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { deadEnds, NODE_CLAIMS, STEP_CLAIMS } from './claims.ts';
import { DOCUMENT, withTable } from './document.ts';
import { explore, nameOf, story, type Node } from './explore.ts';
import { RulesAlone } from './rules-alone.ts';
import { TransitionTable } from './table.ts';

/** States and events that are named when a claim fails; the first is the shortest way. */
const NAMED_MAX = 3;
/** A million decisions: ten seconds, and a minute on a machine that others use as well. */
const EXPLORED_WITHIN_MS = 240_000;

const rules = new RulesAlone();
const table = new TransitionTable(rules, 'real');
const drills = new TransitionTable(rules, 'drills');
let nodes: readonly Node[] = [];
const broken = new Map<string, string[]>();

function breaks(claim: string, how: () => string): void {
  const list = broken.get(claim) ?? [];
  broken.set(claim, list);
  if (list.length < NAMED_MAX) list.push(how());
}

beforeAll(() => {
  nodes = explore(rules, (seen) => {
    table.see(seen);
    drills.see(seen);
    for (const { claim, holds } of STEP_CLAIMS) {
      if (!holds(seen)) breaks(claim, () => `${story(seen.node).join(', ')}, then ${nameOf(seen.event)}: ${JSON.stringify(seen.step)}`);
    }
  });
  for (const node of nodes) {
    if (node.alarm.state === 'closed') continue;
    for (const { claim, holds } of NODE_CLAIMS) {
      if (!holds(node.alarm, rules)) breaks(claim, () => `${story(node).join(', ')}: ${JSON.stringify(node.alarm)}`);
    }
  }
}, EXPLORED_WITHIN_MS);

describe('every event in every state that can be reached: an alarm', () => {
  test.each(STEP_CLAIMS.map(({ claim }) => claim))('%s', (claim) => {
    expect(broken.get(claim) ?? []).toEqual([]);
  });
});

describe('in every state that can be reached an alarm', () => {
  test.each(NODE_CLAIMS.map(({ claim }) => claim))('%s', (claim) => {
    expect(broken.get(claim) ?? []).toEqual([]);
  });

  test('is on a way that leads to its end', () => {
    expect(deadEnds(nodes).map(story)).toEqual([]);
  });
});

test('docs/alarm-states.md says what the rules do; tests/model/main.ts writes it', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  expect(text).toBe(withTable(text, { table, drills, states: nodes.length }));
});
