import { test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { gatherMistakes } from './mistakes.ts'
import { onStage } from './stage.ts'
import { visit } from './visitor.ts'
import type { Visitor } from './visitor.ts'

interface Journey {
  /** Somebody new, in a browser of their own, in the journey's room. */
  readonly visitor: (name: string) => Promise<Visitor>
}

/** A journey in a browser that Playwright drives. */
export const journey = onStage.extend<Journey>({
  visitor: async ({ browser, room, stage }, use) => {
    const pages: Page[] = []
    const mistakes: string[] = []
    await use(async (name) => {
      const context = await browser.newContext({ viewport: { width: 1_280, height: 720 } })
      const page = await context.newPage()
      gatherMistakes(page, name, mistakes)
      pages.push(page)
      return visit(page, stage.demoUrl, name, room)
    })
    await Promise.all(pages.map((page) => page.context().close()))
    test.expect(mistakes, 'errors that no code caught').toEqual([])
  },
})
