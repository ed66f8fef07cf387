import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { browserLaunchOptions } from './scripts/browser.mjs'

const inBrowser = ['packages/**/src/**/*.browser.test.{ts,tsx}', 'apps/**/src/**/*.browser.test.{ts,tsx}']
const integration = ['packages/**/src/**/*.integration.test.ts']
const outside = ['**/node_modules/**', '**/dist/**']

// Workspace packages are read from their source: no test needs a build.
const inNode = {
  resolve: { conditions: ['source', ...defaultServerConditions] },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions], externalConditions: ['source', 'node'] } },
}

// Two runs at once must not share what Vite optimizes, so a run may bring its own folder.
const cacheDir = process.env['VITE_CACHE_DIR'] ?? 'node_modules/.vite'

export default defineConfig({
  cacheDir,
  test: {
    passWithNoTests: true,
    projects: [
      {
        ...inNode,
        cacheDir,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['packages/**/src/**/*.test.ts', 'apps/**/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...outside, ...inBrowser, ...integration],
        },
      },
      {
        ...inNode,
        cacheDir,
        test: { name: 'integration', environment: 'node', include: integration, exclude: outside, testTimeout: 20_000 },
      },
      {
        cacheDir,
        resolve: { conditions: ['source', ...defaultClientConditions] },
        test: {
          name: 'browser',
          include: inBrowser,
          exclude: outside,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: browserLaunchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        ...inNode,
        cacheDir,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: fileURLToPath(new URL('scripts/type-checker.mjs', import.meta.url)),
            include: ['packages/**/src/**/*.test-d.{ts,tsx}'],
            exclude: outside,
            ignoreSourceErrors: false,
            tsconfig: fileURLToPath(new URL('tsconfig.types.json', import.meta.url)),
            spawnTimeout: 60_000,
          },
        },
      },
    ],
  },
})
