import { expect } from '@playwright/test'
import { journey } from '../stage/journey.ts'

/** The banner waits for 3 seconds of absence; attempts are at most 15 seconds apart. */
const lost = { timeout: 10_000 }
const reconnected = { timeout: 30_000 }
/** Milliseconds without a server, and those after which its return must be seen. */
const heldBack = 40_000
const soon = { timeout: 5_000 }

journey('what was said while one was offline arrives once and in order, both ways', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ana.say('Before')
  await expect(ben.messages).toHaveText(['Before'])

  await ana.offline(true)
  await ben.say('Ben 1')
  await ben.say('Ben 2')
  await ana.say('Ana 1')
  await ana.say('Ana 2')
  await expect(ana.page.getByText('Sending…')).toHaveCount(2)
  await expect(ana.banner).toBeVisible(lost)
  await expect(ben.messages).toHaveText(['Before', 'Ben 1', 'Ben 2'])

  await ana.offline(false)
  await expect(ana.page.getByText('Back online, 2 messages sent')).toBeVisible(reconnected)
  for (const { messages } of [ana, ben]) {
    await expect(messages).toHaveText(['Before', 'Ben 1', 'Ben 2', 'Ana 1', 'Ana 2'])
  }
  await expect(ana.page.getByText('Sending…')).toHaveCount(0)
  await expect(ana.gaps).toHaveCount(0)
})

journey(
  'a message over the bound of the outbox fails in sight, and goes out when it is tried again',
  async ({ visitor }) => {
    const ana = await visitor('Ana')
    await ana.offline(true)
    const lines = Array.from({ length: 101 }, (_, index) => `Line ${index + 1}`)
    await ana.sayAll(lines)
    const failure = ana.failures
    await expect(failure).toContainText('Not sent')
    await ana.offline(false)
    await expect(ana.page.getByText('Sending…')).toHaveCount(0, reconnected)
    await expect(failure).toHaveCount(1)

    await failure.getByRole('button', { name: 'Retry' }).click()
    await expect(failure).toHaveCount(0)
    await ana.page.reload()
    await expect(ana.messages).toHaveText(lines.slice(-50))
  },
)

journey(
  'a page that was opened while the server was down fills by itself when it is up',
  async ({ browser, room, stage }) => {
    await stage.server().kill()
    const page = await browser.newPage()
    await page.clock.install({ time: '2026-11-21T10:00:00' })
    await page.goto(`${stage.demoUrl}#/room/${room}`)
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ana')
    await page.getByRole('button', { name: 'Join' }).click()
    await expect(page.getByText('Loading messages…')).toBeVisible()
    // Longer than any request waits. Then time stands still, so that the page can't try again before it is told to.
    await page.clock.pauseAt('2026-11-21T10:01:00')
    await expect(page.getByText('Can’t connect.')).toBeVisible()

    await stage.startAgain()
    await page.getByRole('button', { name: 'Retry now' }).click()
    await page.clock.resume()
    await expect(page.getByText('No messages yet')).toBeVisible(reconnected)
    await page.getByRole('textbox', { name: 'Message to' }).fill('Here I am')
    await page.getByRole('textbox', { name: 'Message to' }).press('Enter')
    await expect(page.getByRole('log').locator('.hn-message-body')).toHaveText(['Here I am'])
    await expect(page.getByText('Sending…')).toHaveCount(0)
    await page.context().close()
  },
)

for (const how of ['stopped', 'killed'] as const) {
  journey(
    `the server is ${how} and started again: a hole is shown, and what was typed meanwhile arrives once and in order`,
    async ({ stage, visitor }) => {
      const ana = await visitor('Ana')
      const ben = await visitor('Ben')
      await ana.say('Before')
      await expect(ben.messages).toHaveText(['Before'])

      await (how === 'stopped' ? stage.server().stop() : stage.server().kill())
      for (const { banner } of [ana, ben]) await expect(banner).toBeVisible(lost)
      await ana.say('Away 1')
      await ana.say('Away 2')
      await ana.say('Away 3')
      await expect(ana.page.getByText('Sending…')).toHaveCount(3)

      await stage.startAgain()
      for (const { banner } of [ana, ben]) await expect(banner).toBeHidden(reconnected)
      for (const { messages, gaps, people } of [ana, ben]) {
        await expect(messages).toHaveText(['Before', 'Away 1', 'Away 2', 'Away 3'])
        // The new server can't say what the old one had: its history is another one.
        await expect(gaps).toHaveCount(1)
        await expect(people).toHaveCount(2)
      }
      await expect(ana.page.getByText('Sending…')).toHaveCount(0)
      await ben.say('After')
      await expect(ana.messages).toHaveText(['Before', 'Away 1', 'Away 2', 'Away 3', 'After'])
    },
  )
}

journey('a page is back soon after its server, however long that was away', async ({ browserName, stage, visitor }) => {
  journey.skip(browserName !== 'firefox', 'Only Firefox holds back sockets, the longer the more of them failed.')
  const ana = await visitor('Ana')
  await stage.server().kill()
  await expect(ana.banner).toBeVisible(lost)
  // Nothing can be seen of it: sockets that fail all the while would have Firefox hold back the next for 10 s and more.
  await ana.page.waitForTimeout(heldBack)
  await stage.startAgain()
  await expect(ana.banner).toBeHidden(soon)
})
