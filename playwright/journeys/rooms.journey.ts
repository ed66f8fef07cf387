import { expect } from '@playwright/test'
import { journey } from '../stage/journey.ts'

journey('changing the room leaves one and enters the other, and the way back works', async ({ room, visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ben.say('Said in the first room')
  await expect(ana.messages).toHaveText(['Said in the first room'])

  const other = `${room}-b`
  await ana.goTo(other)
  await expect(ana.page).toHaveTitle(`${other} · Herenow demo`)
  await expect(ana.people).toHaveText(['Ana'])
  await expect(ana.messages).toHaveCount(0)
  await expect(ben.people).toHaveText(['Ben'])
  await expect(ben.room(room)).toContainText('1 person here')

  await ana.page.goBack()
  await expect(ana.page).toHaveTitle(`${room} · Herenow demo`)
  await expect(ana.messages).toHaveText(['Said in the first room'])
  await expect(ben.people).toHaveText(['Ben', 'Ana'])
  await ana.page.goForward()
  await expect(ana.page.getByRole('heading', { level: 1 })).toHaveText(other)
  await expect(ben.people).toHaveText(['Ben'])
})

journey('the list counts rooms that one is not in', async ({ visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await expect(ana.room('weekend')).toContainText('Nobody here')
  await ben.room('weekend').click()
  await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('weekend')
  await expect(ana.room('weekend')).toContainText('1 person here')
  await ben.room('lobby').click()
  await expect(ana.room('weekend')).toContainText('Nobody here')
})

journey('an address that names no possible room says so, and leads on', async ({ visitor }) => {
  const ana = await visitor('Ana')
  await ana.goTo('two words')
  await expect(ana.page.getByRole('heading', { name: 'There is no such room' })).toBeVisible()
  await ana.page.getByRole('link', { name: 'Go to the lobby' }).click()
  await expect(ana.page.getByRole('heading', { level: 1 })).toHaveText('lobby')
})

journey('everything fits a small screen, and the keyboard reaches all of it', async ({ visitor }) => {
  const ana = await visitor('A-very-long-name-without-any-break-at-all')
  await ana.page.setViewportSize({ width: 360, height: 640 })
  await ana.say('https://example.com/' + 'long'.repeat(60))
  const wider = await ana.page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.closest('.rooms') === null && element.getBoundingClientRect().right > innerWidth)
      .map((element) => element.className),
  )
  expect(wider).toEqual([])

  const reached: string[] = []
  await ana.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  for (let step = 0; step < 12; step += 1) {
    await ana.page.keyboard.press('Tab')
    reached.push(
      await ana.page.evaluate(() => {
        const { activeElement } = document
        return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
      }),
    )
  }
  const path = reached.join(' | ')
  expect(path).toMatch(/Offline .*change your name.*lobby.*weekend.*Messages.*Message to/)
})
