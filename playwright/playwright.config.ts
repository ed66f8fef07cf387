import { defineConfig, devices } from '@playwright/test'
import { browserLaunchOptions } from '../scripts/browser.mjs'
import { firefoxLaunchOptions } from '../scripts/engines/find-engines.mjs'

/** Browser journeys. Each one starts its own server and demo on a free port, so that runs never meet. */
export default defineConfig({
  testDir: 'journeys',
  testMatch: '**/*.journey.ts',
  forbidOnly: process.env['CI'] !== undefined,
  fullyParallel: true,
  // All cores: a journey waits for its server and its pages most of its time.
  workers: '100%',
  retries: 0,
  // A journey may wait for a grace of 10 seconds and for an attempt that is 15 seconds away.
  timeout: 60_000,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
  projects: [
    {
      name: 'chromium',
      use: { ...devices['Desktop Chrome'], launchOptions: browserLaunchOptions() },
    },
    {
      name: 'firefox',
      // A tab is crashed through Chromium's protocol. Firefox keeps no page with a socket in its back/forward cache.
      // Which app carries the server makes no difference to a browser.
      grepInvert: /tab crashes|back\/forward cache|inside an app/,
      // What differs between services doesn't differ between engines.
      testIgnore: '**/services/**',
      // Every key and click takes several times as long.
      timeout: 120_000,
      use: { ...devices['Desktop Firefox'], launchOptions: firefoxLaunchOptions('no-preference') },
    },
    {
      name: 'webkit',
      // Playwright can't drive WebKitGTK: its journeys have a driver of their own.
      testDir: 'journeys-webkit',
      timeout: 120_000,
    },
  ],
})
