const REFUSED = 128;

/**
 * What the broker did not give of what was asked. `nothing`: a filter was refused, so messages would be missing without a word. Less
 * than the QoS that was asked for is taken, and said: a press without acknowledgement is better than none.
 */
export function refusalIn(
  /** Topic filter → QoS, in the order in which they were asked for. */
  filters: Readonly<Record<string, number>>,
  /** The codes of the SUBACK; undefined when none came. */
  codes: readonly number[] | undefined,
  error: Error | null,
): { readonly nothing: boolean; readonly why: string } | undefined {
  const given = Object.entries(filters).map(([topic, asked], i) => ({ topic, asked, code: codes?.[i] ?? REFUSED }));
  const refused = given.filter(({ code }) => code >= REFUSED);
  if (error !== null || refused.length > 0) {
    return { nothing: true, why: `${error?.message ?? 'subscription refused'}: ${refused.map(({ topic }) => topic).join(', ')}` };
  }
  const less = given.filter(({ asked, code }) => code < asked);
  if (less.length === 0) return undefined;
  const topics = less.map(({ topic }) => topic).join(', ');
  return { nothing: false, why: `only QoS 0 was granted for ${topics}: what comes while the gateway is away is lost` };
}
