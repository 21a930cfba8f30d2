/** The name of the build that this page came from; empty when it was not built, as under the development server. */
export function ownBuild(): string {
  const build = document.querySelector<HTMLMetaElement>('meta[name="duress-build"]')?.content ?? '';
  return build.startsWith('%') ? '' : build;
}
