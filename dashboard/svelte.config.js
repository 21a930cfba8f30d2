/** A warning of the compiler is nearly always a person who can't use the page: it stops the build. */
export default {
  compilerOptions: { runes: true },
  onwarn(warning) {
    throw new Error(`${warning.code}: ${warning.message} (${warning.filename ?? 'unknown file'})`);
  },
};
