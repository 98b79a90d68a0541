import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** S6: times are shown, never compared. What decides is given a clock by its caller, or has none. */
const NO_WALL_CLOCK = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'No wall clock here (S6): take the time as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'No wall clock here (S6): take the time as an argument.',
  },
  {
    selector: "MemberExpression[object.name='performance'][property.name='now']",
    message: 'No clock here (S6): take the time as an argument.',
  },
];

const NO_OWN_TIMER = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'].map((name) => ({
  name,
  message: 'The engine waits through its Scheduler port, so that the simulator can own time.',
}));

const NO_CHANCE = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Chance comes through a port, so that a failing run can be replayed.',
  },
];

export default ts.config(
  {
    ignores: [
      'dist/',
      '**/node_modules/',
      'public/',
      'data/',
      '.cache/',
      'test-results/',
      'playwright-report/',
      '**/*.d.ts',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  {
    // TypeScript knows its own names, realm by realm, better than a list of globals would.
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.svelte.ts'],
    ignores: ['**/*.d.ts'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)),
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      // A Map that a function fills and hands over needs no signal; what screens follow is replaced, not changed.
      'svelte/prefer-svelte-reactivity': 'off',
      // `let` is how a rune is written, also where the code only reads it.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$derived', '$state', '$bindable'] }],
    },
  },
  {
    files: ['src/classroom/**/*.ts', 'src/sync/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...NO_WALL_CLOCK, ...NO_CHANCE],
      'no-restricted-globals': ['error', ...NO_OWN_TIMER],
    },
  },
  {
    // A test names many cases one after the other; a long list of them is not a long function.
    files: ['tests/**', '.config/**'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' },
  },
);
