import { expect, test } from 'vitest';
import { addressGroup, isLoopback } from './addresses.ts';
import { weaknessOf } from './password-rules.ts';
import { PASSWORD_COST, Passwords } from './passwords.ts';
import { readPhc } from './phc.ts';

const cheap = { memory: 64, passes: 1, parallelism: 1 };

test('a hash is Argon2id in PHC form with at least 19 MiB and two passes, and proves its password alone', async () => {
  const passwords = new Passwords();
  const stored = await passwords.hash('correct horse battery');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(PASSWORD_COST.memory).toBeGreaterThanOrEqual(19 * 1024);
  expect(await passwords.verify('correct horse battery', stored)).toEqual({ right: true });
  expect(await passwords.verify('Correct horse battery', stored)).toEqual({ right: false });
  expect(await passwords.verify('anything at all', undefined)).toEqual({ right: false });
  expect(await passwords.verify('anything at all', '$argon2id$v=19$damaged')).toEqual({ right: false });
});

test('a hash of another cost is renewed when its password was right, and only then', async () => {
  const stored = await new Passwords(cheap).hash('correct horse battery');
  const dearer = new Passwords({ ...cheap, passes: 2 });
  expect(await dearer.verify('wrong', stored)).toEqual({ right: false });
  const verdict = await dearer.verify('correct horse battery', stored);
  const renewed = verdict.right ? verdict.renewed : undefined;
  expect(readPhc(renewed ?? '')?.passes).toBe(2);
  expect(await dearer.verify('correct horse battery', renewed)).toEqual({ right: true });
});

test('eighteen at once are taken, the nineteenth is told to come back, and then all is as before', async () => {
  const passwords = new Passwords({ memory: 4_096, passes: 1, parallelism: 1 });
  const results = await Promise.allSettled(Array.from({ length: 19 }, () => passwords.hash('correct horse battery')));
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(18);
  expect(results.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'too-many-attempts' } });
  await expect(passwords.hash('correct horse battery')).resolves.toContain('$argon2id$');
});

test.each([
  ['elevenchars', 'too-short'],
  ['password1234', 'common'],
  ['Qwertyuiop123!', 'common'],
  ['aaaaaaaaaaaaaaaa', 'common'],
  ['123456789012345', 'common'],
  ['welcome to reception', undefined],
  ['ada.lovelace-1', 'like-login'],
  ['correct horse battery staple', undefined],
  ['x'.repeat(257), 'too-long'],
] as const)('%s is %s', (password, weakness) => {
  expect(weaknessOf(password, { login: 'ada.lovelace', name: 'Ada' })).toBe(weakness);
});

test.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['::ffff:127.0.0.1', '127.0.0.1', true],
  ['::1', '0:0:0:0::/64', true],
  ['192.0.2.7', '192.0.2.7', false],
  ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64', false],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64', false],
  ['fe80::1%eth0', 'fe80:0:0:0::/64', false],
])('address %s counts as %s', (address, group, loopback) => {
  expect(addressGroup(address)).toBe(group);
  expect(isLoopback(address)).toBe(loopback);
});
