import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Browser, Locator, Page } from '@playwright/test'
import { buildInspector } from '../../scripts/build-inspector.mjs'
import { journey } from './journey.ts'
import { apiKey } from './server-process.ts'

/** Somebody who looks into a server. */
export interface Watcher {
  readonly page: Page
  /** The rows of connections, with their headings. */
  readonly connections: Locator
  readonly channel: (name: string) => Locator
  /** The texts of messages, the newest first. */
  readonly messages: Locator
  /** Shows another key. */
  readonly showKey: (key: string) => Promise<void>
  /** What axe finds in Chromium. */
  readonly violations: () => Promise<readonly string[]>
}

/** Journeys whose servers have the page. */
export const inspection = journey.extend<object, { readonly built: void }>({
  built: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      await buildInspector()
      await use()
    },
    { scope: 'worker', auto: true },
  ],
})

/** Opens the inspector of a server, `url` being its HTTP address, and shows a key: by default one that allows everything. */
export async function watch(browser: Browser, url: string, key: string = apiKey): Promise<Watcher> {
  const page = await (await browser.newContext({ viewport: { width: 1_280, height: 900 } })).newPage()
  const showKey = async (given: string): Promise<void> => {
    await page.getByLabel('Key of the server’s API').fill(given)
    await page.getByRole('button', { name: 'Open' }).click()
  }
  await page.goto(`${url}/inspector`)
  await showKey(key)
  return {
    page,
    showKey,
    connections: page.getByRole('region', { name: 'List of connections' }).locator('tbody tr'),
    channel: (name) => page.getByRole('region', { name: 'List of channels' }).getByRole('button', { name }),
    messages: page.getByRole('list', { name: 'Messages' }).locator('.message-data'),
    async violations() {
      // In Firefox the page crashes under axe; what it finds depends on the page, not on the engine.
      if (browser.browserType().name() === 'firefox') return []
      const { violations } = await new AxeBuilder({ page }).analyze()
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    },
  }
}

/** Asks the API from a page, as its scripts could. */
export async function askFrom(page: Page, path: string, body: object): Promise<string> {
  return page.evaluate(
    async ([address, key, text]) => {
      const headers = { 'X-API-Key': key ?? '', 'X-Herenow-Inspector': '1' }
      return (await fetch(address ?? '', { method: 'POST', headers, body: text ?? '' })).text()
    },
    [path, apiKey, JSON.stringify(body)],
  )
}

/** The page has met nothing that its policy forbids. */
export function heedsPolicy(page: Page): () => void {
  const refused: string[] = []
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) refused.push(message.text())
  })
  return () => expect(refused).toEqual([])
}
