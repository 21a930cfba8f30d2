import { readFileSync } from 'node:fs';
import { Type, type Static, type TObject, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { isLoopbackHost, listensOnLoopback } from '../access/addresses.ts';
import { FaultError, messageOf } from '../base/errors.ts';
import { notASetting, seenAs, shapeOf } from './configuration-words.ts';

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const Path = Type.String({ minLength: 1, maxLength: 4_096 });

/** An address to listen on. Port 0 takes a free one; the ready line says which. */
const Listen = Type.Object({
  host: Type.String({ minLength: 1 }),
  port: Port,
  /** PEM files; with both, the listener speaks TLS. */
  certFile: Type.Optional(Path),
  keyFile: Type.Optional(Path),
  /** Plain beyond loopback, by explicit wish and with a standing fault. */
  plainBeyondLoopback: Type.Boolean(),
});

export const Configuration = Type.Object({
  /** Folder of the log and all else that is kept. */
  data: Path,
  /** 32 bytes that open the data keys; made at the first start. Keep a copy elsewhere: without it no text can be read. */
  masterKeyFile: Path,
  /** Folder of the built pages. */
  dashboard: Path,
  http: Type.Object({ ...Listen.properties, origins: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 16 }) }),
  mqtt: Type.Object({ ...Listen.properties, enabled: Type.Boolean() }),
  /** A broker that the site runs itself, with devices behind it; beside the listener above or, with `mqtt.enabled` false, instead. */
  broker: Type.Object({
    /** `mqtts://host:8883`, without user and password. Absent: no outside broker. */
    url: Type.Optional(Type.String({ pattern: '^mqtts?://[^@/?#\\s]+/?$', maxLength: 300 })),
    /** What the gateway speaks with it. The devices' own version is a matter between them and the broker. */
    version: Type.Enum(['3.1.1', '5']),
    clientId: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,48}$' }),
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Better from the file. */
    password: Type.Optional(Type.String({ maxLength: 1_000 })),
    passwordFile: Type.Optional(Path),
    /** PEM of whom to trust, for a certificate of the site's own. */
    caFile: Type.Optional(Path),
    plainBeyondLoopback: Type.Boolean(),
  }),
  serial: Type.Object({ ports: Type.Array(Path, { maxItems: 16 }), baudRate: Type.Integer({ minimum: 1_200, maximum: 4_000_000 }) }),
  /** What is switched when an alarm opens; which outputs there are is set up on the pages. */
  outputs: Type.Object({
    /** Serial ports with relays on them: an output may use these alone. */
    ports: Type.Array(Path, { maxItems: 16 }),
    /** How each place stands is published at the outside broker, too. */
    toBroker: Type.Boolean(),
    /** Where Home Assistant looks for devices, `homeassistant`. Absent: nothing is announced. */
    discoveryPrefix: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,3}$' })),
  }),
  /** How people are reached beyond the consoles. Without any, unanswered alarms stay on the screens and a fault says so. */
  contact: Type.Object({
    /** `smtp://user:password@host:587`; better from a file. */
    smtpUrlFile: Type.Optional(Path),
    smtpUrl: Type.Optional(Type.String({ maxLength: 500 })),
    mailFrom: Type.Optional(Type.String({ maxLength: 200 })),
    /** Each message is posted there as JSON. */
    webhookUrl: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })),
    /** One or two lines `whsec_…` by which posts are signed (Standard Webhooks); two while receivers change over. */
    webhookSecretFile: Type.Optional(Path),
    /** Texts and calls by Twilio, or by a service with its interface. */
    twilioAccount: Type.Optional(Type.String({ pattern: '^AC[0-9a-f]{32}$' })),
    /** An API key, whose secret is in `twilioSecretFile`; absent: that file holds the account's auth token. */
    twilioKey: Type.Optional(Type.String({ pattern: '^SK[0-9a-f]{32}$' })),
    twilioSecretFile: Type.Optional(Path),
    /** The account's auth token, which signs what Twilio posts back: without it nothing is known of a text but that it was taken. */
    twilioAuthTokenFile: Type.Optional(Path),
    /** A number with its country, or a messaging service `MG…`. */
    twilioFrom: Type.Optional(Type.String({ pattern: '^(\\+[1-9][0-9]{6,14}|MG[0-9a-f]{32})$' })),
    /** The number that calls, where `twilioFrom` can't. */
    twilioVoiceFrom: Type.Optional(Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$' })),
    twilioUrl: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })),
    /** Whom push services write to when something is wrong with what we send; with it people can be told on their devices. */
    pushContact: Type.Optional(Type.String({ pattern: '^(mailto:[^@\\s]+@[^@\\s]+|https://\\S+)$', maxLength: 200 })),
    /** When a notice may make a sound: never, where somebody waits for an answer (so it is without this setting), or always. */
    pushSound: Type.Optional(Type.Enum(['never', 'needed', 'always'])),
    /** Push services on this machine too; for trying things out. */
    pushLoopback: Type.Optional(Type.Boolean()),
    /** The address of the gateway's pages as people reach them, for links in messages. */
    pagesUrl: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })),
  }),
  /** The gateway's own test press, once a minute through the whole way. */
  canary: Type.Object({ enabled: Type.Boolean() }),
  /** Where traces of presses go, as OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`. Absent: none are made. */
  tracing: Type.Object({ otlpUrl: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })) }),
  /** The rules' numbers, in milliseconds. */
  policy: Type.Object({
    firstStepAfterMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 600_000 })),
    stepEveryMs: Type.Optional(Type.Integer({ minimum: 5_000, maximum: 3_600_000 })),
    takenQuietMs: Type.Optional(Type.Integer({ minimum: 10_000, maximum: 3_600_000 })),
    comingQuietMs: Type.Optional(Type.Integer({ minimum: 10_000, maximum: 7_200_000 })),
    hereQuietMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: 14_400_000 })),
    acceptWithinMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: 86_400_000 })),
    watchOfferMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: 3_600_000 })),
  }),
});
export type Configuration = Static<typeof Configuration>;

const LISTEN = { host: '127.0.0.1', plainBeyondLoopback: false };
export const DEFAULT_CONFIGURATION: Configuration = {
  data: 'var/data',
  masterKeyFile: 'var/keys/master.key',
  dashboard: 'dashboard/dist',
  http: { ...LISTEN, port: 8_080, origins: [] },
  mqtt: { ...LISTEN, port: 1_883, enabled: true },
  broker: { version: '3.1.1', clientId: 'duress-gateway', plainBeyondLoopback: false },
  serial: { ports: [], baudRate: 115_200 },
  outputs: { ports: [], toBroker: false },
  contact: {},
  canary: { enabled: true },
  tracing: {},
  policy: {},
};

/** Members that a printed configuration must not show. */
const SECRET: ReadonlySet<string> = new Set(['smtpUrl', 'webhookUrl', 'password']);

/** A setting by its path, `http.port`. */
interface Leaf {
  readonly path: readonly string[];
  readonly schema: TSchema;
}

/**
 * The configuration: defaults, over them the file, over it `DURESS_…` variables (`http.port` is `DURESS_HTTP_PORT`). Unknown
 * names are refused with the nearest known one. The result is frozen.
 * @throws FaultError `config-invalid`, naming every problem.
 */
export function readConfiguration(file: string | undefined, environment: Readonly<Record<string, string | undefined>>): Configuration {
  const leaves = leavesOf(Configuration);
  const problems: string[] = [];
  const draft = structuredClone(DEFAULT_CONFIGURATION);
  if (file !== undefined) overlay(draft, { value: parseFile(file), leaves, problems, file });
  const variables = Object.entries(environment).filter(
    ([name, text]) => text !== undefined && name.startsWith('DURESS_') && !RESERVED.has(name),
  );
  for (const [name, text = ''] of variables) {
    const leaf = leaves.find((one) => variableOf(one.path) === name);
    const known = leaves.map((one) => variableOf(one.path));
    if (leaf === undefined) problems.push(notASetting(name, known));
    else put(draft, leaf.path, valueOf(text, leaf.schema));
  }
  const sourceOf = (path: readonly string[]): string => {
    const variable = variableOf(path);
    return variables.some(([name]) => name === variable) ? variable : (file ?? 'the defaults');
  };
  problems.push(...misfits(draft, leaves, sourceOf));
  // What a listener must not be is only asked of values that are what they should be.
  if (problems.length === 0)
    problems.push(...listenerProblems(draft), ...brokerProblems(draft), ...outputsProblems(draft), ...contactProblems(draft));
  if (problems.length > 0) throw new FaultError('config-invalid', problems.join('; '), { retryable: false });
  return deepFreeze(draft);
}

/** Each setting whose value does not fit: its name, where the value came from, what it may be, and what it is. */
function misfits(draft: Configuration, leaves: readonly Leaf[], sourceOf: (path: readonly string[]) => string): string[] {
  const wrong = new Set<Leaf>();
  for (const { instancePath } of Compile(Configuration).Errors(draft)) {
    const steps = instancePath.slice(1).split('/');
    const leaf = leaves.find(({ path }) => path.every((step, i) => steps[i] === step));
    if (leaf !== undefined) wrong.add(leaf);
  }
  return [...wrong].map(({ path, schema }) => {
    const name = path.at(-1) ?? '';
    // An address that does not fit may do so because a password stands in it; the name of a key, because it is the key.
    const isSecret = SECRET.has(name) || /url$|^twilio(account|key)$/i.test(name);
    return `${path.join('.')} (from ${sourceOf(path)}) must be ${shapeOf(schema)}, and ${seenAs(valueAt(draft, path), isSecret)}`;
  });
}

/** What would be plain text to somebody who wanted, or needs, TLS. */
function listenerProblems(draft: Configuration): string[] {
  return (['http', 'mqtt'] as const).flatMap((name) => {
    const { host, certFile, keyFile, plainBeyondLoopback } = draft[name];
    if ((certFile === undefined) !== (keyFile === undefined)) return [`${name}.certFile and ${name}.keyFile go together`];
    const isOff = name === 'mqtt' && !draft.mqtt.enabled;
    if (isOff || certFile !== undefined || plainBeyondLoopback || listensOnLoopback(host)) return [];
    return [
      `${name}.host is ${host}, which other machines reach: set ${name}.certFile and ${name}.keyFile for TLS, or allow plain text with ${name}.plainBeyondLoopback`,
    ];
  });
}

function brokerProblems({ broker }: Configuration): string[] {
  const { url, password, passwordFile, user, plainBeyondLoopback } = broker;
  const problems: string[] = [];
  if (password !== undefined && passwordFile !== undefined) problems.push('broker.password and broker.passwordFile exclude each other');
  if ((password ?? passwordFile) !== undefined && user === undefined) problems.push('broker.password is given without broker.user');
  const address = url === undefined ? null : URL.parse(url);
  if (address?.protocol === 'mqtt:' && !plainBeyondLoopback && !listensOnLoopback(address.hostname))
    problems.push(`broker.url is plain text to ${address.hostname}: make it mqtts://, or allow plain text with broker.plainBeyondLoopback`);
  return problems;
}

function outputsProblems({ outputs, serial, broker }: Configuration): string[] {
  const problems = outputs.ports
    .filter((port) => serial.ports.includes(port))
    .map((port) => `outputs.ports and serial.ports both name ${port}: one port is for a relay or for a receiver`);
  if (outputs.toBroker && broker.url === undefined) problems.push('outputs.toBroker needs broker.url: the broker to publish at');
  return problems;
}

/** Half of a set-up would be noticed on the day. */
function contactProblems({ contact }: Configuration): string[] {
  const { twilioAccount, twilioSecretFile, twilioFrom, twilioUrl, webhookUrl, webhookSecretFile, pagesUrl, twilioAuthTokenFile } = contact;
  const problems: string[] = [];
  const some = [twilioAccount, twilioSecretFile, twilioFrom];
  if (some.includes(undefined) && some.some((one) => one !== undefined))
    problems.push('contact.twilioAccount, contact.twilioSecretFile and contact.twilioFrom go together');
  if (twilioAuthTokenFile !== undefined && pagesUrl === undefined)
    problems.push('contact.twilioAuthTokenFile needs contact.pagesUrl: the address at which Twilio reaches the gateway');
  const { pushContact, pushSound, pushLoopback } = contact;
  if (pushContact === undefined && (pushSound !== undefined || pushLoopback !== undefined))
    problems.push('contact.pushSound and contact.pushLoopback need contact.pushContact: without it there is no push');
  if (webhookSecretFile !== undefined && webhookUrl === undefined)
    problems.push('contact.webhookSecretFile is given without contact.webhookUrl');
  const service = twilioUrl === undefined ? null : URL.parse(twilioUrl);
  if (service?.protocol === 'http:' && !isLoopbackHost(service.hostname))
    problems.push(`contact.twilioUrl is plain text to ${service.hostname}: the key and people's numbers would be read on the way`);
  return problems;
}

/** Variables that are not settings of the gateway: where its file is, and those of the programs beside it (simulator, health check, long tests). */
const RESERVED: ReadonlySet<string> = new Set(['DURESS_CONFIG', 'DURESS_SIM_DEVICES', 'DURESS_HEALTH_URL', 'DURESS_LONG']);

/** The effective values as they may be printed. */
export function masked(configuration: Configuration): string {
  return JSON.stringify(configuration, (name, value: unknown) => (SECRET.has(name) && value !== undefined ? '***' : value), 2);
}

function parseFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FaultError('config-invalid', `the file ${file} can not be read (${messageOf(cause)})`, { retryable: false, cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FaultError('config-invalid', `the file ${file} is not JSON (${messageOf(cause)})`, { retryable: false, cause });
  }
}

/** Lays the file's values over the draft; a name that no setting has is a problem. */
function overlay(
  draft: object,
  from: {
    readonly value: unknown;
    readonly leaves: readonly Leaf[];
    readonly problems: string[];
    readonly file: string;
    readonly path?: readonly string[];
  },
): void {
  const { value, leaves, problems, file, path = [] } = from;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = path.length === 0 ? `the file ${file}` : `${path.join('.')} (from ${file})`;
    problems.push(`${what} must be an object, and ${seenAs(value, false)}`);
    return;
  }
  const beside = leaves.filter((leaf) => path.every((step, i) => leaf.path[i] === step));
  for (const [name, member] of Object.entries(value)) {
    const here = [...path, name];
    const leaf = beside.find((one) => one.path[path.length] === name);
    if (leaf === undefined) {
      const known = new Set(beside.map((one) => [...path, one.path[path.length]].join('.')));
      problems.push(`${notASetting(here.join('.'), [...known])} (in ${file})`);
    } else if (leaf.path.length === here.length) put(draft, here, member);
    else overlay(draft, { ...from, value: member, path: here });
  }
}

function leavesOf(schema: TObject, path: readonly string[] = []): Leaf[] {
  return Object.entries(schema.properties).flatMap(([name, member]) => {
    const here = [...path, name];
    return Type.IsObject(member) ? leavesOf(member, here) : [{ path: here, schema: member }];
  });
}

function variableOf(path: readonly string[]): string {
  return 'DURESS_' + path.map((step) => step.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_');
}

/** Text from the environment as the setting's type has it; what does not fit stays text and is refused by the schema. */
function valueOf(text: string, schema: TSchema): unknown {
  if (Type.IsInteger(schema) && /^[0-9]{1,9}$/.test(text)) return Number(text);
  if (Type.IsBoolean(schema) && (text === 'true' || text === 'false')) return text === 'true';
  if (Type.IsArray(schema))
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  return text;
}

function valueAt(target: object, path: readonly string[]): unknown {
  // as: the paths are those of the schema that the target was made for.
  return path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], target);
}

function put(target: object, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  // as: the paths are those of the schema that the draft was made for.
  const record = target as Record<string, unknown>;
  if (rest.length === 0) record[name] = value;
  else put(record[name] as object, rest, value);
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
