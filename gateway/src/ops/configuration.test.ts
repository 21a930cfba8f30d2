import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { FaultError } from '../base/errors.ts';
import { configurationFile } from './configuration-file.ts';
import { masked, readConfiguration } from './configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'duress-configuration-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(value: unknown): string {
  const path = join(folder, 'duress.json');
  writeFileSync(path, JSON.stringify(value));
  return path;
}

describe('the configuration', () => {
  test('a variable goes over the file, the file over the default', () => {
    const path = file({ http: { port: 9000 }, mqtt: { port: 9001 } });
    const { http, mqtt, data } = readConfiguration(path, { DURESS_HTTP_PORT: '9002', DURESS_SERIAL_PORTS: '/dev/a, /dev/b' });
    expect([http.port, mqtt.port, data]).toEqual([9002, 9001, 'var/data']);
  });

  test('is frozen at every depth', () => {
    const configuration = readConfiguration(undefined, {});
    expect(Object.isFrozen(configuration) && Object.isFrozen(configuration.http.origins)).toBe(true);
  });

  test.each([
    ['an unknown variable', undefined, { DURESS_HTTP_PROT: '1' }, 'DURESS_HTTP_PROT is not a setting; did you mean DURESS_HTTP_PORT?'],
    ['an unknown member', { htp: {} }, {}, 'htp is not a setting; did you mean http?'],
    ['a value out of bounds', undefined, { DURESS_HTTP_PORT: '65536' }, 'http.port'],
    ['a value of the wrong form', undefined, { DURESS_MQTT_ENABLED: 'yes' }, 'mqtt.enabled'],
    ['a list where an object belongs', { http: [] }, {}, 'http must be an object'],
  ])('%s is refused by name', (_what, value, environment, said) => {
    const read = (): unknown => readConfiguration(value === undefined ? undefined : file(value), environment);
    expect(read).toThrow(FaultError);
    expect(read).toThrow(said);
  });

  test.each(['DURESS_CONFIG', 'DURESS_SIM_DEVICES', 'DURESS_HEALTH_URL', 'DURESS_LONG'])('%s belongs to a program beside it', (name) => {
    expect(() => readConfiguration(undefined, { [name]: 'x' })).not.toThrow();
  });

  test('a file is the one given, else the one that the environment names', () => {
    expect(configurationFile('given.json', { DURESS_CONFIG: 'named.json' })).toBe('given.json');
    expect(configurationFile(undefined, { DURESS_CONFIG: 'named.json' })).toBe('named.json');
  });

  test('printed, it keeps the addresses that hold secrets to itself', () => {
    const path = file({ contact: { smtpUrl: 'smtp://u:secret@host', webhookUrl: 'https://host/secret' } });
    expect(masked(readConfiguration(path, {}))).not.toContain('secret');
  });
});
