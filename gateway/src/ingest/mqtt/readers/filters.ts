/** Does this topic fall under the filter, as MQTT has it? `+` is any one level, `#` all that follow, the level above them included. */
export function fallsUnder(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  // A wildcard in front never means what begins with `$` [MQTT-4.7.2-1].
  if (topic.startsWith('$') && (wanted[0] === '#' || wanted[0] === '+')) return false;
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true;
    if (level !== '+' && level !== levels[i]) return false;
    if (levels[i] === undefined) return false;
  }
  return wanted.length === levels.length;
}

export function hasWildcard(filter: string): boolean {
  return filter.includes('+') || filter.includes('#');
}
