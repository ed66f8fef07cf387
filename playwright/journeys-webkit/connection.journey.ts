import { expect } from '@playwright/test'
import { journey } from '../stage/webkit-journey.ts'

/** The banner waits for 3 seconds of absence; attempts are at most 15 seconds apart. */
const lost = { timeout: 10_000 }
const reconnected = { timeout: 30_000 }
/** Beyond the 10 seconds that a server waits for somebody who went without a word. */
const beyondGrace = { timeout: 20_000 }

journey('who is here follows those who come and close their tab', async ({ visitor }) => {
  const ana = await visitor('Ana')
  await expect.poll(ana.people).toEqual(['Ana'])
  const ben = await visitor('Ben')
  await expect.poll(ana.people).toEqual(['Ana', 'Ben'])
  await expect.poll(ben.people).toEqual(['Ben', 'Ana'])
  await ben.leave()
  await expect.poll(ana.people, beyondGrace).toEqual(['Ana'])
})

journey('what was said while one was offline arrives once and in order, both ways', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ana.say('Before')
  await expect.poll(ben.messages).toEqual(['Before'])

  await ana.offline(true)
  for (const text of ['Ben 1', 'Ben 2']) await ben.say(text)
  for (const text of ['Ana 1', 'Ana 2']) await ana.say(text)
  await expect.poll(ana.sending).toBe(2)
  await expect.poll(ana.banner, lost).toBe(true)
  await expect.poll(ben.messages).toEqual(['Before', 'Ben 1', 'Ben 2'])

  await ana.offline(false)
  for (const { messages } of [ana, ben]) {
    await expect.poll(messages, reconnected).toEqual(['Before', 'Ben 1', 'Ben 2', 'Ana 1', 'Ana 2'])
  }
  await expect.poll(ana.sending).toBe(0)
  expect(await ana.gaps()).toBe(0)
})

journey(
  'the server is killed and started again: a hole is shown, and what was typed meanwhile arrives once and in order',
  async ({ stage, visitor }) => {
    const ana = await visitor('Ana')
    const ben = await visitor('Ben')
    await ana.say('Before')
    await expect.poll(ben.messages).toEqual(['Before'])

    await stage.server().kill()
    for (const { banner } of [ana, ben]) await expect.poll(banner, lost).toBe(true)
    for (const text of ['Away 1', 'Away 2', 'Away 3']) await ana.say(text)
    await expect.poll(ana.sending).toBe(3)

    await stage.startAgain()
    for (const { banner } of [ana, ben]) await expect.poll(banner, reconnected).toBe(false)
    for (const { messages, gaps, people } of [ana, ben]) {
      await expect.poll(messages).toEqual(['Before', 'Away 1', 'Away 2', 'Away 3'])
      await expect.poll(gaps).toBe(1)
      await expect.poll(async () => (await people()).length).toBe(2)
    }
    await expect.poll(ana.sending).toBe(0)
    await ben.say('After')
    await expect.poll(ana.messages).toEqual(['Before', 'Away 1', 'Away 2', 'Away 3', 'After'])
  },
)
