/** What the simulated buttons do, out of their events, in words for people; undefined for what is not worth a line. */
export function buttonWords(line: string, labels: ReadonlyMap<string, string>): string | undefined {
  const event = parsed(line);
  const device = event?.['device'];
  if (event === undefined || typeof device !== 'string') return undefined;
  const name = labels.get(device) ?? device;
  if (event['event'] === 'pressed') return `${name} is pressed.`;
  if (event['event'] === 'shows' && typeof event['says'] === 'string' && event['display'] !== 'dark' && event['display'] !== 'no-link')
    return `${name} shows: ${event['says']}`;
  return undefined;
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    // as: what is an object and no list is a record here.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
