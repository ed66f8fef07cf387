import { expect } from '@playwright/test'
import { journey } from '../stage/journey.ts'

journey('two people talk both ways', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ana.say('Hello Ben')
  await expect(ben.messages).toHaveText(['Hello Ben'])
  await ben.say('Hello Ana')
  await ben.say('How are you?')
  for (const { messages } of [ana, ben]) await expect(messages).toHaveText(['Hello Ben', 'Hello Ana', 'How are you?'])
  await expect(ana.page.getByRole('log').locator('.hn-message-head', { hasText: 'Ben' })).toHaveCount(1)
})

journey('one sees that the other is typing, until it is sent', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ana.box.pressSequentially('Hel')
  await expect(ben.typing).toHaveText('Ana is typing…')
  await ana.box.press('Enter')
  await expect(ben.messages).toHaveText(['Hel'])
  await expect(ben.typing).toHaveCount(0)
})

journey('a reload keeps the room, the history and the person', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ana.say('Before the reload')
  await expect(ben.messages).toHaveText(['Before the reload'])
  await ana.page.reload()
  await expect(ana.messages).toHaveText(['Before the reload'])
  await expect(ana.people).toHaveText(['Ana', 'Ben'])
  await expect(ben.people).toHaveText(['Ben', 'Ana'])
  await ana.say('After it')
  for (const { messages } of [ana, ben]) await expect(messages).toHaveText(['Before the reload', 'After it'])
})

journey('older messages come when one scrolls up, and the page does not jump', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const lines = Array.from({ length: 75 }, (_, index) => `Line ${index + 1}`)
  await ana.sayAll(lines)
  await expect(ana.messages).toHaveCount(lines.length)
  await expect(ana.page.getByText('Sending…')).toHaveCount(0)

  await ana.page.reload()
  await expect(ana.messages).toHaveText(lines.slice(-50))
  const row = ana.page.getByText('Line 26', { exact: true })
  await ana.page.getByRole('log').evaluate((log) => log.scrollTo({ top: 0 }))
  await expect(ana.messages).toHaveText(lines)
  await expect(row).toBeInViewport()
  await expect(ana.page.getByText('This is the beginning')).toHaveCount(1)
})
