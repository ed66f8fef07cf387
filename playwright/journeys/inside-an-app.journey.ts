import { rm } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { buildDemo } from '../stage/demo-site.ts'
import { startApp } from '../stage/inside/start-app.ts'
import { startNextApp } from '../stage/inside/start-next-app.ts'
import { visit } from '../stage/visitor.ts'

const inside = test.extend<object, { readonly demo: string }>({
  demo: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      const folder = await buildDemo({ VITE_HERENOW_URL: '/realtime' })
      await use(folder)
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
})

for (const framework of ['express', 'fastify', 'hono', 'next']) {
  inside(
    `two people talk inside an app in ${framework}, on its port and beside its pages`,
    async ({ browser, demo }) => {
      const app = await (framework === 'next' ? startNextApp(demo) : startApp(framework, demo))
      try {
        const open = async (name: string) =>
          visit(await (await browser.newContext()).newPage(), `${app.url}/index.html`, name, 'inside')
        const ana = await open('Ana')
        const ben = await open('Ben')
        await ana.say('Hello Ben')
        await expect(ben.messages).toHaveText(['Hello Ben'])
        await ben.say('Hello Ana')
        await expect(ana.messages).toHaveText(['Hello Ben', 'Hello Ana'])
        await expect(ana.people).toHaveText(['Ana', 'Ben'])
        const page = await (await browser.newContext()).newPage()
        const sockets: string[] = []
        page.on('websocket', (socket) => socket.on('framereceived', () => sockets.push(socket.url())))
        await page.goto(`${app.url}/hello`)
        await expect(page.getByText('from the app')).toBeVisible()
        // The app's own socket works beside ours.
        if (framework === 'next') await expect.poll(() => sockets.length).toBeGreaterThan(0)
      } finally {
        await app.stop()
      }
    },
  )
}
