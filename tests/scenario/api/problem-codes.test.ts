import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROBLEMS } from '../../../gateway/src/api/problems.ts';

test('docs/errors.md explains each HTTP problem code with its status, and no other', () => {
  const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const section = text.split('\n## HTTP problem codes\n')[1]?.split('\n## ')[0] ?? '';
  const documented = [...section.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => `${code ?? ''} ${status ?? ''}`);
  expect(documented.sort()).toEqual(
    Object.entries(PROBLEMS)
      .map(([code, { status }]) => `${code} ${status}`)
      .sort(),
  );
});

test('what signals over HTTP refuse by themselves stands in the same catalogue, with the same status', () => {
  const source = readFileSync(new URL('../../../gateway/src/ingest/http/signals-plugin.ts', import.meta.url), 'utf8');
  const own = [...source.matchAll(/refuse\(reply, (\d{3}), '([a-z-]+)'\)/g)].map(([, status, code]) => [code, Number(status)]);
  expect(own).toHaveLength(3);
  for (const [code, status] of own)
    expect([code, Object.entries(PROBLEMS).find(([name]) => name === code)?.[1].status]).toEqual([code, status]);
});
