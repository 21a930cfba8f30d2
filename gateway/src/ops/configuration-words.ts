import { Type, type TSchema } from 'typebox';

/** What a schema says of its bounds; TypeBox keeps them out of its types. */
interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/** What a setting may be, for whoever wrote something else. */
export function shapeOf(schema: TSchema): string {
  const { minimum, maximum, minLength = 0, maxLength, maxItems, pattern }: Bounds = schema;
  if (Type.IsInteger(schema)) return `a whole number from ${String(minimum)} to ${String(maximum)}`;
  if (Type.IsBoolean(schema)) return 'true or false';
  if (Type.IsEnum(schema)) return `one of ${schema.enum.join(', ')}`;
  if (Type.IsArray(schema)) return `a list of at most ${String(maxItems)}, each ${shapeOf(schema.items)}`;
  if (pattern === '^https?://') return `an address that begins with http:// or https://, of at most ${String(maxLength)} characters`;
  if (pattern !== undefined) return `text of the form ${pattern}`;
  return maxLength === undefined
    ? `text of at least ${String(minLength)} character`
    : `text of ${String(minLength)} to ${String(maxLength)} characters`;
}

/** Longer texts are not repeated in a message. */
const SHOWN_CHARACTERS = 60;

/** What stands there instead. Values that hold secrets are not repeated: a refusal ends in a service's log. */
export function seenAs(value: unknown, isSecret: boolean): string {
  if (value === '') return 'is empty';
  if (Array.isArray(value)) return `is a list of ${String(value.length)}`;
  if (value === null) return 'is null';
  if (typeof value === 'object') return 'is an object';
  if (typeof value === 'string' && (isSecret || value.length > SHOWN_CHARACTERS)) return `is text of ${String(value.length)} characters`;
  return typeof value === 'string' ? `is the text ${JSON.stringify(value)}` : `is ${JSON.stringify(value)}`;
}

/** A name that no setting has, with the nearest that one has when it is near enough to be meant. */
export function notASetting(name: string, known: readonly string[]): string {
  // Longer than any name: whatever was meant, comparing it with each would take as long as it is.
  if (name.length > SHOWN_CHARACTERS) return `${name.slice(0, SHOWN_CHARACTERS)}… (${String(name.length)} characters) is not a setting`;
  const nearest = known.map((other) => ({ other, distance: distance(name, other) })).sort((a, b) => a.distance - b.distance)[0];
  const isMeant = nearest !== undefined && nearest.distance <= Math.ceil(name.length / 2);
  return `${name} is not a setting${isMeant ? `; did you mean ${nearest.other}?` : ''}`;
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
