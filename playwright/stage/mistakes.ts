import type { Page } from '@playwright/test'

/** What Firefox writes to the console of a page whose socket ends; its driver counts it among the errors. */
const connectionNotice = /^(Firefox can’t establish a connection|The connection to ws)/

/** Gathers the errors of a page that no code caught, with whose page it is. */
export function gatherMistakes(page: Page, name: string, mistakes: string[]): void {
  page.on('pageerror', ({ message }) => {
    if (!connectionNotice.test(message)) mistakes.push(`${name}: ${message}`)
  })
}
