import { expect, test } from 'vitest';
import { refusalOfNode } from './node-version.ts';

test('Node 26 and newer start, older ones are told what to do in one sentence', () => {
  expect(refusalOfNode('26.0.0')).toBeUndefined();
  expect(refusalOfNode('27.1.0')).toBeUndefined();
  expect(refusalOfNode('25.9.9')).toMatch(/^Duress Gateway runs on Node\.js 26 or newer, this is 25\.9\.9: start it with `npm start`/);
  expect(refusalOfNode(process.versions.node)).toBeUndefined();
});
