import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import type { BrowserContextOptions } from 'playwright'
import type { BrowserConfigOptions } from 'vitest/node'
import { browserLaunchOptions } from './scripts/browser.mjs'
import { builtStyles } from './scripts/built-styles.mjs'
import { firefoxProvider } from './scripts/engines/firefox-provider.ts'
import { webkitCommands } from './scripts/engines/webkit-commands.ts'
import { webkitProvider } from './scripts/engines/webkit-provider.ts'
import { serviceCommands } from './scripts/services/service-commands.ts'

const inBrowser = ['packages/**/src/**/*.browser.test.{ts,tsx}', 'apps/**/src/**/*.browser.test.{ts,tsx}']
const integration = ['packages/**/src/**/*.integration.test.ts', 'bench/src/**/*.integration.test.ts']
const outside = ['**/node_modules/**', '**/dist/**']

// Workspace packages are read from their source: no test needs a build.
const inNode = {
  resolve: { conditions: ['source', ...defaultServerConditions] },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions], externalConditions: ['source', 'node'] } },
}

// Ends a test that hangs, and nothing else: how long a test takes beside other work says nothing about what it tests.
const testTimeout = 60_000
const patient = { testTimeout, setupFiles: [fileURLToPath(new URL('scripts/patience.ts', import.meta.url))] }

// Each browser that vitest opens listens for the end of the process, one for each project.
process.setMaxListeners(30)

// Two runs at once must not share what Vite optimizes, so a run may bring its own folder.
const cacheDir = process.env['VITE_CACHE_DIR'] ?? 'node_modules/.vite'

interface Screenshot {
  readonly root: string
  readonly testFileDirectory: string
  readonly browserName: string
  readonly arg: string
  readonly ext: string
}

/** One picture for every machine: tests that take some bring their own font, and allow for a few other pixels. */
const besideTest = ({ root, testFileDirectory, browserName, arg, ext }: Screenshot): string =>
  join(root, testFileDirectory, 'pictures', browserName === 'chromium' ? '' : browserName, `${arg}${ext}`)

const inPages = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  expect: { toMatchScreenshot: { resolveScreenshotPath: besideTest } },
}

const chromium = (contextOptions: BrowserContextOptions = {}) => ({
  ...inPages,
  provider: playwright({ launchOptions: browserLaunchOptions(), contextOptions }),
  instances: [{ browser: 'chromium' as const }],
})

interface Motion {
  readonly motion: 'reduce' | 'no-preference'
}

const firefox = ({ motion }: Motion) => ({
  ...inPages,
  provider: firefoxProvider(motion),
  instances: [{ browser: 'firefox' as const }],
})

const webkit = (system: Motion) => ({
  ...inPages,
  provider: webkitProvider(system),
  commands: webkitCommands,
  instances: [{ browser: 'webkit' as const }],
  // The driver can't answer requests in the place of a server. Without this, only one window would be open at a time.
  importMapMocks: true,
})

// What Vite only finds while a test runs makes it start anew, with a second copy of React.
const optimizeDeps = {
  include: ['@herenow/components > @tanstack/react-virtual', '@herenow/testing > @testing-library/react'],
}
const sdks = ['ably', 'centrifuge', '@stomp/stompjs', 'pubnub', 'jose']
const storybook = ['@storybook/react-vite', 'storybook/test']
const optimizeDepsOfTests = {
  include: [...optimizeDeps.include, 'react-dom/server', 'zustand', 'zustand/middleware', ...sdks, ...storybook],
}

const styles = builtStyles(fileURLToPath(new URL('packages/components/src/styles/styles.css', import.meta.url)))

const fromReact18 = (name: string): string =>
  fileURLToPath(new URL(`apps/react-18/node_modules/${name}`, import.meta.url))

const storybookFolder = fileURLToPath(new URL('.storybook', import.meta.url))

interface Look {
  /** What the toolbar says. */
  readonly globals?: Record<string, unknown>
  /** What the reader's system says. */
  readonly system?: BrowserContextOptions
  /** Only the stories with one of these tags. Default: all of them. */
  readonly only?: string[]
}

/** Every story is a test, once for each look: its play function passes there, and axe finds nothing. */
const stories = (
  name: string,
  { globals, system, only = ['test'] }: Look,
  browser: BrowserConfigOptions = chromium({ reducedMotion: 'reduce', ...system }),
) => ({
  cacheDir,
  optimizeDeps,
  plugins: [
    storybookTest({
      configDir: storybookFolder,
      initialGlobals: { checks: true, ...globals },
      tags: { include: only },
    }),
  ],
  // What moves on its way in would be judged half visible. A story leaves nothing behind, so all share a page.
  test: { name, isolate: false, browser, testTimeout },
})

/** The browser tests in another engine than Chromium. */
const inEngine = (name: string, browser: BrowserConfigOptions) => ({
  cacheDir,
  optimizeDeps: optimizeDepsOfTests,
  plugins: [styles],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  test: {
    name,
    ...patient,
    include: inBrowser,
    // What an app asks of an SDK, and what a part knows of a service, doesn't depend on the engine.
    exclude: [...outside, '**/{sdk-calls,on-every-service}.browser.test.tsx'],
    browser,
  },
})

const key = ['key']
const moving = ['key', 'motion']

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
          ...patient,
          include: [
            'packages/**/src/**/*.test.ts',
            'apps/**/src/**/*.test.ts',
            'bench/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: [...outside, ...inBrowser, ...integration],
        },
      },
      {
        ...inNode,
        cacheDir,
        test: { name: 'integration', environment: 'node', include: integration, exclude: outside, ...patient },
      },
      {
        cacheDir,
        optimizeDeps: optimizeDepsOfTests,
        plugins: [styles],
        resolve: { conditions: ['source', ...defaultClientConditions] },
        test: {
          name: 'browser',
          ...patient,
          include: inBrowser,
          exclude: outside,
          browser: { ...chromium(), commands: serviceCommands },
        },
      },
      // What can be seen moving runs there with motion; the stories run without, as in Chromium.
      inEngine('firefox', firefox({ motion: 'no-preference' })),
      stories('firefox-storybook', {}, firefox({ motion: 'reduce' })),
      stories('firefox-motion', { only: moving }, firefox({ motion: 'no-preference' })),
      inEngine('webkit', webkit({ motion: 'no-preference' })),
      stories('webkit-storybook', {}, webkit({ motion: 'reduce' })),
      stories('webkit-motion', { only: moving }, webkit({ motion: 'no-preference' })),
      {
        cacheDir,
        optimizeDeps,
        plugins: [styles],
        resolve: {
          conditions: ['source', ...defaultClientConditions],
          alias: { react: fromReact18('react'), 'react-dom': fromReact18('react-dom') },
        },
        test: {
          name: 'react-18',
          ...patient,
          include: ['packages/**/src/**/*.browser.test.{ts,tsx}', 'apps/react-18/test/*.test.ts'],
          // React 18 has no `Activity`; what a page's styles do to ours doesn't depend on React.
          exclude: [...outside, '**/activity.browser.test.tsx', '**/at-home/hosts.*'],
          browser: chromium(),
        },
      },
      stories('storybook', {}),
      stories('storybook-dark', { globals: { theme: 'dark' } }),
      stories('storybook-rtl', { globals: { direction: 'rtl', locale: 'ar' } }),
      stories('storybook-forced-colors', { system: { forcedColors: 'active' }, only: key }),
      stories('storybook-zoom', {
        globals: { viewport: { value: 'zoomed' } },
        system: { deviceScaleFactor: 2 },
        only: key,
      }),
      stories('storybook-large-text', { globals: { textSize: 200, viewport: { value: 'phone' } }, only: key }),
      stories('storybook-motion', { system: { reducedMotion: 'no-preference' }, only: ['motion'] }),
      stories('storybook-narrow', { globals: { viewport: { value: 'narrow' } }, only: key }),
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
