import { expect } from '@playwright/test'
import { browserLaunchOptions } from '../../scripts/browser.mjs'
import { journey } from '../stage/journey.ts'

// Playwright turns the back/forward cache off unless it is told not to.
journey.use({
  launchOptions: { ...browserLaunchOptions(), ignoreDefaultArgs: ['--disable-back-forward-cache'] },
})

journey('a page from the back/forward cache goes on where it was, as the same person', async ({ stage, visitor }) => {
  const ana = await visitor('Ana')
  const ben = await visitor('Ben')
  await ana.say('Before')
  await expect(ben.messages).toHaveText(['Before'])
  // Written down in the page itself: a page that is loaded again knows nothing of it.
  await ana.page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => (document.body.dataset['persisted'] = String(persisted)))
  })

  await ana.page.goto(`http://localhost:${stage.server().port}/health`)
  await ben.say('While away')
  // A page out of the cache doesn't load again.
  await ana.page.goBack({ waitUntil: 'commit' })
  await expect(ana.page.locator('body')).toHaveAttribute('data-persisted', 'true')

  await expect(ana.messages).toHaveText(['Before', 'While away'])
  await ana.say('Back')
  for (const { messages, people } of [ana, ben]) {
    await expect(messages).toHaveText(['Before', 'While away', 'Back'])
    await expect(people).toHaveCount(2)
  }
  await expect(ana.gaps).toHaveCount(0)
})
