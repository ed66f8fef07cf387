import { test } from '@playwright/test'
import { openDemo } from './demo-site.ts'
import { startServer } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'

export interface Stage {
  readonly demoUrl: string
  /** The server that runs now. */
  readonly server: () => ServerProcess
  /** Starts a server where the last one was. */
  readonly startAgain: () => Promise<void>
}

interface Place {
  /** A room that no other journey uses. */
  readonly room: string
}

/** The demo on a real server. Each worker has its own of both; each journey has its own room. */
export const onStage = test.extend<Place, { readonly stage: Stage }>({
  stage: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      let server = await startServer(0)
      const { port } = server
      const demo = await openDemo({ VITE_HERENOW_URL: `ws://localhost:${port}` })
      await use({
        demoUrl: demo.url,
        server: () => server,
        startAgain: async () => {
          server = await startServer(port)
        },
      })
      await demo.close()
      await server.kill()
    },
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line eslint/no-empty-pattern -- As above.
  room: async ({}, use, { testId }) => use(`journey-${testId}`),
})
