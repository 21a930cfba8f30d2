import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const fix = 'Inject `Clock` of base/clock.ts (firmware-sim and dashboard: their own clock.ts), so that a test can move time.';

/** Whatever tells the time or waits for it. `setImmediate` and `queueMicrotask` only yield the turn, and stay allowed. */
const theOneClock = {
  'no-restricted-globals': ['error', ...['setTimeout', 'setInterval', 'performance'].map((name) => ({ name, message: fix }))],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: fix },
    { object: 'Temporal', property: 'Now', message: fix },
    { object: 'process', property: 'hrtime', message: fix },
    { object: 'AbortSignal', property: 'timeout', message: fix },
    ...['globalThis', 'window', 'self'].flatMap((object) =>
      ['setTimeout', 'setInterval', 'performance'].map((property) => ({ object, property, message: fix })),
    ),
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: ['timers', 'node:timers', 'timers/promises', 'node:timers/promises', 'perf_hooks', 'node:perf_hooks'].map((name) => ({
        name,
        message: fix,
      })),
    },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: `A date without a time reads the clock. ${fix}` },
    { selector: "CallExpression[callee.name='Date']", message: `Date() reads the clock. ${fix}` },
  ],
};

/** Where the house's own way differs from the strict sets, each with its reason. */
const house = {
  // A number or a boolean in a message reads as a person expects; objects and undefined stay forbidden.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // An async method may have nothing to wait for when a port's promise is kept by a synchronous part.
  '@typescript-eslint/require-await': 'off',
  // `return new Promise` inside a port's method reads better than `async` around it; floating ones are caught by the rule below.
  '@typescript-eslint/promise-function-async': 'off',
  '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
  // Records by name are the shape of JSON; both spellings say the same.
  '@typescript-eslint/consistent-indexed-object-style': 'off',
  // `type` unions and `interface` shapes are chosen by what they are.
  '@typescript-eslint/consistent-type-definitions': 'off',
  // `() => queue.clear()` as a callback whose result nobody reads is plain.
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
  // A part without state of its own may still be a class that implements a port.
  '@typescript-eslint/no-extraneous-class': 'off',
  // tsconfig's noPropertyAccessFromIndexSignature asks for brackets where a name is not known; this rule would undo it.
  '@typescript-eslint/dot-notation': 'off',
  '@typescript-eslint/no-empty-function': 'off',
  eqeqeq: 'error',
  'no-console': 'error',
  'no-eval': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-empty': ['error', { allowEmptyCatch: false }],
};

export default defineConfig(
  { ignores: ['**/node_modules/', '**/dist/', '**/generated/', '**/coverage/', '.cache/', 'var/', 'tests/vectors/', 'tests/**/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    rules: house,
  },
  ...svelte.configs['flat/recommended'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    // The compiler of svelte-check knows which names a component declares; the plain rule does not. Maps are replaced whole
    // (`$state.raw`), as the feed gives them, and never changed in place, which the last rule can't see.
    rules: { 'no-undef': 'off', 'no-unused-vars': 'off', 'prefer-const': 'off', 'svelte/prefer-svelte-reactivity': 'off' },
  },
  { files: ['dashboard/**'], languageOptions: { globals: { ...globals.browser } } },
  { files: ['**/*.ts'], rules: { 'no-undef': 'off' } },
  {
    files: ['gateway/src/**/*.ts', 'firmware-sim/src/**/*.ts', 'dashboard/src/**/*.{ts,svelte}'],
    ignores: [
      'gateway/src/base/clock.ts',
      'firmware-sim/src/clock.ts',
      'firmware-sim/src/**/clock.ts',
      'dashboard/src/**/clock.ts',
      // A page's own timers sleep in a hidden tab; a worker's do not.
      'dashboard/src/shared/timer-worker/**',
      'dashboard/src/shared/timer-worker.ts',
      '**/*.test.ts',
    ],
    rules: theOneClock,
  },
  {
    // Tests wait for conditions; only the harness knows how, and the bench measures real time.
    files: ['tests/**/*.ts', '**/*.test.ts'],
    ignores: ['tests/harness/**', 'tests/bench/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval'].map((name) => ({
          name,
          message: 'No sleeps: wait for a condition with `until` of tests/harness/wait.ts.',
        })),
      ],
    },
  },
  {
    // Terminal programs speak to a person.
    files: ['gateway/bootstrap/**', 'gateway/bin/**', 'tests/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    // Parsed by whatever Node somebody has, so that it can say that it is too old.
    files: ['gateway/bootstrap/run.cjs'],
    languageOptions: { ecmaVersion: 5, sourceType: 'script', globals: { ...globals.node } },
    rules: { 'no-var': 'off' },
  },
);
