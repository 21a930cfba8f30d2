import { FEEDBACK_STATES, HELD_PRESSES, type ConfigBody, type FeedbackBody, type FeedbackState } from '@duress/gateway/contract/hand.ts';

/**
 * Reads what comes down as firmware does: without a schema library, forgiving towards fields and states that a later
 * gateway may add, strict about those that it acts on. `undefined`: not for us, counted by the caller, changes nothing.
 */
export function readFeedback(bytes: Uint8Array): FeedbackBody | undefined {
  const body = objectIn(bytes);
  if (body?.['v'] !== 1 || !isCount(body['rev'], Number.MAX_SAFE_INTEGER)) return undefined;
  if (!Array.isArray(body['held'])) return undefined;
  const held = body['held'].slice(-HELD_PRESSES).filter(isPressName);
  return {
    v: 1,
    rev: body['rev'],
    ...(typeof body['alarm'] === 'string' ? { alarm: body['alarm'] } : {}),
    ...(isState(body['state']) ? { state: body['state'] } : {}),
    ...(body['drill'] === true ? { drill: true as const } : {}),
    held,
    // Only a plain "true" is a proof.
    recorded: body['recorded'] === true,
    at: typeof body['at'] === 'string' ? body['at'] : '',
  };
}

export function readConfig(bytes: Uint8Array): ConfigBody | undefined {
  const body = objectIn(bytes);
  if (body?.['v'] !== 1) return undefined;
  const { heartbeat, silent, hold } = body;
  if (!isCount(heartbeat, 86_400) || heartbeat < 1 || !isCount(hold, 5_000) || typeof silent !== 'boolean') return undefined;
  return { v: 1, heartbeat, silent, hold };
}

function objectIn(bytes: Uint8Array): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
  // An object that is no array is read by name.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;
}

function isPressName(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => isCount(part, 0xffff_ffff));
}

function isState(value: unknown): value is FeedbackState {
  return FEEDBACK_STATES.some((state) => state === value);
}
