import { test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { openDemo } from './demo-site.ts'
import { startServer } from './server-process.ts'
import type { ServerProcess } from './server-process.ts'
import { visit } from './visitor.ts'
import type { Visitor } from './visitor.ts'

export interface Stage {
  readonly demoUrl: string
  /** The server that runs now. */
  readonly server: () => ServerProcess
  /** Starts a server where the last one was. */
  readonly startAgain: () => Promise<void>
}

interface Journey {
  /** A room that no other journey uses. */
  readonly room: string
  /** Somebody new, in a browser of their own, in the journey's room. */
  readonly visitor: (name: string) => Promise<Visitor>
}

/** What Firefox writes to the console of a page whose socket ends; its driver counts it among the errors. */
const connectionNotice = /^(Firefox can’t establish a connection|The connection to ws)/

/** A journey through the demo on a real server. Each worker has its own of both; each journey has its own room. */
export const journey = test.extend<Journey, { readonly stage: Stage }>({
  stage: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      let server = await startServer(0)
      const { port } = server
      const demo = await openDemo(`ws://localhost:${port}`)
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
  visitor: async ({ browser, room, stage }, use) => {
    const pages: Page[] = []
    const mistakes: string[] = []
    await use(async (name) => {
      const context = await browser.newContext({ viewport: { width: 1_280, height: 720 } })
      const page = await context.newPage()
      page.on('pageerror', ({ message }) => {
        if (!connectionNotice.test(message)) mistakes.push(`${name}: ${message}`)
      })
      pages.push(page)
      return visit(page, stage.demoUrl, name, room)
    })
    await Promise.all(pages.map((page) => page.context().close()))
    test.expect(mistakes, 'errors that no code caught').toEqual([])
  },
})
