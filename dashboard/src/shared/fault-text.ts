/** A technical matter in one sentence: what it means, and in brackets what the gateway says of this one. */
export function faultText(
  words: string | undefined,
  { code, detail }: { readonly code: string; readonly detail?: string | undefined },
): string {
  const means = words ?? code;
  return detail === undefined ? means : `${means.replace(/[.]$/, '')} (${detail}).`;
}
