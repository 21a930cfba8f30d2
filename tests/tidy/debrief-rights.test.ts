import { expect, test } from 'vitest';
import { DEBRIEF_VERBS } from '../../gateway/src/contract/debrief.ts';
import { DEBRIEF_PARTS, DEBRIEF_READING, DEBRIEF_RIGHTS, type DebriefRelation } from '../../gateway/src/domain/rules/debrief-rights.ts';

const HEAD = `# Who may read and do what with a debrief

Made from \`gateway/src/domain/rules/debrief-rights.ts\`; a test compares it (\`npx vitest run tests/tidy/debrief-rights.test.ts -u\` writes it anew). No role opens a debrief, not even
the administrator's: relations alone do. Whoever has none is answered as if there were no such debrief. An independent list, in \`tests/scenario/debrief/rights-expected.ts\`, is
held against every cell over HTTP, by everybody.

- **worker**: the debrief is about what happened to them. Not while it is of a silent alarm that is not over: a task in their list would betray it.
- **owner**: has it now.
- **former-owner**: was given it before, and stands above the worker in the reporting line. Not if the worker asked for somebody else instead of them.
- **second**: is asked to agree about the client's service, in a decision that was not replaced; not its owner, its worker, who took part, or whom the worker did not want. Reads that decision and whose debrief it is.
- **supporter**: was asked to look in again on the worker; not the worker, who was named as part of what happened, or whom the worker asked away. Reads whose debrief it is, their own looks and what they wrote themselves, and says how those went.
- **action-owner**: has an action of it now. Reads that action, and not whose debrief it is.

Who is several reads and does what any of them may.

Debriefs of one incident that are held together (docs/adr/0040) stay apart in this: a relation to one is none to another. \`duty\` is done where it leads; in each for itself
where something had been decided in either before they came together. The worker of one that is held within another reads there what was written in the leading one for all since then; nobody else reads it there.

Each reading by anybody but the worker is recorded before anything is given out, at most once in ten minutes for a reader and a way of reading; the worker and the owner see the list.
`;

const WHERE = { each: 'each', lead: 'the one that leads', member: 'one that is held within another', asked: 'where it is asked' } as const;

function list(relations: readonly DebriefRelation[]): string {
  return relations.length === 0 ? '–' : relations.join(', ');
}

test('docs/debrief-rights.md is the table in the code', async () => {
  const reading = DEBRIEF_PARTS.map((part) => `| \`${part}\` | ${list(DEBRIEF_READING[part])} |`);
  const doing = DEBRIEF_VERBS.map(
    (verb) =>
      `| \`${verb}\` | ${list(DEBRIEF_RIGHTS[verb].by)} | ${DEBRIEF_RIGHTS[verb].states.join(', ')} | ${WHERE[DEBRIEF_RIGHTS[verb].where ?? 'each']} |`,
  );
  const text = [
    HEAD,
    '## Reading, in any state\n',
    '| part | by |',
    '|---|---|',
    ...reading,
    '\n## Doing\n',
    '| verb | by | while it is | of several of one incident |',
    '|---|---|---|---|',
    ...doing,
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot('../../docs/debrief-rights.md');
});
