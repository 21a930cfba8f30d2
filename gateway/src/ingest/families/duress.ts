import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { DeviceId } from '../../base/ids.ts';
import type { StatusBody } from '../../contract/hand.ts';
import { ConfigBody, FeedbackAckBody, FeedbackBody, LinkBody } from '../../contract/hand.ts';
import { SignalBody } from '../../contract/signal.ts';
import type { SignalPath, DevicePlace } from '../../contract/signal.ts';
import type { Signal } from '../../domain/input.ts';

/**
 * The gateway's own button protocol, version 1: bytes of a body → what it says (docs/device-protocol.md).
 *
 * What names a press (`v`, `boot`, `seq`, `kind`) must be right, or the body is unreadable. Everything else may be
 * damaged: a press with an impossible battery level is still a press, so a bad optional field is left out and named in
 * `dropped`, and never costs the signal.
 */
export type Decoded<T> =
  { readonly ok: true; readonly value: T; readonly dropped: readonly string[] } | { readonly ok: false; readonly why: Unreadable };

/** Why a body can't be read; stable words that are recorded with it. */
export type Unreadable = 'not-utf8' | 'not-json' | 'not-an-object' | 'version' | 'kind' | 'counters' | 'revision' | 'state' | 'place';

type Fields = Readonly<Record<string, unknown>>;

const version = Compile(Type.Literal(1));
const kind = Compile(SignalBody.properties.kind);
const counter = Compile(SignalBody.properties.boot);
const age = Compile(SignalBody.properties.age);
const battery = Compile(Type.Integer({ minimum: 0, maximum: 100 }));
const rssi = Compile(Type.Integer({ minimum: -200, maximum: 100 }));
const pin = Compile(Type.String({ pattern: '^[0-9]{4,8}$' }));
const firmware = Compile(Type.String({ maxLength: 64 }));
const worn = Compile(Type.Boolean());
const beacon = Compile(Type.String({ minLength: 1, maxLength: 64 }));
const accuracy = Compile(Type.Number({ minimum: 0, maximum: 100_000 }));
const lat = Compile(Type.Number({ minimum: -90, maximum: 90 }));
const lon = Compile(Type.Number({ minimum: -180, maximum: 180 }));
const revision = Compile(FeedbackAckBody);
const link = Compile(Type.Pick(LinkBody, ['state', 'session']));
const abilities = Compile(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 32 }));

const feedback = Compile(FeedbackBody);
const config = Compile(ConfigBody);

/** Takes the optional fields out of a body, one by one, and remembers which were there but wrong. */
class Optional {
  readonly dropped: string[] = [];
  readonly #fields: Fields;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  take<T>(name: string, check: { Check(value: unknown): value is T }): T | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    if (check.Check(value) && !(typeof value === 'string' && hasControls(value))) return value;
    this.dropped.push(name);
    return undefined;
  }

  /** A place says something only with a beacon or with both coordinates. */
  place(name: string): DevicePlace | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    const place = isFields(value) ? devicePlaceOf(value) : undefined;
    if (place === undefined) this.dropped.push(name);
    return place;
  }
}

export interface Arrival {
  readonly device: DeviceId;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly path: SignalPath;
  /** At most so long somebody between the device and us has kept it; 0 or absent when it came straight. */
  readonly waitedMs?: number | undefined;
}

/** `dropped` names damaged optional fields; a missing or damaged `age` counts as 0: the press is as old as its arrival. */
export function decodeSignal(bytes: Uint8Array, arrival: Arrival): Decoded<Signal> {
  const fields = fieldsOf(bytes);
  if (typeof fields === 'string') return { ok: false, why: fields };
  const { boot, seq, kind: said } = fields;
  if (!kind.Check(said)) return { ok: false, why: 'kind' };
  if (!counter.Check(boot) || !counter.Check(seq)) return { ok: false, why: 'counters' };
  const optional = new Optional(fields);
  const old = fields['age'];
  if (!age.Check(old)) optional.dropped.push('age');
  const level = optional.take('battery', battery);
  const place = optional.place('place');
  const digits = said === 'cancel' ? optional.take('pin', pin) : undefined;
  const value: Signal = {
    device: arrival.device,
    boot,
    seq,
    kind: said,
    receivedAt: arrival.receivedAt,
    pressedAt: arrival.receivedAt - (age.Check(old) ? old : 0),
    path: arrival.path,
    ...(arrival.waitedMs === undefined || arrival.waitedMs === 0 ? {} : { waitedMs: arrival.waitedMs }),
    ...(level === undefined ? {} : { battery: level }),
    ...(place === undefined ? {} : { place }),
    ...(digits === undefined ? {} : { pin: digits }),
  };
  return { ok: true, value, dropped: optional.dropped };
}

/** Any readable object of version 1 is a heartbeat, whatever else is wrong in it. */
export function decodeStatus(bytes: Uint8Array): Decoded<StatusBody> {
  const fields = fieldsOf(bytes);
  if (typeof fields === 'string') return { ok: false, why: fields };
  const optional = new Optional(fields);
  const level = optional.take('battery', battery);
  const strength = optional.take('rssi', rssi);
  const build = optional.take('firmware', firmware);
  const onBody = optional.take('worn', worn);
  const value: StatusBody = {
    v: 1,
    ...(level === undefined ? {} : { battery: level }),
    ...(strength === undefined ? {} : { rssi: strength }),
    ...(build === undefined ? {} : { firmware: build }),
    ...(onBody === undefined ? {} : { worn: onBody }),
  };
  return { ok: true, value, dropped: optional.dropped };
}

export function decodePosition(bytes: Uint8Array): Decoded<DevicePlace> {
  const fields = fieldsOf(bytes);
  if (typeof fields === 'string') return { ok: false, why: fields };
  const place = devicePlaceOf(fields);
  return place === undefined ? { ok: false, why: 'place' } : { ok: true, value: place, dropped: [] };
}

export function decodeLink(bytes: Uint8Array): Decoded<LinkBody> {
  const fields = fieldsOf(bytes);
  if (typeof fields === 'string') return { ok: false, why: fields };
  if (!link.Check(fields)) return { ok: false, why: 'state' };
  const optional = new Optional(fields);
  const can = optional.take('can', abilities);
  return {
    ok: true,
    value: { v: 1, state: fields.state, session: fields.session, ...(can === undefined ? {} : { can }) },
    dropped: optional.dropped,
  };
}

export function decodeFeedbackAck(bytes: Uint8Array): Decoded<FeedbackAckBody> {
  const fields = fieldsOf(bytes);
  if (typeof fields === 'string') return { ok: false, why: fields };
  return revision.Check(fields) ? { ok: true, value: { v: 1, rev: fields.rev }, dropped: [] } : { ok: false, why: 'revision' };
}

/** The bytes of a feedback or configuration body on their way to a device. */
export function encodeBody(body: FeedbackBody | ConfigBody): Buffer {
  return Buffer.from(JSON.stringify(body));
}

/** What a device may rely on when it reads what the gateway sends; tests hold the gateway's own bodies to it. */
export function isFeedback(value: unknown): value is FeedbackBody {
  return feedback.Check(value);
}

export function isConfig(value: unknown): value is ConfigBody {
  return config.Check(value);
}

function fieldsOf(bytes: Uint8Array): Fields | Unreadable {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'not-utf8';
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  if (!isFields(value)) return 'not-an-object';
  return version.Check(value['v']) ? value : 'version';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function devicePlaceOf(fields: Fields): DevicePlace | undefined {
  const optional = new Optional(fields);
  const heard = optional.take('beacon', beacon);
  const north = optional.take('lat', lat);
  const east = optional.take('lon', lon);
  const within = optional.take('accuracy', accuracy);
  const fix = north !== undefined && east !== undefined;
  if (heard === undefined && !fix) return undefined;
  return {
    ...(heard === undefined ? {} : { beacon: heard }),
    ...(fix ? { lat: north, lon: east } : {}),
    ...(fix && within !== undefined ? { accuracy: within } : {}),
  };
}

/** Control characters reach log lines and screens; no field of the protocol needs them. */
function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
