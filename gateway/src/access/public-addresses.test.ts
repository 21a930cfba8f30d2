import { expect, test } from 'vitest';
import { isPublicAddress, mayPostTo, pushEndpoint } from './public-addresses.ts';

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '192.169.0.1',
  '223.255.255.255',
  '2600::1',
  '2a00:1450:4001::1',
])('%s is the internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
  expect(mayPostTo(address, false)).toBe(true);
});

test.each([
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.0',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.19.0.1',
  '203.0.113.9',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  'fe80::1',
  'fc00::1',
  'ff02::1',
  '2001:db8::1',
  '2002:a00:1::',
  'push.example',
  '',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('this machine is posted to by explicit wish alone', () => {
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
    expect(mayPostTo(address, false)).toBe(false);
    expect(mayPostTo(address, true)).toBe(true);
  }
  expect(mayPostTo('10.0.0.1', true)).toBe(false);
});

test.each([
  ['https://fcm.googleapis.com/fcm/send/x', true, true],
  ['https://push.example:8443/x?y=1', true, true],
  ['http://push.example/x', false, false],
  ['https://u@push.example/x', false, false],
  ['https://push.example/x#y', false, false],
  ['https://192.168.0.1/x', false, false],
  ['https://0x7f.1/x', false, true],
  ['https://2130706433/x', false, true],
  ['http://127.0.0.1:9/x', false, true],
  ['https://[::1]/x', false, true],
  ['http://localhost:9/x', false, true],
  ['ftp://localhost/x', false, false],
  ['not an address', false, false],
])('%s: posted to %s, and with this machine wished for %s', (text, usually, here) => {
  expect(pushEndpoint(text, false) !== undefined).toBe(usually);
  expect(pushEndpoint(text, true) !== undefined).toBe(here);
});
