import { expect } from '@playwright/test'
import { journey } from '../stage/journey.ts'

/** Beyond the 10 seconds that a server waits for somebody who went without a word. */
const beyondGrace = { timeout: 20_000 }

journey('who is here, and how many, follows those who come and close their tab', async ({ room, visitor }) => {
  const ana = await visitor('Ana')
  await expect(ana.people).toHaveText(['Ana'])
  await expect(ana.room(room)).toContainText('1 person here')

  const ben = await visitor('Ben')
  await expect(ana.people).toHaveText(['Ana', 'Ben'])
  await expect(ben.people).toHaveText(['Ben', 'Ana'])
  await expect(ana.room(room)).toContainText('2 people here')

  await ben.page.close()
  await expect(ana.people).toHaveText(['Ana'], beyondGrace)
  await expect(ana.room(room)).toContainText('1 person here')
})

journey('somebody whose tab crashes is gone after the grace', async ({ room, visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await expect(ana.people).toHaveText(['Ana', 'Ben'])

  const crashed = ben.page.waitForEvent('crash')
  const tools = await ben.page.context().newCDPSession(ben.page)
  // A crashed page answers nothing, also not this.
  const asked = tools.send('Page.crash').catch(() => undefined)
  await crashed
  await expect(ana.people).toHaveText(['Ana'], beyondGrace)
  await expect(ana.room(room)).toContainText('1 person here')
  await ben.page.close()
  await asked
})

journey('two tabs of one person are one person', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  const second = await ben.page.context().newPage()
  const identity = await ben.page.evaluate(() => sessionStorage.getItem('herenow-demo-identity'))
  await second.addInitScript((text) => sessionStorage.setItem('herenow-demo-identity', text ?? ''), identity)
  await second.goto(ben.page.url())
  await expect(ana.page.getByText('2 tabs')).toBeVisible()
  await expect(ana.people).toHaveText(['Ana', 'Ben'])
  await second.close()
  await expect(ana.page.getByText('2 tabs')).toBeHidden(beyondGrace)
  await expect(ana.people).toHaveText(['Ana', 'Ben'])
})

journey(
  'who is put out is gone at once, reads why, and is let in again when the time is over',
  async ({ stage, visitor }) => {
    const ana = await visitor('Ana')
    const ben = await visitor('Ben')
    await expect(ana.people).toHaveText(['Ana', 'Ben'])
    const identity = await ben.page.evaluate(() => sessionStorage.getItem('herenow-demo-identity'))
    const { clientId } = JSON.parse(identity ?? '') as { readonly clientId: string }

    await stage.server().run('disconnect', { user: clientId, reason: 'Be kind, and come back in a moment.', for: 8 })
    await expect(ana.people).toHaveText(['Ana'], { timeout: 1_000 })
    await expect(ben.page.getByText('Be kind, and come back in a moment.')).toBeVisible()
    await ben.page.getByRole('button', { name: 'Retry now' }).click()
    await expect(ben.page.getByText('Be kind, and come back in a moment.')).toBeVisible()
    await expect(ana.people).toHaveText(['Ana'])

    await expect(async () => {
      await ben.page.getByRole('button', { name: 'Retry now' }).click({ timeout: 1_000 })
      await expect(ben.page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 1_000 })
    }).toPass(beyondGrace)
    await expect(ana.people).toHaveText(['Ana', 'Ben'])
  },
)

journey('another name is seen by everyone, and is still one person', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ben.page.getByRole('button', { name: 'Ben, change your name' }).click()
  await ben.page.getByRole('textbox', { name: 'Your name' }).fill('Benedikt')
  await ben.page.getByRole('button', { name: 'Save' }).click()
  await expect(ana.people).toHaveText(['Ana', 'Benedikt'])
  await ben.say('It is me')
  await expect(ana.messages).toHaveText(['It is me'])
})
