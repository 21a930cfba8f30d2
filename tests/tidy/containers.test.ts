import { expect, test } from 'vitest';
import { composeFaults, dockerfileFaults } from './containers.ts';
import { manifests } from './packages.ts';
import { read } from './tree.ts';

const scripts = manifests().find(({ path }) => path === 'package.json')?.scripts ?? {};
const start = scripts['start'] ?? '';
const sim = scripts['sim'] ?? '';
const dockerfile = read('Dockerfile').text;
const compose = read('docker-compose.yml').text;

test('the image runs as npm start does, as nobody special, and is asked whether it is well', () => {
  expect(dockerfileFaults(dockerfile, start)).toEqual([]);
});

test('docker compose starts the gateway with its data kept, and the simulator only when asked', () => {
  expect(composeFaults(compose, { start, sim })).toEqual([]);
});

test.each([
  [/^USER .*$/gm, 'USER root', 'root'],
  [/^HEALTHCHECK/gm, '# HEALTHCHECK', 'HEALTHCHECK'],
  [/^VOLUME .*$/gm, '', 'VOLUME'],
  [/DURESS_HTTP_HOST=\S+/, 'DURESS_HTTP_HOST=127.0.0.1', 'all addresses'],
  [/--omit=dev/g, '', '--omit=dev'],
  [/^CMD .*$/gm, 'CMD npm start', 'CMD'],
  [/^CMD .*$/gm, 'CMD ["node", "other.js"]', 'CMD'],
  [/^FROM (\w+):\S+/gm, 'FROM $1', 'names no version'],
  [/^COPY /m, 'ADD ', 'COPY'],
])('an image with %s as %s is refused', (old, other, because) => {
  expect(dockerfile).toMatch(old);
  expect(dockerfileFaults(dockerfile.replace(old, other), start)).toContainEqual(expect.stringContaining(because));
});

test.each([
  [/^ {2}gateway:/m, '  other:', 'no service gateway'],
  [/profiles:.*$/m, 'profiles: []', 'profile sim'],
  [/^volumes:[\s\S]*/m, '', 'named volume'],
  [/restart:.*$/m, '', 'restarted'],
  [/command: .*$/m, 'command: ["node", "x"]', 'command must begin'],
  [/mqtt:\/\/gateway/, 'mqtt://127.0.0.1', 'told where the gateway is'],
])('a compose file with %s as %s is refused', (old, other, because) => {
  expect(compose).toMatch(old);
  expect(composeFaults(compose.replace(old, other), { start, sim })).toContainEqual(expect.stringContaining(because));
});
