/** Temporal, node:sqlite and type stripping as we use them are there from this major version on. */
export const LEAST_NODE_MAJOR = 26;

/**
 * The one sentence with which start-up refuses a Node that is too old; undefined when it is new enough.
 * `version` as in `process.versions.node`.
 */
export function refusalOfNode(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= LEAST_NODE_MAJOR) return undefined;
  return `Duress Gateway runs on Node.js ${LEAST_NODE_MAJOR} or newer, this is ${version}: start it with \`npm start\`, which brings the right one.`;
}
