import { defineConfig } from 'oxlint'

const tests = ['**/*.test.ts', '**/*.test.tsx', '**/*.test-d.ts', '**/*.test-d.tsx', '**/*.bench.ts']
const stories = ['packages/components/src/stories/**', '**/*.stories.tsx']

/** Packages that run in browsers too, and so touch the world through `Env` only. */
const clientPackages = ['adapter', 'protocol', 'core', 'react', 'adapters/*'].map((name) => `packages/${name}/src/**`)
const serverEdges = ['packages/server/src/env/**', 'packages/server/src/cli.ts', 'packages/server/src/testing/**']

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate']
const serverGlobals = [...timers, 'WebSocket', 'fetch', 'performance', 'crypto', 'console', 'process', 'Buffer']
const clientGlobals = [
  ...serverGlobals,
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'EventSource',
  'XMLHttpRequest',
  'BroadcastChannel',
  'window',
  'document',
  'navigator',
  'location',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'addEventListener',
  'removeEventListener',
]

const fromEnv = 'Take it from Env; only env/ may touch the outside world.'
const fromServerEnv =
  "Take it from the server's env/; only env/ and cli.ts may touch the outside world. Buffer: import it from node:buffer."

const noGlobals = (names: readonly string[], message: string): ['error', object] => [
  'error',
  { checkGlobalObject: true, globals: names.map((name) => ({ name, message })) },
]

const noAmbientProperties: ['error', ...object[]] = [
  'error',
  ...[
    ['Date', 'now'],
    ['Math', 'random'],
    ['AbortSignal', 'timeout'],
  ].map(([object, property]) => ({ object, property, message: fromEnv })),
]

const noAmbientRandom: ['error', object] = ['error', { object: 'Math', property: 'random', message: 'Derive it.' }]

interface ImportPattern {
  readonly regex?: string
  readonly group?: readonly string[]
  readonly importNames?: readonly string[]
  readonly message: string
}

/** Components may use the document in effects and handlers, but no network and nothing of Node. */
const componentGlobals = ['WebSocket', 'EventSource', 'XMLHttpRequest', 'fetch', 'console', 'process', 'Buffer']
const onlyHooks = 'Components reach the world through the hooks of @herenow/react.'

const everyPackage = [
  'adapter',
  'protocol',
  'core',
  'react',
  'components',
  'websocket',
  'memory',
  'centrifugo',
  'ably',
  'rabbitmq',
  'server',
  'testing',
]

const pastTheEntry: readonly ImportPattern[] = [
  {
    regex: '^@herenow/[^/]+/(src|dist)(/|$)',
    message: 'Import the package by its name; nothing past its entry is public.',
  },
  {
    regex: `^(\\.\\./)+((packages|apps|adapters|demo|bench|playwright|${everyPackage.join('|')})/)+(src|dist)(/|$)|^\\.\\./.*/(src|dist)(/|$)`,
    message: 'Import the other package by its name, not by a relative path.',
  },
]
const noReact: ImportPattern = {
  group: ['react', 'react/*', 'react-dom', 'react-dom/*'],
  message: 'Only @herenow/react and @herenow/components know React.',
}
const noNode: ImportPattern = { group: ['node:*'], message: 'This package also runs in browsers.' }
const noNodeWorld: readonly ImportPattern[] = [
  { group: ['node:timers', 'node:timers/promises', 'node:perf_hooks', 'node:process'], message: fromServerEnv },
  {
    group: ['node:crypto'],
    importNames: [
      'randomBytes',
      'randomFill',
      'randomFillSync',
      'randomInt',
      'randomUUID',
      'randomUUIDv7',
      'getRandomValues',
      'webcrypto',
    ],
    message: "Randomness comes from the server's env/.",
  },
]
const noZustandReact = { name: 'zustand', message: 'Import zustand/vanilla: zustand itself brings React.' }

const restrictedImports = (
  patterns: readonly ImportPattern[],
  paths: readonly object[] = [noZustandReact],
): ['error', object] => ['error', { patterns: [...pastTheEntry, ...patterns], paths }]

/** The direction of imports: all that a package may import of ours. */
const mayImport = (
  files: readonly string[],
  allowed: readonly string[],
  others: readonly ImportPattern[],
  except: readonly string[] = [],
) => ({
  files: [...files],
  excludeFiles: [...tests, ...except],
  rules: {
    'eslint/no-restricted-imports': restrictedImports([
      {
        regex: `^@herenow/(${everyPackage.filter((name) => !allowed.includes(name)).join('|')})(/|$)`,
        message: `Against the direction of imports. Allowed here: ${allowed.join(', ') || 'nothing of ours'}.`,
      },
      ...others,
    ]),
  },
})

const inBrowsers = [noReact, noNode]

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react'],
  env: { browser: true, node: true, es2024: true },
  ignorePatterns: ['**/dist/**'],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error' },
  rules: {
    'eslint/eqeqeq': 'error',
    'eslint/no-console': 'error',
    'eslint/no-var': 'error',
    'eslint/prefer-const': 'error',
    'eslint/no-restricted-imports': restrictedImports([], []),
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'typescript/await-thenable': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
  },
  overrides: [
    {
      files: ['packages/**/src/**', 'apps/**/src/**'],
      excludeFiles: tests,
      rules: { 'eslint/max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }] },
    },
    // What everything else goes through is read most.
    {
      files: ['packages/core/src/**', 'packages/adapter/src/**', 'packages/adapters/*/src/**'],
      excludeFiles: tests,
      rules: { 'eslint/max-lines': ['error', { max: 200 }] },
    },
    {
      files: ['packages/{react,components}/src/**', 'apps/**/src/**'],
      rules: { 'react/rules-of-hooks': 'error', 'react/exhaustive-deps': 'error' },
    },
    {
      files: clientPackages,
      excludeFiles: [...tests, '**/env/**'],
      rules: {
        'eslint/no-restricted-globals': noGlobals(clientGlobals, fromEnv),
        'eslint/no-restricted-properties': noAmbientProperties,
      },
    },
    {
      files: ['packages/components/src/**'],
      excludeFiles: [...tests, ...stories],
      rules: {
        'eslint/no-restricted-globals': noGlobals(componentGlobals, onlyHooks),
        'eslint/no-restricted-properties': noAmbientRandom,
      },
    },
    {
      files: ['packages/server/src/**'],
      excludeFiles: [...tests, ...serverEdges],
      rules: {
        'eslint/no-restricted-globals': noGlobals(serverGlobals, fromServerEnv),
        'eslint/no-restricted-properties': noAmbientProperties,
      },
    },
    {
      files: ['packages/server/src/cli.ts', 'packages/server/src/testing/**'],
      rules: { 'eslint/no-restricted-properties': noAmbientProperties },
    },
    mayImport(['packages/adapter/src/**'], [], inBrowsers),
    mayImport(['packages/protocol/src/**'], ['adapter'], inBrowsers),
    mayImport(['packages/core/src/**'], ['adapter'], inBrowsers),
    mayImport(['packages/react/src/**'], ['core'], [noNode]),
    mayImport(['packages/components/src/**'], ['react'], [noNode], stories),
    mayImport(['packages/adapters/websocket/src/**'], ['adapter', 'protocol'], inBrowsers),
    mayImport(['packages/adapters/memory/src/**'], ['adapter'], inBrowsers),
    mayImport(['packages/adapters/centrifugo/src/**'], ['adapter'], inBrowsers),
    mayImport(['packages/adapters/ably/src/**'], ['adapter'], inBrowsers),
    mayImport(['packages/adapters/rabbitmq/src/**'], ['adapter'], inBrowsers),
    mayImport(['packages/server/src/**'], ['adapter', 'protocol'], [noReact, ...noNodeWorld]),
    mayImport(serverEdges, ['adapter', 'protocol'], [noReact]),
    // A command that is a client itself.
    mayImport(['packages/server/src/cli/ask/**'], ['adapter', 'core', 'websocket'], [noReact, ...noNodeWorld]),
    mayImport(['packages/testing/src/**'], ['adapter'], inBrowsers, [
      'packages/testing/src/react/**',
      'packages/testing/src/delivery/**',
    ]),
    mayImport(['packages/testing/src/delivery/**'], ['adapter', 'core'], inBrowsers),
    mayImport(['packages/testing/src/react/**'], ['adapter', 'memory', 'react'], [noNode]),
    // A `render` prop is handed the ref, to put it on the element in the part's place.
    { files: ['packages/components/src/**'], rules: { 'react/refs': 'off' } },
    // The stage belongs to the stories and is published nowhere.
    { files: ['.storybook/**'], rules: { 'eslint/no-restricted-imports': 'off' } },
    { files: ['scripts/**', 'bench/**', 'packages/**/env/**'], rules: { 'eslint/no-console': 'off' } },
    {
      files: ['*.config.ts', '**/*.config.ts', '.size-limit.mjs', '.storybook/*', '**/*.stories.tsx'],
      rules: { 'import/no-default-export': 'off', 'eslint/no-console': 'off' },
    },
  ],
})
