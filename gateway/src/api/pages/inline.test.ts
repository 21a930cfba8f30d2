import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentPolicy } from '../security-headers.ts';
import { inlineOf } from './inline.ts';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('a page may run what stands in it, to the letter, and no file from elsewhere gets a hash', () => {
  const html = `<head><script type="module" src="/assets/a.js"></script><style>p{}\n</style></head><script type="module">run(1)\n</script>`;
  expect(inlineOf(html)).toEqual({ scripts: [hash('run(1)\n')], styles: [hash('p{}\n')] });
});

test('a page that has nothing of it gets the policy of every answer', () => {
  const policy = contentPolicy(inlineOf('<script type="module" src="/assets/a.js"></script><link rel="stylesheet" href="/assets/a.css">'));
  expect(policy).toContain("script-src 'self'; style-src 'self'; ");
  expect(policy).not.toContain('unsafe');
});
