import { NODE_CLAIMS, STEP_CLAIMS } from './claims.ts';
import type { TransitionTable } from './table.ts';

export const DOCUMENT = new URL('../../docs/alarm-states.md', import.meta.url);

const BEGIN = '<!-- From here on written by tests/model/main.ts. -->';

/** The document with its tables and claims as they are now; what stands before them is people's. */
export function withTable(
  text: string,
  { table, drills, states }: { readonly table: TransitionTable; readonly drills: TransitionTable; readonly states: number },
): string {
  const [own = ''] = text.split(BEGIN);
  const claims = (list: readonly { readonly claim: string }[]): string => list.map(({ claim }) => `- ${claim}`).join('\n');
  const count = (n: number): string => n.toLocaleString('en');
  const held = [
    `## What is shown\n\nIn each of ${count(states)} states that can be reached and told apart, for each of ${count(table.decisions + drills.decisions)} decisions, an alarm`,
    claims(STEP_CLAIMS),
    `and in each state it`,
    `${claims(NODE_CLAIMS)}\n- is on a way that leads to its end`,
  ].join('\n\n');
  return `${own}${BEGIN}\n\n${held}\n\n## The table\n\n${table.markdown()}\n\n## The table of a drill\n\nAs long as it is one; from when it becomes real the table above holds. What is not here is answered as there.\n\n${drills.markdown()}\n`;
}
