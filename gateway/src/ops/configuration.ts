import { readFileSync } from 'node:fs';
import { Type, type Static, type TObject, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { FaultError, messageOf } from '../base/errors.ts';

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
  /** How people are reached beyond the consoles. Without either, unanswered alarms stay on the screens and a fault says so. */
  contact: Type.Object({
    /** `smtp://user:password@host:587`; better from a file. */
    smtpUrlFile: Type.Optional(Path),
    smtpUrl: Type.Optional(Type.String({ maxLength: 500 })),
    mailFrom: Type.Optional(Type.String({ maxLength: 200 })),
    /** Each message is posted there as JSON. */
    webhookUrl: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })),
    /** The address of the gateway's pages as people reach them, for links in messages. */
    pagesUrl: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 500 })),
  }),
  /** The rules' numbers, in milliseconds. */
  policy: Type.Object({
    firstStepAfterMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 600_000 })),
    stepEveryMs: Type.Optional(Type.Integer({ minimum: 5_000, maximum: 3_600_000 })),
    takenQuietMs: Type.Optional(Type.Integer({ minimum: 10_000, maximum: 3_600_000 })),
    comingQuietMs: Type.Optional(Type.Integer({ minimum: 10_000, maximum: 7_200_000 })),
    hereQuietMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: 14_400_000 })),
    acceptWithinMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: 86_400_000 })),
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
  contact: {},
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
  if (file !== undefined) overlay(draft, { value: parseFile(file), leaves, problems });
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || !name.startsWith('DURESS_') || RESERVED.has(name)) continue;
    const leaf = leaves.find((one) => variableOf(one.path) === name);
    if (leaf === undefined)
      problems.push(
        unknown(
          name,
          leaves.map((one) => variableOf(one.path)),
        ),
      );
    else put(draft, leaf.path, valueOf(text, leaf.schema));
  }
  for (const error of Compile(Configuration).Errors(draft))
    problems.push(`${error.instancePath.slice(1).replaceAll('/', '.')} ${error.message}`);
  for (const name of ['http', 'mqtt'] as const) {
    // Half a certificate would mean plain text to somebody who asked for TLS.
    if ((draft[name].certFile === undefined) !== (draft[name].keyFile === undefined))
      problems.push(`${name}.certFile and ${name}.keyFile go together`);
  }
  const { password, passwordFile, user } = draft.broker;
  if (password !== undefined && passwordFile !== undefined) problems.push('broker.password and broker.passwordFile exclude each other');
  if ((password ?? passwordFile) !== undefined && user === undefined) problems.push('broker.password is given without broker.user');
  if (problems.length > 0) throw new FaultError('config-invalid', problems.join('; '), { retryable: false });
  return deepFreeze(draft);
}

/** Variables that are not settings of the gateway: where its file is, and those of the programs beside it (simulator, health check, long tests). */
const RESERVED: ReadonlySet<string> = new Set(['DURESS_CONFIG', 'DURESS_SIM_DEVICES', 'DURESS_HEALTH_URL', 'DURESS_LONG']);

/** The effective values as they may be printed. */
export function masked(configuration: Configuration): string {
  return JSON.stringify(configuration, (name, value: unknown) => (SECRET.has(name) && value !== undefined ? '***' : value), 2);
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new FaultError('config-invalid', `${file}: ${messageOf(error)}`, { retryable: false, cause: error });
  }
}

/** Lays the file's values over the draft; a name that no setting has is a problem. */
function overlay(
  draft: object,
  from: { readonly value: unknown; readonly leaves: readonly Leaf[]; readonly problems: string[]; readonly path?: readonly string[] },
): void {
  const { value, leaves, problems, path = [] } = from;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(`${path.join('.') || 'the file'} must be an object`);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const here = [...path, name];
    const names = leaves.filter((leaf) => path.every((step, i) => leaf.path[i] === step)).map((leaf) => leaf.path[path.length] ?? '');
    if (!names.includes(name))
      problems.push(
        unknown(
          here.join('.'),
          [...new Set(names)].map((known) => [...path, known].join('.')),
        ),
      );
    else if (leaves.some((leaf) => leaf.path.length === here.length && leaf.path.every((step, i) => step === here[i])))
      put(draft, here, member);
    else overlay(draft, { value: member, leaves, problems, path: here });
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

function put(target: object, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  // as: the paths are those of the schema that the draft was made for.
  const record = target as Record<string, unknown>;
  if (rest.length === 0) record[name] = value;
  else put(record[name] as object, rest, value);
}

function unknown(name: string, known: readonly string[]): string {
  const nearest = known.map((other) => ({ other, distance: distance(name, other) })).sort((a, b) => a.distance - b.distance)[0];
  return `${name} is not a setting${nearest === undefined ? '' : `; did you mean ${nearest.other}?`}`;
}

/** Edits between two names (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
