import { expect } from '@playwright/test'
import { journey } from '../stage/webkit-journey.ts'

journey('two people talk both ways', async ({ visitor }) => {
  const [ana, ben] = await Promise.all([visitor('Ana'), visitor('Ben')])
  await ana.say('Hello Ben')
  await expect.poll(ben.messages).toEqual(['Hello Ben'])
  await ben.say('Hello Ana')
  await ben.say('How are you?')
  for (const { messages } of [ana, ben]) {
    await expect.poll(messages).toEqual(['Hello Ben', 'Hello Ana', 'How are you?'])
  }
})

journey('one sees that the other is typing, until it is sent', async ({ visitor }) => {
  const [ana, ben] = await Promise.all([visitor('Ana'), visitor('Ben')])
  await ana.type('Hel')
  await expect.poll(ben.typing).toEqual(['Ana is typing…'])
  await ana.page.press('Enter')
  await expect.poll(ben.messages).toEqual(['Hel'])
  await expect.poll(ben.typing).toEqual([])
})

journey('a reload keeps the room, the history and the person', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ana.say('Before the reload')
  await expect.poll(ben.messages).toEqual(['Before the reload'])
  await ana.reload()
  await expect.poll(ana.messages).toEqual(['Before the reload'])
  await expect.poll(ana.people).toEqual(['Ana', 'Ben'])
  await expect.poll(ben.people).toEqual(['Ben', 'Ana'])
  await ana.say('After it')
  for (const { messages } of [ana, ben]) await expect.poll(messages).toEqual(['Before the reload', 'After it'])
})

journey('older messages come when one scrolls up, and the page does not jump', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const lines = Array.from({ length: 75 }, (_, index) => `Line ${index + 1}`)
  for (const line of lines) await ana.say(line)
  await expect.poll(ana.messages).toEqual(lines)
  await expect.poll(ana.sending).toBe(0)

  await ana.reload()
  await expect.poll(ana.messages).toEqual(lines.slice(-50))
  const before = await ana.page.evaluate(`document.querySelector('[role=log]').scrollTo({ top: 0 }); ${placeOfLine26}`)
  await expect.poll(ana.messages).toEqual(lines)
  await expect.poll(() => ana.page.count('This is the beginning')).toBe(1)
  expect(await ana.page.evaluate(placeOfLine26)).toBe(before)
})

/** Where the oldest message of the first page stands, in whole pixels of the log. */
const placeOfLine26 = `
  const log = document.querySelector('[role=log]')
  const line = [...log.querySelectorAll('.hn-message-body')].find(({ textContent }) => textContent.trim() === 'Line 26')
  return Math.round(line.getBoundingClientRect().top - log.getBoundingClientRect().top)`
