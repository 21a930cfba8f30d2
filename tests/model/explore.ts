import type { Alarm } from '../../gateway/src/domain/alarm.ts';
import { EVENTS, OPENINGS, type Event } from './events.ts';
import { keyOf, later, normal } from './normal.ts';
import type { RulesAlone } from './rules-alone.ts';
import { type Step } from './rules-alone.ts';

/** One state that can be reached, and how it was reached first. */
export interface Node {
  readonly alarm: Alarm;
  readonly from: Node | undefined;
  readonly by: string;
  /** Where the events lead from here; filled when it is looked at. */
  readonly next: Set<Node>;
}

export interface Seen {
  readonly node: Node;
  readonly event: Event;
  readonly step: Step;
  /** The state it leads to. */
  readonly to: Node;
}

/** More states than this: the normal form has lost its grip on something that grows for ever. */
const NODES_MAX = 200_000;

/** Visits every state that can be reached; `look` is shown each event in each of them. Time is an event of its own, shown to nobody. */
export function explore(rules: RulesAlone, look: (seen: Seen) => void): readonly Node[] {
  const known = new Map<string, Node>();
  const nodes: Node[] = [];
  const reached = (made: Alarm, from: Node | undefined, by: string): Node => {
    // As it was made first: putting it into its normal form costs more than all the rules.
    const asMade = JSON.stringify(made);
    const alarm = known.has(asMade) ? made : normal(made);
    const key = known.has(asMade) ? asMade : keyOf(alarm);
    const before = known.get(key);
    if (before !== undefined) {
      known.set(asMade, before);
      return before;
    }
    const node: Node = { alarm, from, by, next: new Set() };
    known.set(key, node).set(asMade, node);
    nodes.push(node);
    if (nodes.length > NODES_MAX) throw new RangeError(`more than ${String(NODES_MAX)} states: ${story(node).join(', ')}`);
    return node;
  };
  for (const opening of OPENINGS) {
    const { name, input, from } = opening;
    const { alarm } = rules.open(opening);
    if (alarm !== undefined) reached(alarm, undefined, `${name} of ${from}`);
    const blindly = rules.openBlindly(input).alarm;
    if (blindly !== undefined) reached(blindly, undefined, `${name} of ${from} that the rules failed at`);
  }
  for (const node of nodes) {
    if (node.alarm.state !== 'closed') node.next.add(reached(later(node.alarm), node, 'time passes'));
    for (const event of EVENTS) {
      const step = rules.give(event, node.alarm);
      const isAsItWas = node.alarm.state === 'closed' || step.alarm === undefined || step.alarm === node.alarm;
      const to = isAsItWas ? node : reached(step.alarm, node, nameOf(event));
      look({ node, event, step, to });
      node.next.add(to);
    }
  }
  return nodes;
}

export function nameOf({ name, act }: Event): string {
  return act === undefined ? name : `${name} by ${act.actor}`;
}

/** How a state is reached, from the first press on. */
export function story(node: Node): string[] {
  const steps: string[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.from) steps.push(`${at.by} → ${at.alarm.state}`);
  return steps.reverse();
}
