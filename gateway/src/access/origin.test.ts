import { expect, test } from 'vitest';
import { isOwnOrigin, type OriginHeaders, type OriginPolicy } from './origin.ts';

const plain: OriginPolicy = { tls: false, origins: [], loopback: false };
const cases: readonly [string, OriginHeaders, Partial<OriginPolicy>, boolean][] = [
  ['own page', { origin: 'http://gate.example:8080', host: 'gate.example:8080' }, {}, true],
  ['own page, host in capitals', { origin: 'http://gate.example', host: 'GATE.example' }, {}, true],
  ['no Origin', { host: 'gate.example' }, {}, false],
  ['no Host', { origin: 'http://gate.example' }, {}, false],
  ['Origin null, as a sandboxed frame sends', { origin: 'null', host: 'gate.example' }, {}, false],
  ['another site', { origin: 'http://evil.example', host: 'gate.example' }, {}, false],
  ['another port', { origin: 'http://gate.example:1', host: 'gate.example:2' }, {}, false],
  ['another scheme', { origin: 'http://gate.example', host: 'gate.example' }, { tls: true }, false],
  ['the same over TLS', { origin: 'https://gate.example', host: 'gate.example' }, { tls: true }, true],
  ['a suffix of ours', { origin: 'http://gate.example.evil.example', host: 'gate.example' }, {}, false],
  ['the browser says cross-site', { origin: 'http://gate.example', host: 'gate.example', 'sec-fetch-site': 'cross-site' }, {}, false],
  ['the browser says same-site', { origin: 'http://gate.example', host: 'gate.example', 'sec-fetch-site': 'same-site' }, {}, false],
  ['the browser says same-origin', { origin: 'http://gate.example', host: 'gate.example', 'sec-fetch-site': 'same-origin' }, {}, true],
  [
    'a proxy’s origin that was set up',
    { origin: 'https://duress.example', host: '10.0.0.1:8080' },
    { origins: ['https://duress.example'] },
    true,
  ],
  ['on loopback, a name bent to us', { origin: 'http://evil.example:80', host: 'evil.example:80' }, { loopback: true }, false],
  ['on loopback, localhost', { origin: 'http://localhost:80', host: 'localhost:80' }, { loopback: true }, true],
  ['on loopback, a name under localhost', { origin: 'http://ana.localhost:80', host: 'ana.localhost:80' }, { loopback: true }, true],
  ['localhost under a name', { origin: 'http://localhost.evil.org:80', host: 'localhost.evil.org:80' }, { loopback: true }, false],
  ['a name that ends like localhost', { origin: 'http://evillocalhost:80', host: 'evillocalhost:80' }, { loopback: true }, false],
  ['another name under localhost', { origin: 'http://eve.localhost:80', host: 'ana.localhost:80' }, { loopback: true }, false],
  ['on loopback, IPv6', { origin: 'http://[::1]:80', host: '[::1]:80' }, { loopback: true }, true],
];

for (const [name, headers, policy, own] of cases) {
  test(`${name}: ${own ? 'ours' : 'foreign'}`, () => {
    expect(isOwnOrigin(headers, { ...plain, ...policy })).toBe(own);
  });
}
