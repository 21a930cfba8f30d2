import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type, type TSchema } from 'typebox';
import { afterAll, describe, expect, test } from 'vitest';
import { FaultError } from '../base/errors.ts';
import { configurationFile } from './configuration-file.ts';
import { Configuration, masked, readConfiguration } from './configuration.ts';

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

  const refusal = (value: unknown, environment: Readonly<Record<string, string>> = {}): string => {
    try {
      readConfiguration(value === undefined ? undefined : file(value), environment);
    } catch (error) {
      if (error instanceof FaultError && error.code === 'config-invalid') return error.detail;
      throw error;
    }
    return 'taken';
  };

  test.each([
    ['DURESS_HTTP_PROT', 'DURESS_HTTP_PROT is not a setting; did you mean DURESS_HTTP_PORT?'],
    ['DURESS_QQQ', 'DURESS_QQQ is not a setting'],
  ])('a variable that no setting has, %s', (name, said) => {
    expect(refusal(undefined, { [name]: '1' })).toContain(said);
  });

  test.each([
    [{ htp: {} }, `htp is not a setting; did you mean http? (in ${join(folder, 'duress.json')})`],
    [{ http: { prot: 1 } }, 'http.prot is not a setting; did you mean http.port?'],
    [{ completelyElse: 1 }, /^completelyElse is not a setting \(in /],
    [{ http: [] }, /^http \(from .*duress\.json\) must be an object, and is a list of 0$/],
    [{ http: null }, 'must be an object, and is null'],
    [[], /^the file .*duress\.json must be an object, and is a list of 0$/],
    ['text', 'must be an object, and is the text "text"'],
  ])('a file with %j', (value, said) => {
    const told = refusal(value);
    if (typeof said === 'string') expect(told).toContain(said);
    else expect(told).toMatch(said);
  });

  const path = 'text of 1 to 4096 characters';
  const address = 'an address that begins with http:// or https://, of at most 500 characters';
  const port = 'a whole number from 0 to 65535';
  /** Each setting, what it must be, and values that it is not: as a variable, and in the file. */
  const SETTINGS: readonly (readonly [string, string, readonly string[], readonly unknown[]])[] = [
    ['data', path, ['', 'x'.repeat(4_097)], [1, null, [], {}]],
    ['masterKeyFile', path, [''], [false]],
    ['dashboard', path, [''], [7]],
    ['http.host', 'text of at least 1 character', [''], [1]],
    ['http.port', port, ['', '-1', '65536', '80.5', '0x50', ' 80', 'http'], ['80', -1, 65_536, 80.5, null, true]],
    ['http.certFile', path, [''], [1]],
    ['http.keyFile', path, [''], [1]],
    ['http.plainBeyondLoopback', 'true or false', ['', 'yes', '1', 'TRUE'], ['true', 1, null]],
    ['http.origins', 'a list of at most 16, each text of 0 to 200 characters', [`${'x,'.repeat(16)}x`, 'x'.repeat(201)], ['x', [1], {}]],
    ['mqtt.enabled', 'true or false', ['no'], [0]],
    ['mqtt.host', 'text of at least 1 character', [''], [null]],
    ['mqtt.port', port, ['99999'], ['1883']],
    ['mqtt.certFile', path, [''], [{}]],
    ['mqtt.keyFile', path, [''], [{}]],
    ['mqtt.plainBeyondLoopback', 'true or false', ['on'], ['on']],
    ['broker.url', 'text of the form ^mqtts?://[^@/?#\\s]+/?$', ['mqtt://u:secret@host', 'http://host', ''], [1]],
    ['broker.version', 'one of 3.1.1, 5', ['4', '3.1'], [5]],
    ['broker.clientId', 'text of the form ^[A-Za-z0-9_.-]{1,48}$', ['', 'a b', 'x'.repeat(49)], [1]],
    ['broker.user', 'text of 1 to 200 characters', ['', 'x'.repeat(201)], [1]],
    ['broker.password', 'text of 0 to 1000 characters', [`secret${'x'.repeat(1_000)}`], [1]],
    ['broker.passwordFile', path, [''], [1]],
    ['broker.caFile', path, [''], [1]],
    ['broker.plainBeyondLoopback', 'true or false', ['y'], [1]],
    ['serial.ports', `a list of at most 16, each ${path}`, ['/dev/x,'.repeat(17)], ['/dev/x', ['']]],
    ['serial.baudRate', 'a whole number from 1200 to 4000000', ['1199', '4000001', 'fast'], [1_199, 4_000_001]],
    ['outputs.ports', `a list of at most 16, each ${path}`, ['/dev/x,'.repeat(17)], ['/dev/x', ['']]],
    ['outputs.toBroker', 'true or false', ['y'], [1]],
    [
      'outputs.discoveryPrefix',
      'text of the form ^[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,3}$',
      ['', 'home assistant', '/homeassistant', 'a/#'],
      [1],
    ],
    ['contact.smtpUrlFile', path, [''], [1]],
    ['contact.smtpUrl', 'text of 0 to 500 characters', [`smtp://u:secret@h/${'x'.repeat(500)}`], [1]],
    ['contact.mailFrom', 'text of 0 to 200 characters', ['x'.repeat(201)], [1]],
    ['contact.webhookUrl', address, ['ftp://host/secret', ''], [1]],
    ['contact.webhookSecretFile', path, [''], [1]],
    ['contact.twilioAccount', 'text of the form ^AC[0-9a-f]{32}$', ['', 'secret', `AC${'0'.repeat(31)}`], [1]],
    ['contact.twilioKey', 'text of the form ^SK[0-9a-f]{32}$', ['', `AC${'0'.repeat(32)}`], [1]],
    ['contact.twilioSecretFile', path, [''], [1]],
    ['contact.twilioAuthTokenFile', path, [''], [1]],
    ['contact.twilioFrom', 'text of the form ^(\\+[1-9][0-9]{6,14}|MG[0-9a-f]{32})$', ['0400 000 000', '+123456', 'MG0'], [61]],
    ['contact.twilioVoiceFrom', 'text of the form ^\\+[1-9][0-9]{6,14}$', ['0400', `MG${'0'.repeat(32)}`, `+${'1'.repeat(16)}`], [61]],
    ['contact.twilioUrl', address, ['ftp://host', ''], [1]],
    ['contact.pushContact', 'text of the form ^(mailto:[^@\\s]+@[^@\\s]+|https://\\S+)$', ['ops@example.org', 'http://x', ''], [1]],
    ['contact.pushSound', 'one of never, needed, always', ['loud'], [1]],
    ['contact.pushLoopback', 'true or false', ['yes'], [1]],
    ['contact.pagesUrl', address, ['duress.example.org'], [1]],
    ['canary.enabled', 'true or false', ['off'], [1]],
    ['tracing.otlpUrl', address, ['127.0.0.1:4318'], [1]],
    ['policy.firstStepAfterMs', 'a whole number from 1000 to 600000', ['999', '600001', '30s'], [999, '30000']],
    ['policy.stepEveryMs', 'a whole number from 5000 to 3600000', ['4999', '3600001'], [4_999]],
    ['policy.takenQuietMs', 'a whole number from 10000 to 3600000', ['9999', '3600001'], [9_999]],
    ['policy.comingQuietMs', 'a whole number from 10000 to 7200000', ['9999', '7200001'], [9_999]],
    ['policy.hereQuietMs', 'a whole number from 60000 to 14400000', ['59999', '14400001'], [59_999]],
    ['policy.acceptWithinMs', 'a whole number from 60000 to 86400000', ['59999', '86400001'], [59_999]],
    ['policy.watchOfferMs', 'a whole number from 60000 to 3600000', ['59999', '3600001'], [59_999]],
  ];
  const variable = (name: string): string => `DURESS_${name.replaceAll(/[A-Z]/g, '_$&').replaceAll('.', '_').toUpperCase()}`;
  const nested = (name: string, value: unknown): unknown => name.split('.').reduceRight((inner, step) => ({ [step]: inner }), value);

  test.each(SETTINGS)('%s must be %s: each other value is refused by name, with where it came from', (name, shape, texts, values) => {
    for (const text of texts) {
      const told = refusal(undefined, { [variable(name)]: text });
      expect(told.startsWith(`${name} (from ${variable(name)}) must be ${shape}, and is `), told).toBe(true);
      expect(told).not.toContain('secret');
    }
    for (const value of values) {
      const told = refusal(nested(name, value));
      expect(told.startsWith(`${name} (from ${join(folder, 'duress.json')}) must be ${shape}, and is `), told).toBe(true);
    }
  });

  const twilio = { twilioAccount: `AC${'0'.repeat(32)}`, twilioSecretFile: '/s', twilioFrom: '+61400000000' };

  test.each([
    [{ twilioAccount: twilio.twilioAccount }, 'contact.twilioAccount, contact.twilioSecretFile and contact.twilioFrom go together'],
    [{ ...twilio, twilioFrom: undefined }, 'go together'],
    [{ ...twilio, twilioAuthTokenFile: '/t' }, 'contact.twilioAuthTokenFile needs contact.pagesUrl'],
    [{ webhookSecretFile: '/w' }, 'contact.webhookSecretFile is given without contact.webhookUrl'],
    [{ ...twilio, twilioUrl: 'http://sms.example.org' }, 'contact.twilioUrl is plain text to sms.example.org'],
  ])('half of a set-up, %j, is refused', (contact, said) => {
    expect(refusal({ contact })).toContain(said);
  });

  test.each([
    [{ outputs: { toBroker: true } }, 'outputs.toBroker needs broker.url'],
    [{ outputs: { ports: ['/dev/a', '/dev/b'] }, serial: { ports: ['/dev/b'] } }, 'outputs.ports and serial.ports both name /dev/b'],
    [{ outputs: { ports: ['/dev/a'], toBroker: true }, serial: { ports: ['/dev/b'] }, broker: { url: 'mqtt://127.0.0.1' } }, 'taken'],
  ])('of outputs %j: %s', (settings, said) => {
    expect(refusal(settings)).toContain(said);
  });

  test.each([
    [twilio],
    [{ ...twilio, twilioAuthTokenFile: '/t', pagesUrl: 'https://gateway.example.org' }],
    [{ ...twilio, twilioUrl: 'http://127.0.0.1:9' }],
    [{ webhookSecretFile: '/w', webhookUrl: 'https://hook.example.org' }],
  ])('a whole one, %j, is taken', (contact) => {
    expect(refusal({ contact })).toBe('taken');
  });

  test('the table above names every setting there is', () => {
    const named = SETTINGS.map(([name]) => name).sort();
    const all = (schema: TSchema, path: string[] = []): string[] =>
      Type.IsObject(schema) ? Object.entries(schema.properties).flatMap(([name, one]) => all(one, [...path, name])) : [path.join('.')];
    expect(all(Configuration).filter((name) => !named.includes(name))).toEqual([]);
  });

  test('all problems are named at once', () => {
    const told = refusal({ mqtt: { prot: 1 }, serial: { baudRate: 'fast' } }, { DURESS_HTTP_PORT: 'x' });
    expect(told.split('; ')).toHaveLength(4);
    expect(told).toContain('serial.baudRate');
    expect(told).toContain('http.port (from DURESS_HTTP_PORT)');
  });

  const tls = { certFile: 'a.pem', keyFile: 'a.key' };
  test.each([
    [
      { http: { host: '0.0.0.0' } },
      'http.host is 0.0.0.0, which other machines reach: set http.certFile and http.keyFile for TLS, or allow plain text with http.plainBeyondLoopback',
    ],
    [{ mqtt: { host: '::' } }, 'mqtt.host is ::, which other machines reach'],
    [{ mqtt: { host: 'gateway.lan' } }, 'mqtt.plainBeyondLoopback'],
    [{ broker: { url: 'mqtt://broker.lan' } }, 'broker.url is plain text to broker.lan'],
    [{ broker: { url: 'mqtt://broker.lan', plainBeyondLoopback: true } }, 'taken'],
    [{ broker: { url: 'mqtts://broker.lan' } }, 'taken'],
    [{ broker: { url: 'mqtt://[::1]:1884' } }, 'taken'],
    [{ broker: { url: 'mqtts://h', password: 'p' } }, 'broker.password is given without broker.user'],
    [{ broker: { url: 'mqtts://h', user: 'u', password: 'p', passwordFile: 'f' } }, 'exclude each other'],
    [{ mqtt: { certFile: 'a.pem' } }, 'mqtt.certFile and mqtt.keyFile go together'],
    [{ mqtt: { host: '::', enabled: false } }, 'taken'],
    [{ http: { host: '0.0.0.0', plainBeyondLoopback: true } }, 'taken'],
    [{ http: { host: '0.0.0.0', ...tls }, mqtt: { host: '::', ...tls } }, 'taken'],
    [{ http: { host: 'localhost' }, mqtt: { host: '::1' } }, 'taken'],
    [{ http: { host: '127.8.8.8' } }, 'taken'],
  ])('plain text beyond this machine is refused before anything listens: %j', (value, said) => {
    expect(refusal(value)).toContain(said);
  });

  test.each(['DURESS_CONFIG', 'DURESS_SIM_DEVICES', 'DURESS_HEALTH_URL', 'DURESS_LONG'])('%s belongs to a program beside it', (name) => {
    expect(() => readConfiguration(undefined, { [name]: 'x' })).not.toThrow();
  });

  test('a name as long as a file is refused in a few words', () => {
    const said = refusal({ ['x'.repeat(1_000)]: 1 });
    expect(said).toContain('xxx… (1000 characters) is not a setting');
    expect(said.length).toBeLessThan(250);
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
