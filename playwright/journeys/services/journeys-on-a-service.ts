import { expect } from '@playwright/test'
import { onService } from '../../stage/service-stage.ts'

/** What people find on a service. */
export interface Expected {
  /** What the page says that it can't do; `null`: nothing. */
  readonly limits: string | null
  readonly hasPresence: boolean
  readonly hasTyping: boolean
  /** What the log shows above messages that were said before a crash, in which the service forgets or keeps them. */
  readonly marksAfterCrash: 0 | 1
}

/** The banner waits for 3 seconds of absence. */
const lost = { timeout: 15_000 }
/** Services wait for somebody who went without a word. */
const beyondGrace = { timeout: 30_000 }
/** RabbitMQ takes long to start beside other work. */
const reconnected = { timeout: 60_000 }

/** Declares what people do on every service. */
export function playJourneys({ limits, hasPresence, hasTyping, marksAfterCrash }: Expected): void {
  onService('two people talk both ways, and see of each other what the service can show', async ({ room, visitor }) => {
    const ana = await visitor('Ana')
    const ben = await visitor('Ben')
    await ana.say('Hello Ben')
    await expect(ben.messages).toHaveText(['Hello Ben'])
    await ben.say('Hello Ana')
    for (const { messages } of [ana, ben]) await expect(messages).toHaveText(['Hello Ben', 'Hello Ana'])
    await expect(ana.page.getByRole('log').locator('.hn-message-head', { hasText: 'Ben' })).toHaveCount(1)
    await expect(ana.page.locator('.limits')).toHaveText(limits === null ? [] : [limits])
    if (hasPresence) {
      await expect(ana.people).toHaveText(['Ana', 'Ben'])
      await expect(ben.people).toHaveText(['Ben', 'Ana'])
      for (const each of [ana, ben]) await expect(each.room(room)).toContainText('2 people here')
    } else await expect(ana.page.getByText('Can’t tell who is here')).toHaveCount(2)
    await ana.box.pressSequentially('Is')
    if (hasTyping) await expect(ben.typing).toHaveText('Ana is typing…')
    await ana.box.press('Enter')
    await expect(ben.messages).toHaveText(['Hello Ben', 'Hello Ana', 'Is'])
  })

  onService(
    'a reload keeps the room, the history and the person, without a word on the console',
    async ({ visitor }) => {
      const ana = await visitor('Ana')
      const ben = await visitor('Ben')
      await ana.say('Before the reload')
      await expect(ben.messages).toHaveText(['Before the reload'])
      const said: string[] = []
      ana.page.on('console', (line) => said.push(line.text()))
      await ana.page.reload()
      await expect(ana.messages).toHaveText(['Before the reload'])
      await ana.say('After it')
      for (const { messages } of [ana, ben]) await expect(messages).toHaveText(['Before the reload', 'After it'])
      if (hasPresence) await expect(ben.people).toHaveText(['Ben', 'Ana'])
      expect(said).toEqual([])
    },
  )

  onService('a page that stays after all goes on, and one that goes takes its person along', async ({ visitor }) => {
    const ana = await visitor('Ana')
    const ben = await visitor('Ben')
    await ana.say('Before')
    await expect(ben.messages).toHaveText(['Before'])
    await ana.page.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()))
    const question = ana.page.waitForEvent('dialog')
    await ana.page.evaluate(() => setTimeout(() => location.reload()))
    await (await question).dismiss()
    await ana.say('Still here')
    await expect(ben.messages).toHaveText(['Before', 'Still here'])
    if (!hasPresence) return
    await expect(ben.people).toHaveText(['Ben', 'Ana'])
    await ana.page.close()
    await expect(ben.people).toHaveText(['Ben'], beyondGrace)
  })

  onService('what is said while the network is cut arrives once and in order', async ({ service, visitor }) => {
    const ana = await visitor('Ana')
    const ben = await visitor('Ben')
    await ana.say('Before')
    await expect(ben.messages).toHaveText(['Before'])

    await service.cut()
    await expect(ana.banner).toBeVisible(lost)
    await ana.say('Away 1')
    await ana.say('Away 2')
    await expect(ana.page.getByText('Sending…')).toHaveCount(2)

    await service.restore()
    for (const { messages } of [ana, ben])
      await expect(messages).toHaveText(['Before', 'Away 1', 'Away 2'], reconnected)
    await expect(ana.page.getByText('Sending…')).toHaveCount(0)
    for (const { gaps, banner } of [ana, ben]) {
      await expect(gaps).toHaveCount(0)
      await expect(banner).toBeHidden(reconnected)
    }
  })

  onService(
    'the service crashes and starts again: what was typed arrives, and what it forgot is marked',
    async ({ service, visitor }) => {
      onService.setTimeout(180_000)
      const ana = await visitor('Ana')
      const ben = await visitor('Ben')
      await ana.say('Before')
      await expect(ben.messages).toHaveText(['Before'])

      await service.crash()
      for (const { banner } of [ana, ben]) await expect(banner).toBeVisible(lost)
      await ana.say('Away')
      await expect(ana.page.getByText('Sending…')).toHaveCount(1)

      await service.startAgain()
      for (const { messages, gaps } of [ana, ben]) {
        await expect(messages).toHaveText(['Before', 'Away'], reconnected)
        await expect(gaps).toHaveCount(marksAfterCrash)
      }
      await expect(ana.page.getByText('Sending…')).toHaveCount(0)
      if (hasPresence) await expect(ana.people).toHaveText(['Ana', 'Ben'], reconnected)
      await ben.say('After')
      await expect(ana.messages).toHaveText(['Before', 'Away', 'After'])
    },
  )

  onService('a page with the bare SDK and the demo see each other', async ({ native, visitor }) => {
    const ana = await visitor('Ana')
    const nora = await native()
    const field = nora.getByLabel('Say')
    await expect(field).toBeEnabled()
    await ana.say('Hello Nora')
    const heard = nora.getByLabel('Messages').getByRole('listitem')
    await expect(heard).toHaveText(['Hello Nora'])
    await field.fill('Hello Ana')
    await field.press('Enter')
    await expect(ana.messages).toHaveText(['Hello Nora', 'Hello Ana'])
    if (!hasPresence) return
    await expect(ana.page.getByRole('complementary', { name: 'Here now' })).toContainText(/nora/i)
    await expect(nora.getByLabel('People').getByRole('listitem')).toHaveCount(2)
    await nora.close()
    await expect(ana.people).toHaveText(['Ana'], beyondGrace)
  })
}
